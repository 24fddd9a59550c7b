/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"
#include "base/problem.h"

/*
 * The grammar of quirk files and of nicquirk.conf; quirks/README.md describes it. A file
 * is read at once and parsed in place, a section at a time: names and values are parts of
 * its text.
 */

/* A larger file is not read. */
#define INI_FILE_MAX (4 * 1024 * 1024)

/* A line of a section. Few readers want all of them: see ini_pair_part(). */
struct ini_pair {
	char *text, *end; /* as it stands in the file */
	char *key, *value;
	const char *fault; /* why it is no KEY=VALUE; NULL: it is one */
	unsigned line;
};

struct ini_section {
	char *name;
	unsigned line;
	struct ini_pair *pairs; /* in their order */
	size_t n;
};

/* A file that is being read. */
struct ini_file {
	const char *path;
	struct problems *problems;
	char *text, *next, *end;
	unsigned line; /* that NEXT is in, from 1 */
	bool begun;    /* there was a section, or what is none has been reported */
	struct ini_pair *pairs;
	size_t room;
};

/*
 * Reads the file PATH, which the caller keeps. 0, also where it cannot be read, which is
 * a problem then; -ENOENT where there is none. /dev/null is an empty file.
 */
_must_check_ int ini_file_open(struct ini_file *file, const char *path,
			       struct problems *problems);

/* The same of a text that has been read, of LENGTH bytes and one more: FILE frees it. */
void ini_file_take(struct ini_file *file, const char *path, char *text, size_t length,
		   struct problems *problems);

/*
 * Finds the next section that has a name; one that has none is a problem, and its lines
 * are left out. 1; 0 at the end of the file; or -ENOMEM. What *RET points to may be
 * written to, and is gone with the next call.
 */
_must_check_ int ini_file_next(struct ini_file *file, struct ini_section *ret);

/* Parts the line into key and value, unless that is done: whether it has them, else a
 * fault. */
bool ini_pair_part(struct ini_pair *pair);

/* Frees what FILE holds. */
void ini_file_close(struct ini_file *file);
