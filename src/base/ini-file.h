/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"
#include "base/problem.h"

/* The longest section name and key, and the longest line: what is longer is a problem. */
#define INI_NAME_MAX 49
#define INI_LINE_MAX 65536

/*
 * Who wants to know what is in an INI file. "section" and "pair" return 0, or a negative
 * errno, which ends the reading.
 */
struct ini_reader {
	/* Whether a section, of which TEXT are the lines as they stand, is worth reading:
	 * those that are not are passed over without a look. NULL: all are. */
	bool (*wanted)(void *user, const char *name, const char *text, size_t length);
	int (*section)(void *user, const char *name, unsigned line);
	int (*pair)(void *user, const char *key, const char *value, unsigned line);
	/* A line of the section is no pair and has been told in the problems. May be
	 * NULL. */
	void (*bad)(void *user);
};

/*
 * Reads the file PATH: blanks around keys and values are gone, a pair always follows its
 * section. What is no INI is told in PROBLEMS and left out. 0; -ENOENT where there is no
 * such file; -ENOMEM; or what a function of READER returned. A file that cannot be read
 * for another reason is a problem, /dev/null is an empty file.
 */
_must_check_ int ini_read(const char *path, const struct ini_reader *reader, void *user,
			  struct problems *problems);
