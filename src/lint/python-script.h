/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/* How a Python script runs a command. */
enum python_run {
	PYTHON_WORDS, /* subprocess.run(["ethtool", ...]): each word by itself */
	PYTHON_SHELL, /* os.system("ethtool ..."), or with shell=True */
	PYTHON_NAME,  /* subprocess.run("ethtool ..."): all of it is a program's name */
};

struct python_command {
	enum python_run run;
	char text[1024]; /* as a line of a shell; "$" stands for what is not known */
	unsigned line;
};

/* Takes a command: 0, or a negative errno, which ends the reading. */
typedef int python_command_taker(void *user, const struct python_command *command);

/* Whether the text of a script, or else its name, is Python's. */
bool python_is_script(const char *path, const char *text);

/*
 * Reads the commands that a script runs with subprocess and os, as far as they are
 * literals, or names that are given one literal and no other. UNREAD becomes the line of
 * the first use of ethtool in another way, 0 where there is none. Returns 0, or what TAKE
 * returned.
 */
_must_check_ int python_commands_read(const char *text, python_command_taker *take,
				      void *user, unsigned *unread);
