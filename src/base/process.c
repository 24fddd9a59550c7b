/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/process.h"

#include <fcntl.h>
#include <signal.h>

#include "base/macro.h"

static void open_standard_descriptors(void)
{
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

void process_begin(void)
{
	open_standard_descriptors();
	signal(SIGXFSZ, SIG_IGN);
}
