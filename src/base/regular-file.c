/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/regular-file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/whole-file.h"

/* A descriptor, or as regular_file_open() fails. */
static int open_regular(const char *path, off_t max, struct stat *st)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int r;

	if (fd < 0 || fstat(fd, st) < 0)
		return -errno;
	if (!S_ISREG(st->st_mode))
		return -EINVAL;
	if (st->st_size > max)
		return -EFBIG;
	r = fd;
	fd = -1;
	return r;
}

int regular_file_open(const char *path, off_t max, FILE **ret)
{
	struct stat st;
	_cleanup_close_ int fd = open_regular(path, max, &st);

	if (fd < 0)
		return fd;
	*ret = fdopen(fd, "r");
	if (!*ret)
		return -errno;
	fd = -1;
	return 0;
}

int regular_file_read(const char *path, off_t max, char nul, char **ret)
{
	struct stat st;
	_cleanup_close_ int fd = open_regular(path, max, &st);
	size_t length;
	int r;

	if (fd < 0)
		return fd;
	r = whole_file_read(fd, &st, (size_t)max, ret, &length);
	for (size_t i = 0; r == 0 && i < length; i++)
		if (!(*ret)[i])
			(*ret)[i] = nul;
	return r;
}
