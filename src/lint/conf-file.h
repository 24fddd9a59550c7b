/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/problem.h"

/* A configuration file that others of the same name cannot mask. */
struct conf_file {
	char *name;
	char *path;
};

/* All zero is the empty list. */
struct conf_files {
	struct conf_file *list;
	size_t n;
};

/*
 * The files whose names end in SUFFIX in FOLDERS (below the root of ENV, ends with NULL),
 * sorted by name; of those of one name, the one in the first folder. A folder that is not
 * there is an empty one, one that cannot be read is added to PROBLEMS. 0 or -ENOMEM.
 */
_must_check_ int conf_files_list(const struct env *env, const char *const *folders,
				 const char *suffix, struct problems *problems,
				 struct conf_files *ret);

/* Whether an editor, a package manager or the owner has put a file of that name aside: it
 * was not meant to be read. */
bool conf_file_is_put_aside(const char *name);

/* The first letter of a name for which run-parts(8), and whoever goes by its rule, takes
 * no file of that name; 0: it does. */
char conf_file_odd_letter(const char *name);

/* Frees the list and leaves the empty one. */
void conf_files_clear(struct conf_files *files);
