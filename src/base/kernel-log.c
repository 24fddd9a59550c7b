/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/kernel-log.h"

#include <fcntl.h>

int kernel_log_follow(const struct env *env)
{
	char path[PATH_MAX];
	int fd, r;

	r = env_path(path, env, ENV_DEV, "kmsg");
	if (r < 0)
		return r;
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return -errno;
	if (lseek(fd, 0, SEEK_END) < 0) {
		r = -errno;
		close(fd);
		return r;
	}
	return fd;
}
