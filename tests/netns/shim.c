/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Preloaded into a program under test, to let something happen between its requests:
 * SHIM_RUN is run by the shell before netlink request number SHIM_AT, or before the file
 * SHIM_OPEN is opened for the first time, and with SHIM_HANG set the answer to that
 * request never comes. With SHIM_OLD_KERNEL set the kernel has no
 * ethtool netlink, with SHIM_NO_SOCKET it refuses each socket. SHIM_AHEAD is how many
 * seconds the clock is ahead of what it was.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <time.h>

#include "base/macro.h"

static const char *command, *opened;
static unsigned long at, n_requests;
static long ahead;
static bool hangs, is_old, refuses;

__attribute__((constructor)) static void start(void)
{
	const char *number = getenv("SHIM_AT");

	command = getenv("SHIM_RUN");
	opened = getenv("SHIM_OPEN");
	ahead = getenv("SHIM_AHEAD") ? atol(getenv("SHIM_AHEAD")) : 0;
	at = number ? strtoul(number, NULL, 10) : 0;
	hangs = getenv("SHIM_HANG");
	is_old = getenv("SHIM_OLD_KERNEL");
	refuses = getenv("SHIM_NO_SOCKET");
	/* What we run makes requests too. */
	unsetenv("LD_PRELOAD");
}

static void run_command(void)
{
	if (command && system(command) != 0)
		abort();
}

int open(const char *path, int flags, ...)
{
	int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
	va_list arguments;
	mode_t mode = 0;

	if (flags & (O_CREAT | __O_TMPFILE)) {
		va_start(arguments, flags);
		mode = va_arg(arguments, mode_t);
		va_end(arguments);
	}
	if (opened && streq(path, opened)) {
		opened = NULL;
		run_command();
	}
	return next(path, flags, mode);
}

/* Not that of clock_gettime(), which deadlines go by. */
time_t time(time_t *ret)
{
	time_t (*next)(time_t *) = dlsym(RTLD_NEXT, "time");
	time_t now = next(NULL) + ahead;

	if (ret)
		*ret = now;
	return now;
}

int socket(int domain, int type, int protocol)
{
	int (*next)(int, int, int) = dlsym(RTLD_NEXT, "socket");

	errno = EPERM;
	return refuses ? -1 : next(domain, type, protocol);
}

ssize_t sendto(int fd, const void *data, size_t length, int flags,
	       const struct sockaddr *address, socklen_t address_length)
{
	ssize_t (*next)(int, const void *, size_t, int, const struct sockaddr *,
			socklen_t) = dlsym(RTLD_NEXT, "sendto");

	char *family = is_old ? memmem(data, length, "ethtool", strlen("ethtool")) : NULL;

	if (family)
		*family = 'E';
	if (++n_requests == at)
		run_command();
	return next(fd, data, length, flags, address, address_length);
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	ssize_t (*next)(int, struct msghdr *, int) = dlsym(RTLD_NEXT, "recvmsg");

	while (hangs && n_requests == at)
		pause();
	return next(fd, message, flags);
}
