/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>

#include "base/macro.h"

void process_open_descriptors(void)
{
	struct pollfd fds[] = {
		{ .fd = STDIN_FILENO },
		{ .fd = STDOUT_FILENO },
		{ .fd = STDERR_FILENO },
	};

	/* One call for all three; where it fails, each is looked at. */
	if (poll(fds, ARRAY_SIZE(fds), 0) >= 0 &&
	    !((fds[0].revents | fds[1].revents | fds[2].revents) & POLLNVAL))
		return;
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		/* The other way round: what is printed there is lost, and must not look
		 * as if it were not. */
		const int mode = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;

		if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
			continue;
		/* An open() takes the lowest number that is free. Early in a boot there
		 * may be no /dev. */
		if (open("/dev/null", mode | O_NOCTTY) < 0)
			(void)!open("/", O_RDONLY | O_DIRECTORY);
	}
}

void process_survive_limits(void)
{
	signal(SIGXFSZ, SIG_IGN);
}

void process_begin(void)
{
	process_open_descriptors();
	process_survive_limits();
}
