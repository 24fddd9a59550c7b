/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"
#include "base/problem.h"

/* A file of the database. */
struct quirk_source {
	char *name;
	char *path;
	size_t rank; /* of its folder: the lowest has the last word */
};

/* All zero is the empty list. */
struct quirk_sources {
	struct quirk_source *list;
	size_t n;
};

/* Adds the *.quirk of a folder, in no order: 0, -ENOMEM, or the error of reading it. */
_must_check_ int quirk_sources_add(struct quirk_sources *sources, const char *directory,
				   size_t rank);

/* Adds one file, whose NAME is the last component of PATH: 0 or -ENOMEM. */
_must_check_ int quirk_sources_add_path(struct quirk_sources *sources, const char *path,
					const char *name, size_t rank);

/* Drops the files that others than root and who runs this may write to; each is a
 * problem. */
void quirk_sources_guard(struct quirk_sources *sources, struct problems *problems);

/* Sorts the files by name, whatever their folder, and drops those that one of the same
 * name and a lower rank masks. */
void quirk_sources_settle(struct quirk_sources *sources);

/* Frees the list and leaves the empty one. */
void quirk_sources_clear(struct quirk_sources *sources);
