/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/file-identity.h"

/* Files and folders that were looked at, and what they were then. */
struct seen_files {
	struct seen_file {
		char *path;
		bool there;
		struct file_identity identity; /* all zero where there was none */
	} * list;
	size_t n;
};

/* Adds one that is not there yet; ST is what stat() says of it, NULL that there is none.
 * 0 or -ENOMEM. */
_must_check_ int seen_files_add(struct seen_files *seen, const char *path,
				const struct stat *st);

/* The same of what stat() says of it now: 0 or -errno, never -ENOENT. */
_must_check_ int seen_files_look(struct seen_files *seen, const char *path);

/* Whether each is as it was, and has been for so long before NOW, which was taken before
 * the first was looked at, that no change in between can have been missed. */
_must_check_ bool seen_files_are_settled(const struct seen_files *seen, time_t now);

void seen_files_clear(struct seen_files *seen);
