/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <libmnl/libmnl.h>

#include "netlink/genl.h"

/*
 * A program that is linked with this can take the kernel's place behind libmnl: what it
 * sends is kept, and what it receives is what the test has laid out.
 */

enum addressee { TO_REQUEST, TO_EARLIER_REQUEST, TO_OTHER_SOCKET, TO_EVERYBODY };

struct datagram {
	_Alignas(struct nlmsghdr) char data[GENL_BUFFER_SIZE];
	size_t length;
	enum addressee addressee;
	int error;   /* what receiving fails with instead; 0: it does not */
	bool is_cut; /* it was longer than the buffer */
};

enum kernel_mode {
	KERNEL_REAL,
	KERNEL_FAKE,
	KERNEL_SILENT, /* takes requests and never answers, in real time */
};

struct fake_kernel {
	enum kernel_mode mode;
	struct datagram *answers; /* after the last one, receiving runs out of time */
	size_t n_answers, n_given;
	bool is_endless;	 /* after the last answer, the first comes again */
	time_t clock_ahead;	 /* seconds */
	struct datagram request; /* the last one to the fake kernel */
	struct datagram genuine; /* the last answer of the real one */
	uint8_t commands[32];	 /* of the requests to the fake kernel, in their order */
	size_t n_commands;
};

extern struct fake_kernel kernel;

/* Puts the fake kernel in place; it will give the N ANSWERS, in their order. */
void kernel_fake(struct datagram *answers, size_t n);

/* Makes DATAGRAM an answer without attributes yet, and returns it as a message. */
struct nlmsghdr *answer_begin(struct datagram *datagram);

/* Writes down that the answer is complete. */
void answer_end(struct datagram *datagram);

/* Makes DATAGRAM an error message, or an acknowledgement where ERROR is 0. */
void answer_error(struct datagram *datagram, int error);
