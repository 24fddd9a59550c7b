/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * From now on replaces in all that goes to standard output and standard error what would steer a
 * terminal: names come from facts files, logs and cards. Lines, tabs and UTF-8 stay. Where there is
 * no memory for it, output stays as it is.
 */
void terminal_guard(void);

enum colour { COLOUR_NONE, COLOUR_GOOD, COLOUR_DOUBTFUL, COLOUR_BAD };

/* The colour of a word that stands for a state: none for any other word. */
enum colour terminal_state_colour(const char *word);

/*
 * What is printed to standard output from here on has that colour, if it is a terminal whose owner
 * has not set NO_COLOR, https://no-color.org/.
 */
void terminal_colour(enum colour colour);

/* Prints a word to standard output, in its colour if it is a state. */
void terminal_print_state(const char *word);
