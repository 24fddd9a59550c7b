/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* What the driver and the preloaded library have in common: a page of shared memory. */

#include <stdbool.h>

enum fault_kind {
	FAULT_NONE,
	FAULT_CALL,    /* a system call fails, with an errno */
	FAULT_SHORT,   /* what a read gives is cut in half */
	FAULT_RUBBISH, /* what a read gives is other bytes */
	FAULT_ALLOC,   /* an allocation fails */
	FAULT_ALLOCS,  /* an allocation fails, and all that follow */
	FAULT_ANSWER,  /* a netlink answer is an error */
	FAULT_IGNORED, /* a netlink request is acknowledged, and nothing is done */
	FAULT_KILLED,  /* it is killed as it makes a system call */
	FAULT_KIND_MAX
};

struct fault {
	enum fault_kind kind;
	unsigned at;	  /* which of its kind, from 1 on; 0: none */
	int error;	  /* positive errno */
	unsigned count;	  /* how many there have been */
	bool hit;	  /* whether that one has been reached */
	long call;	  /* the system call that it was, or -1 */
	unsigned modules; /* how many modules the program has had inserted */
};

/* The descriptor of the page, in the environment of the program. */
#define FAULT_FD "FAULT_FD"
