/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/* A name that a Python script gives a value. */
struct python_name {
	char name[48];
	const char *value; /* where it stands, at the first assignment */
	unsigned line;
	unsigned times;	 /* that it gets one: of more than one none is certain */
	bool is_command; /* of ethtool, or a part of one */
	bool used;	 /* in a command that could be read */
};

struct python_names {
	struct python_name list[64];
	size_t n;
};

/* Where a script is read. */
struct python_reading {
	const char *at;
	unsigned line;
	bool one_line; /* a newline ends what is read: outside of brackets */
	struct python_names *names;
};

/* What a value comes to; "$" stands for a part that is not known. */
struct python_text {
	char *buffer;
	size_t size, length;
	bool known; /* it fits */
};

bool python_is_name_char(char c);

/* The name of the table, or NULL. */
struct python_name *python_find_name(struct python_names *names, const char *name,
				     size_t length);

/* Steps over blanks, comments and, unless one line is read, newlines. */
void python_skip_blanks(struct python_reading *reading);

/* Whether a string's literal begins here. */
bool python_at_literal(const char *at);

/* Reads the literal that the script is read at, and moves behind it. */
void python_read_literal(struct python_reading *reading, struct python_text *text);

/* Steps over an expression to the comma or bracket that ends it. */
void python_skip_expression(struct python_reading *reading);

/*
 * Reads an argument, a string or a list of words, and moves behind it. Whether it is
 * known, but for parts that stand for one word; LIST: whether it is a list.
 */
bool python_read_argument(struct python_reading *reading, struct python_text *text,
			  bool *list);
