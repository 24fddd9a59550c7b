/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"

/*
 * What an index below /run/nicquirk begins with, in this machine's byte order: it does
 * not outlive the boot.
 */
struct index_begin {
	char magic[8];
	uint64_t sum;	 /* index_file_sum() of all that follows */
	uint64_t length; /* of the whole, in bytes, a multiple of 8 */
};

#define INDEX_FILE_MAX (256 * 1024) /* bytes */

/*
 * Reads the index NAME into BUFFER of MAX bytes: its length, or -1 where it is not a
 * plain file that the user who runs this owns and alone may write to. It is not known to
 * be whole then.
 */
_must_check_ ssize_t index_file_read(const struct env *env, const char *name,
				     void *buffer, size_t max);

/* Whether LENGTH bytes that were read are all that was written, and end with a NUL. */
_must_check_ bool index_file_is_whole(const struct index_begin *begin, ssize_t length,
				      const char magic[static 8]);

/* The sum of what follows it in an index of so many bytes in all. */
_must_check_ uint64_t index_file_sum(const struct index_begin *begin, size_t length);

/* Fills in what DATA, of LENGTH bytes, begins with, and writes it. 0; -E2BIG; or -errno.
 */
_must_check_ int index_file_write(const struct env *env, const char *name,
				  const char magic[static 8], void *data, size_t length);
