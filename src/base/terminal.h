/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/*
 * From now on what is printed by way of this file goes through sanitize.h, but for the
 * ends of lines: names come from facts files, logs and cards. Where there is no memory
 * for it, output stays as it is.
 */
void terminal_guard(void);

/* Standard output and standard error. Nobody else names stdout and stderr: tests/lint
 * looks. */
FILE *terminal_output(void);
FILE *terminal_errors(void);

/* Has standard output use ROOM, of SIZE bytes: it asks for no memory then, and not what
 * it is. For what prints a few lines and ends. */
void terminal_output_in(char *room, size_t size);

/* printf() to terminal_output(). */
_printf_(1, 2) void print(const char *format, ...);

/*
 * Prints a word to standard output; if it is a state, in its colour, where that is a
 * terminal whose owner has not set NO_COLOR, https://no-color.org/.
 */
void terminal_print_state(const char *word);

/* Whether a line of progress has anybody to see it: standard error is a terminal. */
bool terminal_has_progress(void);

/*
 * Writes a line of progress over the last one, on standard error; with "" takes it away.
 * Nothing where that is no terminal.
 */
_printf_(1, 2) void terminal_progress(const char *format, ...);
