/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/dkms-archive.h"

#include <sys/stat.h>

#include "base/log.h"
#include "base/permissions.h"

/* ARCH/FILE; with more than one original ARCH/collisions/kernel/drivers/.../FILE. */
#define DEPTH_MAX 12

/* What depmod reads is a package's; what lies here was put here by somebody. */
static bool is_trusted(const struct env *env, const char *path, struct stat *ret)
{
	if (lstat(path, ret) < 0)
		return false;
	if (!env_is_live(env) || permissions_check(path, NULL))
		return true;
	log_debug("%s: others than root may write to it, ignored", path);
	return false;
}

static int take_archived(const char *below, const char *name, struct strings *paths)
{
	const struct env host = { 0 };
	char path[PATH_MAX];
	int r;

	if (!module_file_is_of(strrchr(below, '/') + 1, name))
		return 0;
	/* As it is called on the host, whatever the root is. */
	r = env_path(path, &host, ENV_DKMS, "%s", below);
	return r < 0 ? 0 : strings_add_once(paths, path);
}

static int find_archived(const struct env *env, const char *below, const char *name,
			 unsigned depth, struct strings *paths)
{
	_cleanup_(strings_clear) struct strings entries = { 0 };
	char path[PATH_MAX];
	struct stat st;
	int r;

	if (env_path(path, env, ENV_DKMS, "%s", below) < 0 || !is_trusted(env, path, &st))
		return 0;
	if (S_ISREG(st.st_mode))
		return take_archived(below, name, paths);
	if (!S_ISDIR(st.st_mode) || depth == DEPTH_MAX)
		return 0;
	r = env_list(env, ENV_DKMS, &entries, "%s", below);
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	for (size_t i = 0; i < entries.n && r >= 0; i++) {
		_cleanup_free_ char *entry = NULL;

		if (asprintf(&entry, "%s/%s", below, entries.list[i]) < 0) {
			entry = NULL;
			return -ENOMEM;
		}
		r = find_archived(env, entry, name, depth + 1, paths);
	}
	return r;
}

/* The folders on the way there, each of which another could have put something else into.
 */
static bool is_way_trusted(const struct env *env, const char *package)
{
	char path[PATH_MAX];
	struct stat st;

	return env_path(path, env, ENV_DKMS, "%s", package) == 0 &&
	       is_trusted(env, path, &st) && S_ISDIR(st.st_mode) &&
	       env_path(path, env, ENV_DKMS, "%s/original_module", package) == 0 &&
	       is_trusted(env, path, &st) && S_ISDIR(st.st_mode);
}

int dkms_archive_find(const struct module_folder *folder, const char *name,
		      struct strings *paths)
{
	_cleanup_(strings_clear) struct strings packages = { 0 };
	const char *release = strrchr(folder->path, '/');
	const struct env *env = folder->env;
	char path[PATH_MAX];
	int r;

	if (env_path(path, env, ENV_DKMS, "%s", "") < 0 ||
	    (env_is_live(env) && !permissions_check(path, NULL)))
		return 0;
	r = env_list(env, ENV_DKMS, &packages, "%s", "");
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	for (size_t i = 0; i < packages.n && r >= 0 && release; i++) {
		_cleanup_free_ char *below = NULL;

		if (!is_way_trusted(env, packages.list[i]))
			continue;
		if (asprintf(&below, "%s/original_module%s", packages.list[i], release) <
		    0) {
			below = NULL;
			return -ENOMEM;
		}
		r = find_archived(env, below, name, 0, paths);
	}
	return r;
}
