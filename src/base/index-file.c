/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/index-file.h"

#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/stat.h>

#include "base/atomic-file.h"
#include "base/fnv.h"
#include "base/permissions.h"

ssize_t index_file_read(const struct env *env, const char *name, void *buffer, size_t max)
{
	_cleanup_close_ int fd = -1;
	char path[PATH_MAX];
	struct stat st;

	if (env_path(path, env, ENV_RUN, "%s", name) < 0)
		return -1;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ||
	    st.st_uid != getauxval(AT_EUID) || (st.st_mode & (S_IWGRP | S_IWOTH)) ||
	    st.st_size > INDEX_FILE_MAX)
		return -1;
	return read(fd, buffer, max);
}

uint64_t index_file_sum(const struct index_begin *begin, size_t length)
{
	const uint64_t *word = &begin->length;
	const uint64_t *end = (const uint64_t *)begin + length / sizeof(*word);
	uint64_t sum = FNV_BEGIN;

	/* A word at a time, as it is a few KB and read for each card; the shift lets its
	 * high bits count for the low ones. */
	for (; word < end; word++) {
		sum = (sum ^ *word) * UINT64_C(0x9e3779b97f4a7c15);
		sum ^= sum >> 32;
	}
	return sum;
}

bool index_file_is_whole(const struct index_begin *begin, ssize_t length,
			 const char magic[static 8])
{
	return length >= (ssize_t)sizeof(*begin) &&
	       memcmp(begin->magic, magic, sizeof(begin->magic)) == 0 &&
	       begin->length == (uint64_t)length &&
	       begin->length % sizeof(uint64_t) == 0 &&
	       ((const char *)begin)[length - 1] == '\0' &&
	       index_file_sum(begin, begin->length) == begin->sum;
}

int index_file_write(const struct env *env, const char *name, const char magic[static 8],
		     void *data, size_t length)
{
	struct index_begin *begin = data;
	char path[PATH_MAX];
	int r;

	if (length > INDEX_FILE_MAX)
		return -E2BIG;
	memcpy(begin->magic, magic, sizeof(begin->magic));
	begin->length = length;
	begin->sum = index_file_sum(begin, length);
	r = permissions_make_env_dir(env, ENV_RUN);
	if (r >= 0)
		r = env_path(path, env, ENV_RUN, "%s", name);
	return r < 0 ? r : atomic_file_write_data(path, data, length);
}
