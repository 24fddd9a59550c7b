/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/visible.h"

#include "base/log.h"

/* Whether there is a folder; its path, which does for a message, is in PATH. */
static bool is_folder(char path[static PATH_MAX], const struct env *env, enum env_dir dir,
		      const char *name)
{
	DIR *folder;

	if (env_path(path, env, dir, "%s", name) < 0)
		return false;
	folder = opendir(path);
	if (folder)
		closedir(folder);
	return folder;
}

bool visible_devices(const struct options *options)
{
	char path[PATH_MAX];

	return options->facts_file ||
	       is_folder(path, &options->env, ENV_SYS, "bus/pci/devices");
}

int visible_check_database(const struct options *options, const struct quirk_db *db)
{
	char path[PATH_MAX] = "";

	if (db->n)
		return 0;
	if (!options->quirks_dir &&
	    env_path(path, &options->env, ENV_DATA, "%s", "quirks.d") < 0)
		path[0] = '\0';
	log_stderr("nothing can be judged: there is no quirk in %s",
		   options->quirks_dir ?: path);
	return -ENOENT;
}

int visible_check_kernel(const struct options *options)
{
	char path[PATH_MAX] = "";

	if (!options->kernel || options->facts_file ||
	    is_folder(path, &options->env, ENV_MODULES, options->kernel))
		return 0;
	log_stderr("kernel %s is not installed: there is no %s", options->kernel, path);
	return -ENOENT;
}

int visible_check(const struct options *options, const struct context *context)
{
	char path[PATH_MAX] = "";
	int r;

	if (!options->facts_file &&
	    !is_folder(path, &options->env, ENV_SYS, "bus/pci/devices")) {
		log_stderr("no card can be seen: there is no %s", path);
		return -ENOENT;
	}
	r = visible_check_database(options, context->db);
	return r < 0 ? r : visible_check_kernel(options);
}
