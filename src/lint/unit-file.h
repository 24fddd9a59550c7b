/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/problem.h"

/* A setting of a file of systemd's, as it stands after its drop-ins. */
struct unit_line {
	char *section, *key, *value;
	unsigned block; /* number of its header, over the file and its drop-ins */
	char *file;
	unsigned line;
};

/* A unit, or a .link file. */
struct unit_file {
	char *name;
	char *path;
	struct unit_line *lines; /* in the order in which they count */
	size_t n_lines;
};

/* Sorted by name, which is the order in which .link files are tried. All zero is the
 * empty list. */
struct unit_files {
	struct unit_file *list;
	size_t n;
};

/*
 * All services, .network files or .link files that systemd would see: without those that
 * another of the same name masks, and with their drop-ins. What cannot be read is added
 * to PROBLEMS. 0 or -ENOMEM.
 */
_must_check_ int unit_files_services(const struct env *env, struct problems *problems,
				     struct unit_files *ret);
_must_check_ int unit_files_networks(const struct env *env, struct problems *problems,
				     struct unit_files *ret);
_must_check_ int unit_files_links(const struct env *env, struct problems *problems,
				  struct unit_files *ret);

/* The same of the connections that NetworkManager keeps, whose files look like units. */
_must_check_ int unit_files_keyfiles(const struct env *env, struct problems *problems,
				     struct unit_files *ret);

/* The last line of that section and key, or NULL where there is none. */
const struct unit_line *unit_file_find(const struct unit_file *file, const char *section,
				       const char *key);

/* The line of that section and key that has WORD, or NULL. */
const struct unit_line *unit_file_find_word(const struct unit_file *file,
					    const char *section, const char *key,
					    const char *word);

/* Frees the list and leaves the empty one. */
void unit_files_clear(struct unit_files *files);
