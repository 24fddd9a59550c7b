/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/permissions.h"

#include <sys/stat.h>

const char *permissions_find_fault(const struct stat *st)
{
	/* A link to /dev/null masks a file, and what else there is nobody reads. */
	if (!S_ISREG(st->st_mode) && !S_ISDIR(st->st_mode))
		return NULL;
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return "it is neither root's nor of who runs this";
	/* The group root is root too: files of 0664 are what a umask of 002 makes. */
	if (st->st_mode & S_IWOTH || (st->st_mode & S_IWGRP && st->st_gid != 0))
		return "others than its owner may write to it";
	return NULL;
}

enum permissions permissions_look(const char *path, struct problems *problems)
{
	const char *fault;
	struct stat st;

	/* What cannot be looked at for another reason, whoever reads it reports. */
	if (stat(path, &st) < 0)
		return errno == ENOENT ? PERMISSIONS_MISSING : PERMISSIONS_GOOD;
	fault = permissions_find_fault(&st);
	if (!fault)
		return PERMISSIONS_GOOD;
	problem_add(problems, path, 0, "refused: %s", fault);
	return PERMISSIONS_REFUSED;
}

bool permissions_check(const char *path, struct problems *problems)
{
	return permissions_look(path, problems) != PERMISSIONS_REFUSED;
}

int permissions_make_folder(const char *path)
{
	struct stat st;

	if (mkdir(path, 0755) == 0)
		return 0;
	if (errno != EEXIST)
		return -errno;
	if (lstat(path, &st) < 0)
		return -errno;
	if (!S_ISDIR(st.st_mode))
		return -ENOTDIR;
	return permissions_find_fault(&st) ? -EPERM : 0;
}

int permissions_make_env_dir(const struct env *env, enum env_dir dir)
{
	char path[PATH_MAX];
	int r = env_path(path, env, dir, "%s", "");

	return r < 0 ? r : permissions_make_folder(path);
}
