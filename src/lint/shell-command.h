/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/* A word of a command line, which may be a shell's. */
struct shell_word {
	const char *start;
	size_t length;
};

/* Commands in quotes in commands: "sh -c \"su -c 'ethtool ...'\"". */
#define SHELL_DEPTH_MAX 4

/* Where a reader of a command line stands: which command the words belong to. */
struct shell_reader {
	const char *cursor;
	char outer[SHELL_DEPTH_MAX]; /* the quotes that hold the command */
	unsigned depth;
	char quote;   /* the one that is open in the command */
	bool escaped; /* a backslash stands before the cursor */
	bool named;   /* the command has its name */
	bool runs;    /* it runs what stands in quotes */
	bool prints;  /* it prints its arguments */
};

/*
 * The next word; what ends a command in a shell is a word of its own. False where there
 * is none. PROGRAM says whether it may be a program that runs, and not one that is only
 * named: "echo ethtool", "log 'ethtool failed'".
 */
bool shell_word_next(struct shell_reader *reader, struct shell_word *ret, bool *program);

/* Moves to where the command ends, or the quotes that the cursor stands in. */
void shell_skip_command(struct shell_reader *reader);

/* Whether the word is TEXT; false where that is NULL. */
bool shell_word_is(const struct shell_word *word, const char *text);

/* Whether the word ends a command in a shell. */
bool shell_word_ends_command(const struct shell_word *word);

/* Whether the command is a shell's, "sh -c ...", so that it understands "||". */
bool shell_command_is(const char *command);
