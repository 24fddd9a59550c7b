/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/* What is wrong with an input file. Parsers collect, the commands print. */
struct problem {
	char *file;
	unsigned line; /* from 1; 0: the file as a whole */
	char *message;
};

/* All zero is the empty list. */
struct problems {
	struct problem *list;
	size_t n;
};

/* Adds a problem; where even that finds no memory, it is lost. PROBLEMS may be NULL. */
void problem_add(struct problems *problems, const char *file, unsigned line,
		 const char *format, ...) _printf_(4, 5);

/* Adds that FILE cannot be read, and WHY. */
void problem_add_unreadable(struct problems *problems, const char *file, const char *why);

/* Forgets all but the first N. PROBLEMS may be NULL. */
void problems_truncate(struct problems *problems, size_t n);

/* Prints each problem as "file:line: message", in the order in which they were found. */
void problems_print(const struct problems *problems, FILE *stream);

/* The same, but of each file only the first few: for a log whose subject is another.
 */
void problems_print_some(const struct problems *problems, FILE *stream);

/* Frees the problems and leaves the empty list. */
void problems_clear(struct problems *problems);
