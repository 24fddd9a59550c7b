/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "base/macro.h"

/* Text in columns. All zero is the empty table. */
struct table {
	struct strings *rows;
	size_t n_rows;
	size_t *widths; /* of the columns, in bytes */
	size_t n_widths;
};

/* Adds a row of CELLS up to the first NULL: 0 or -ENOMEM. */
_must_check_ int table_add(struct table *table, const char *const *cells);

/*
 * Prints the rows, each column as wide as its widest cell, without blanks at the ends; to
 * standard output, cells that are states in their colours.
 */
void table_print(const struct table *table, FILE *stream);

/* Frees the rows and leaves the empty table. */
void table_clear(struct table *table);
