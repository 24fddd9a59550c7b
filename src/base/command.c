/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/command.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

extern char **environ;

static int spawn_quietly(const char *const arguments[], pid_t *ret)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return -EAGAIN;
	if (posix_spawnattr_init(&attributes) != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return -EAGAIN;
	}
	error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
						 O_RDONLY, 0);
	for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO && error == 0; fd++)
		error = posix_spawn_file_actions_addopen(&actions, fd, "/dev/null",
							 O_WRONLY, 0);
	/* Ctrl-C is for us: what cleans up after a test comes to its end. */
	if (error == 0)
		error = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
	/* execvp() and its like take strings that they do not write to without const. */
	if (error == 0)
		error = posix_spawnp(ret, arguments[0], &actions, &attributes,
				     (char **)(uintptr_t)arguments, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return error == ENOENT ? -ENOENT : error ? -EAGAIN : 0;
}

int command_run(const char *const arguments[])
{
	int status, r;
	pid_t pid;

	r = spawn_quietly(arguments, &pid);
	if (r < 0)
		return r;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -ECHILD;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -ECHILD;
}
