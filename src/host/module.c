/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/module.h"

#include <sys/stat.h>

#include "host/kmod-cleanup.h"
#include "host/module-info.h"

/* Another system's blacklists are in its own /etc, which libkmod does not look into. */
static const char *const no_configuration[] = { NULL };

/*
 * That of another release lies beside the folder that libkmod looks into by itself on the
 * running host: where it is differs from one distribution to the next.
 */
static int path_beside(const char *release, char **ret)
{
	_cleanup_(kmod_unrefp) struct kmod_ctx *ctx = kmod_open(NULL, no_configuration);
	const char *path = ctx ? kmod_get_dirname(ctx) : NULL, *slash;

	if (!path)
		return -ENOMEM;
	slash = strrchr(path, '/');
	if (!slash)
		*ret = strdup(path);
	else if (asprintf(ret, "%.*s/%s", (int)(slash - path), path, release) < 0)
		return -ENOMEM;
	return *ret ? 0 : -ENOMEM;
}

static int rooted_path(const struct env *env, const char *release, char **ret)
{
	_cleanup_free_ char *own = NULL;
	char path[PATH_MAX];
	int r = 0;

	if (!release)
		r = env_read(env, ENV_PROC, &own, "sys/kernel/osrelease");
	if (r >= 0)
		r = env_path(path, env, ENV_MODULES, "%s", release ?: own);
	if (r < 0)
		return r;
	*ret = strdup(path);
	return *ret ? 0 : -ENOMEM;
}

/* What libkmod opens by itself: its configuration is read once, which is most of what
 * that takes. */
static int open_running(struct module_folder *folder)
{
	folder->ctx = kmod_open(NULL, NULL);
	if (!folder->ctx)
		return -ENOMEM;
	folder->path = strdup(kmod_get_dirname(folder->ctx));
	return folder->path ? 0 : -ENOMEM;
}

static int open_other(const struct env *env, const char *release,
		      struct module_folder *folder)
{
	char path[PATH_MAX];
	int r;

	r = env_is_live(env) ? path_beside(release, &folder->path)
			     : rooted_path(env, release, &folder->path);
	if (r < 0)
		return r;
	/* One that is not there is an empty one. */
	if (env_resolve(env, folder->path, path) < 0)
		snprintf(path, sizeof(path), "%s", folder->path);
	folder->ctx = kmod_open(path, env_is_live(env) ? NULL : no_configuration);
	return folder->ctx ? 0 : -ENOMEM;
}

int module_folder_open(const struct env *env, const char *release,
		       struct module_folder **ret)
{
	_cleanup_(module_folder_closep) struct module_folder *folder = NULL;
	int r;

	folder = calloc(1, sizeof(*folder));
	if (!folder)
		return -ENOMEM;
	folder->env = env;
	folder->running = env_is_live(env) && !release;
	r = folder->running ? open_running(folder) : open_other(env, release, folder);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(folder);
	return 0;
}

struct module_folder *module_folder_close(struct module_folder *folder)
{
	if (!folder)
		return NULL;
	kmod_unref(folder->ctx);
	free(folder->path);
	free(folder);
	return NULL;
}

int module_folder_path(const struct module_folder *folder, const char *below,
		       char ret[static PATH_MAX])
{
	char path[PATH_MAX];

	if (below[0] == '/') {
		int r = env_path(path, folder->env, ENV_ROOT, "%s", below + 1);

		return r < 0 ? r : env_resolve(folder->env, path, ret);
	}
	if ((size_t)snprintf(path, sizeof(path), "%s/%s", folder->path, below) >=
	    sizeof(path))
		return -ENAMETOOLONG;
	return env_resolve(folder->env, path, ret);
}

int module_names(struct module_folder *folder, const char *modalias, bool allowed,
		 struct strings *ret)
{
	_cleanup_(kmod_module_unref_listp) struct kmod_list *found = NULL, *left = NULL;
	struct strings names = { 0 };
	struct kmod_list *item;
	int r;

	r = kmod_module_new_from_lookup(folder->ctx, modalias, &found);
	if (r >= 0 && found && allowed)
		r = kmod_module_apply_filter(folder->ctx, KMOD_FILTER_BLACKLIST, found,
					     &left);
	if (r < 0)
		return r;
	kmod_list_foreach(item, allowed ? left : found)
	{
		_cleanup_(kmod_module_unrefp) struct kmod_module *module =
			kmod_module_get_module(item);

		r = strings_add(&names, kmod_module_get_name(module));
		if (r < 0) {
			strings_clear(&names);
			return r;
		}
	}
	*ret = names;
	return 0;
}

int module_card_drivers(const struct env *env, const struct nic *nic, bool allowed,
			struct strings *ret)
{
	_cleanup_(module_folder_closep) struct module_folder *folder = NULL;
	_cleanup_free_ char *modalias = NULL;
	int r;

	if (nic->driver)
		return strings_add(ret, nic->driver);
	r = env_read(env, ENV_SYS, &modalias, "bus/pci/devices/%s/modalias", nic->slot);
	if (r >= 0)
		r = module_folder_open(env, /* release= */ NULL, &folder);
	return r < 0 ? r : module_names(folder, modalias, allowed, ret);
}

/* "NAME:what it does" of "parm", "NAME:type" of "parmtype": not each has both. */
static int take_parameter(void *user, const char *key _unused_, const char *value)
{
	struct strings *names = user;
	char name[64];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(value, ":"), value);
	return strings_add_once(names, name);
}

/* libkmod would wait for somebody to write into a fifo. */
static bool is_readable(const struct kmod_module *module)
{
	const char *path = kmod_module_get_path(module);
	struct stat st;

	/* One that is built in has no file. */
	return !path || (stat(path, &st) == 0 && S_ISREG(st.st_mode));
}

int module_parameters(struct module_folder *folder, const char *name, struct strings *ret)
{
	static const char *const keys[] = { "parm", "parmtype", NULL };
	_cleanup_(kmod_module_unrefp) struct kmod_module *module = NULL;
	_cleanup_free_ char *info = NULL;
	struct strings names = { 0 };
	int r;

	r = kmod_module_new_from_name(folder->ctx, name, &module);
	if (r >= 0)
		r = is_readable(module) ? module_info_read(module, keys, 0, &info)
					: -ENOENT;
	if (r >= 0)
		r = module_info_each(info, take_parameter, &names);
	if (r < 0) {
		strings_clear(&names);
		return r == -ENOMEM ? r : -ENOENT;
	}
	*ret = names;
	return 0;
}
