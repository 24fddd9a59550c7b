/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * From now on replaces in all that goes to standard output and standard error what would
 * steer a terminal: names come from facts files, logs and cards. Lines, tabs and UTF-8
 * stay. Where there is no memory for it, output stays as it is.
 */
void terminal_guard(void);

/*
 * Prints a word to standard output; if it is a state, in its colour, where that is a
 * terminal whose owner has not set NO_COLOR, https://no-color.org/.
 */
void terminal_print_state(const char *word);
