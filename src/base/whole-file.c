/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/whole-file.h"

#include <sys/sysmacros.h>

bool is_dev_null(const struct stat *st)
{
	return S_ISCHR(st->st_mode) && st->st_rdev == makedev(1, 3);
}

int whole_file_read(int fd, const struct stat *st, size_t max, char **ret,
		    size_t *ret_length)
{
	_cleanup_free_ char *text = NULL;
	size_t size, length = 0;
	ssize_t got;

	if (st->st_size > (off_t)max)
		return -EFBIG;
	/* One more byte than it has, to see that it does not grow; the NUL goes there. */
	size = (size_t)st->st_size + 1;
	text = malloc(size);
	if (!text)
		return -ENOMEM;
	do {
		got = read(fd, text + length, size - length);
		if (got > 0)
			length += (size_t)got;
		else if (got < 0 && errno != EINTR)
			return -errno;
	} while (got != 0 && length < (size_t)st->st_size);
	if (length == size)
		return -EAGAIN;
	text[length] = '\0';
	*ret = TAKE_PTR(text);
	*ret_length = length;
	return 0;
}
