/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linked to each test-*.c of this folder: before anything else runs, the program is in a
 * network namespace of its own. Whoever starts it by hand, or kills it, keeps their
 * interfaces.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void write_id_map(const char *path, unsigned id)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || dprintf(fd, "0 %u 1\n", id) < 0) {
		perror(path);
		_exit(EXIT_FAILURE);
	}
	close(fd);
}

__attribute__((constructor)) static void enter_own_namespace(void)
{
	unsigned uid = geteuid();

	if (unshare(CLONE_NEWNET) == 0)
		return;
	/* Root in a user namespace is enough. */
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) {
		perror("unshare");
		_exit(EXIT_FAILURE);
	}
	write_id_map("/proc/self/uid_map", uid);
}
