/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/lock-file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <time.h>

#define RETRY_MILLISECONDS 10

static int64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int lock_file_take(const char *path, unsigned seconds)
{
	static const struct timespec pause = { .tv_nsec = RETRY_MILLISECONDS * 1000000 };
	const int64_t end = milliseconds() + (int64_t)seconds * 1000;
	_cleanup_close_ int fd = -1;
	int locked;

	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	if (fd < 0)
		return -errno;
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -errno;
		/* flock() has no deadline, and a signal handler is not for a library. */
		if (milliseconds() >= end)
			return -ETIMEDOUT;
		nanosleep(&pause, NULL);
	}
	locked = fd;
	fd = -1;
	return locked;
}
