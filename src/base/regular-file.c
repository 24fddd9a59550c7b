/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/regular-file.h"

#include <fcntl.h>
#include <sys/stat.h>

int regular_file_open(const char *path, off_t max, FILE **ret)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if (st.st_size > max)
		return -EFBIG;
	*ret = fdopen(fd, "r");
	if (!*ret)
		return -errno;
	fd = -1;
	return 0;
}
