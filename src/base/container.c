/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/container.h"

#include <fcntl.h>

/* As much of its environment as is looked at, in bytes: PID 1's is small. */
#define ENVIRON_SIZE 4095

static bool has_note(const struct env *env, enum env_dir dir, const char *file)
{
	char path[PATH_MAX];

	return env_path(path, env, dir, "%s", file) >= 0 && access(path, F_OK) == 0;
}

/* Whether one of the variables in a block of NUL-terminated ones is "container", and not
 * empty. */
static bool has_container(const char *block, size_t length)
{
	static const char name[] = "container=";

	for (size_t at = 0; at < length; at += strlen(block + at) + 1)
		if (strncmp(block + at, name, strlen(name)) == 0)
			return block[at + strlen(name)];
	return false;
}

static bool is_init_in_container(const struct env *env)
{
	char path[PATH_MAX], block[ENVIRON_SIZE + 1];
	_cleanup_close_ int fd = -1;
	ssize_t length;

	if (env_path(path, env, ENV_PROC, "1/environ") < 0)
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	length = fd < 0 ? -1 : read(fd, block, ENVIRON_SIZE);
	if (length < 0)
		return false;
	block[length] = '\0';
	return has_container(block, (size_t)length);
}

bool env_is_container(const struct env *env)
{
	static const char *const notes[] = {
		"run/host/container-manager",
		"run/systemd/container",
		"run/.containerenv",
	};

	for (size_t i = 0; i < ARRAY_SIZE(notes); i++)
		if (has_note(env, ENV_ROOT, notes[i]))
			return true;
	/* OpenVZ' host has both. */
	if (has_note(env, ENV_PROC, "vz") && !has_note(env, ENV_PROC, "bc"))
		return true;
	return is_init_in_container(env);
}
