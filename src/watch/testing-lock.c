/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/testing-lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include "base/permissions.h"

int testing_lock(const struct env *env)
{
	char path[PATH_MAX];
	int fd, r;

	r = permissions_make_env_dir(env, ENV_RUN);
	if (r >= 0)
		r = env_path(path, env, ENV_RUN, "testing");
	if (r < 0)
		return r;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		r = errno == EWOULDBLOCK ? -EBUSY : -errno;
		close(fd);
		return r;
	}
	return fd;
}

bool testing_is_locked(const struct env *env)
{
	_cleanup_close_ int fd = -1;
	char path[PATH_MAX];

	if (env_path(path, env, ENV_RUN, "testing") < 0)
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	return fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
}
