/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/seen-files.h"

/* A file of a folder, read whole. */
struct folder_file {
	const char *path;
	char *text; /* LENGTH bytes and a NUL, which may be written to; whoever wants to
		       keep it takes it (TAKE_PTR) */
	size_t length;
};

/* A larger file is not read. */
#define FOLDER_FILE_MAX (4 * 1024 * 1024)

/* Which files of a folder are read, and who takes them. */
struct folder_reader {
	const char
		*suffix; /* of their names; NULL: all but those that begin with a dot */
	bool guarded;	 /* others than root and who runs this must not write to them */

	/* NULL, or where the folder and each file are added that were looked at. */
	struct seen_files *seen;

	/* 0, or what ends the reading. */
	int (*take)(void *user, struct folder_file *file);
	void *user;
};

/*
 * Reads the files of FOLDER, in no order, until TAKE returns something else than 0.
 * /dev/null is an empty file. With few system calls: a boot waits.
 *
 * What TAKE returned last; 0 where there is no such folder; -EPERM where others may write
 * to it or to a file; -EINVAL for what is no regular file; -EFBIG; -ENOMEM; or -errno
 * where something cannot be read, a dangling link too.
 */
_must_check_ int folder_files_read(const char *folder,
				   const struct folder_reader *reader);
