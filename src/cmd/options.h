/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "base/env.h"
#include "base/macro.h"

struct options {
	struct env env;
	const char *facts_file; /* NULL: the host itself */
	const char *quirks_dir; /* NULL: the quirks.d folders */
	const char *kernel;	/* NULL: the running one */
	const char *nic;	/* slots and interfaces, parted by commas; NULL: all */
	const char *output;	/* a file; NULL: standard output */
	bool json;
	bool verbose;
	bool dry_run;
	bool strict;
	bool spare;
	bool all;
	bool raise;
	bool import;
	bool yes;
	bool svg;
	bool go_on;	    /* --continue */
	bool status;	    /* of a bisection */
	const char *forget; /* a slot, an interface, or "all"; NULL: nothing */
	unsigned timeout;   /* seconds */
	const char *server; /* HOST or HOST:PORT; NULL: none */
	const char *guest;  /* ADDRESS/LENGTH; NULL: none */
	uint64_t bytes;	    /* 0: no limit */
	unsigned streams;
	unsigned time;	    /* seconds */
	int64_t read_until; /* by clock_ms(), for module files; 0: no limit of ours */
};

/* The options that not every verb takes. */
enum {
	TAKES_DRY_RUN = 1 << 1,
	TAKES_TIMEOUT = 1 << 2,
	TAKES_KERNEL = 1 << 3,
	TAKES_STRICT = 1 << 4,
	TAKES_ALL = 1 << 5,
	TAKES_NIC = 1 << 6,
	TAKES_OUTPUT = 1 << 7,
	TAKES_SPARE = 1 << 8,
	TAKES_IMPORT = 1 << 9,
	TAKES_FORGET = 1 << 10,
	TAKES_YES = 1 << 11,
	TAKES_SERVER = 1 << 12,
	TAKES_CONTINUE = 1 << 13,
	TAKES_SVG = 1 << 14,
	TAKES_RAISE = 1 << 15,
};

/*
 * Takes the options out of ARGV, where the rest stays from getopt's optind on; GIVEN says
 * which of those that not every verb takes were among them. 0; 'h' or 'V' for --help and
 * --version; -EINVAL after a message.
 */
_must_check_ int options_parse(int argc, char **argv, struct options *options,
			       unsigned *ret_given);

/* Prints each option with what it is for, a line each. */
void options_print(FILE *stream);

/* The first of the options that the bits of GIVEN stand for, as it is written. */
const char *options_name(unsigned given);
