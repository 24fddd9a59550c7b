/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/* A kernel command line that is being read; REST is what is still to come. */
struct cmdline {
	const char *rest;
	bool for_init; /* "--" is behind us */
};

/* A word of it, as parts of the line. */
struct cmdline_word {
	const char *text; /* with its quotes */
	size_t length;
	const char *name;
	size_t name_length;
	const char *value; /* NULL: there is no '=' */
	size_t value_length;
	bool for_init; /* it stands after "--": the kernel hands it to init */
};

/*
 * Finds the next word, as the kernel does (next_arg() of lib/cmdline.c): double quotes
 * stand around a value or around the whole word, and blanks within them do not end it.
 * "--" itself is passed over. False at the end.
 */
bool cmdline_next(struct cmdline *cmdline, struct cmdline_word *ret);

/* Whether the word has that name. */
bool cmdline_word_is(const struct cmdline_word *word, const char *name);

/* Whether the word is on the line, as it is, and is the kernel's. */
bool cmdline_has(const char *line, const char *word);
