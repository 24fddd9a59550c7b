/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/module.h"

#include <fcntl.h>
#include <libkmod.h>
#include <sys/stat.h>

#include "base/sanitize.h"
#include "host/module-info.h"

/* Below these: DKMS and "make install", vendors, XCP-ng, and SUSE's and Red Hat's kABI
 * links. */
static const char *const foreign_folders[] = { "updates", "extra", "override",
					       "weak-updates" };

static const char *const suffixes[] = { ".ko", ".ko.xz", ".ko.zst", ".ko.gz" };

#define DEPTH_MAX 12 /* in-tree drivers lie 6 deep */

struct module_folder {
	struct kmod_ctx *ctx;
	char *path;
};

static void kmod_list_freep(struct kmod_list **list)
{
	kmod_module_unref_list(*list);
}

static void kmod_module_unrefp(struct kmod_module **module)
{
	kmod_module_unref(*module);
}

static void kmod_unrefp(struct kmod_ctx **ctx)
{
	kmod_unref(*ctx);
}

/*
 * The folder that libkmod looks into by itself on the running host: where it is differs
 * from one distribution to the next. Another release's lies beside it.
 */
static int live_path(const char *release, char **ret)
{
	_cleanup_(kmod_unrefp) struct kmod_ctx *ctx = kmod_new(NULL, NULL);
	const char *path = ctx ? kmod_get_dirname(ctx) : NULL, *slash;

	if (!path)
		return -ENOMEM;
	slash = strrchr(path, '/');
	if (!release || !slash)
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

int module_folder_open(const struct env *env, const char *release,
		       struct module_folder **ret)
{
	_cleanup_(module_folder_closep) struct module_folder *folder = NULL;
	/* Another system's blacklists are in its own /etc, which libkmod does not look
	 * into. */
	static const char *const no_configuration[] = { NULL };
	int r;

	folder = calloc(1, sizeof(*folder));
	if (!folder)
		return -ENOMEM;
	r = env_is_live(env) ? live_path(release, &folder->path)
			     : rooted_path(env, release, &folder->path);
	if (r < 0)
		return r;
	folder->ctx = kmod_new(folder->path, env_is_live(env) ? NULL : no_configuration);
	if (!folder->ctx)
		return -ENOMEM;
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

int module_names(struct module_folder *folder, const char *modalias, bool allowed,
		 struct strings *ret)
{
	_cleanup_(kmod_list_freep) struct kmod_list *found = NULL, *left = NULL;
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

/* Whether FILE, without folders, is the module NAME; '-' and '_' are the same. */
static bool is_module_file(const char *file, const char *name)
{
	for (; *name; file++, name++)
		if (*file != *name &&
		    !(strchr("-_", *name) && *file && strchr("-_", *file)))
			return false;
	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++)
		if (streq(file, suffixes[i]))
			return true;
	return false;
}

/* The folders on the way down to one: links may lead back into any of them. */
struct trail {
	const struct trail *above;
	struct stat folder;
	int depth;
};

static bool is_loop(const struct trail *trail)
{
	for (const struct trail *i = trail->above; i; i = i->above)
		if (i->folder.st_dev == trail->folder.st_dev &&
		    i->folder.st_ino == trail->folder.st_ino)
			return true;
	return false;
}

/*
 * Adds the module's files below BASE/BELOW, as paths below BASE. weak-updates is made of
 * links to files, and NixOS puts its module folder together of links to files and to
 * folders.
 */
static int find_files(const char *base, const char *below, const char *name,
		      const struct trail *above, struct strings *paths)
{
	struct trail trail = { .above = above, .depth = above ? above->depth + 1 : 0 };
	_cleanup_closedir_ DIR *folder = NULL;
	const struct dirent *entry;
	char path[PATH_MAX];
	int r = 0;

	if (trail.depth == DEPTH_MAX ||
	    (size_t)snprintf(path, sizeof(path), "%s/%s", base, below) >= sizeof(path))
		return 0;
	folder = opendir(path);
	if (!folder || fstat(dirfd(folder), &trail.folder) < 0 || is_loop(&trail))
		return 0;
	while (r >= 0 && (entry = readdir(folder))) {
		struct stat st;

		if (entry->d_name[0] == '.' ||
		    (size_t)snprintf(path, sizeof(path), "%s/%s", below, entry->d_name) >=
			    sizeof(path) ||
		    fstatat(dirfd(folder), entry->d_name, &st, 0) < 0)
			continue;
		if (S_ISDIR(st.st_mode))
			r = find_files(base, path, name, &trail, paths);
		else if (S_ISREG(st.st_mode) && is_module_file(entry->d_name, name))
			r = strings_add_once(paths, path);
	}
	return r;
}

/* The same of one of the folders of BASE. A link back to BASE itself leads to nothing
 * new, either. */
static int find_below(const char *base, const char *folder, const char *name,
		      struct strings *paths)
{
	struct trail top = { .above = NULL };

	if (stat(base, &top.folder) < 0)
		return 0;
	return find_files(base, folder, name, &top, paths);
}

/* The file of a line of modules.order, as it is on disk: perhaps compressed. */
static int add_ordered(const char *base, char *line, const char *name,
		       struct strings *paths)
{
	char path[PATH_MAX], *file;

	line[strcspn(line, "\n")] = '\0';
	file = strrchr(line, '/');
	if (!file || !is_module_file(file + 1, name))
		return 0;
	file = strstr(file, ".ko");
	*file = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		size_t below = strlen(base) + 1;

		if ((size_t)snprintf(path, sizeof(path), "%s/%s%s", base, line,
				     suffixes[i]) < sizeof(path) &&
		    access(path, R_OK) == 0)
			return strings_add_once(paths, path + below);
	}
	return 0;
}

static int find_in_tree(const char *base, const char *name, struct strings *paths)
{
	_cleanup_fclose_ FILE *file = NULL;
	_cleanup_free_ char *line = NULL;
	char path[PATH_MAX];
	size_t size = 0;
	int r = 0;

	if ((size_t)snprintf(path, sizeof(path), "%s/modules.order", base) < sizeof(path))
		file = fopen(path, "re");
	if (!file)
		return find_below(base, "kernel", name, paths);
	while (r >= 0 && getline(&line, &size, file) > 0)
		r = add_ordered(base, line, name, paths);
	return r;
}

static int find_preferred_path(const struct module_folder *folder, const char *name,
			       struct strings *paths)
{
	_cleanup_(kmod_module_unrefp) struct kmod_module *module = NULL;
	size_t base = strlen(folder->path);
	const char *path;

	if (kmod_module_new_from_name(folder->ctx, name, &module) < 0)
		return 0;
	path = kmod_module_get_path(module);
	if (!path || strncmp(path, folder->path, base) != 0 || path[base] != '/')
		return 0;
	return strings_add_once(paths, path + base + 1);
}

/* Only PCI aliases say which cards a build serves. */
static int add_alias(struct build *build, const char *alias)
{
	build->aliases_known = true;
	return strncmp(alias, "pci:", strlen("pci:")) == 0
		       ? strings_add(&build->aliases, alias)
		       : 0;
}

static int set_sanitized(char **to, const char *text)
{
	free(*to);
	*to = strdup(text);
	if (!*to)
		return -ENOMEM;
	sanitize(*to);
	return 0;
}

static int take_info(void *user, const char *key, const char *value)
{
	struct build *build = user;

	if (streq(key, "intree"))
		build->origin = streq(value, "Y") ? ORIGIN_IN_TREE : ORIGIN_OUT_OF_TREE;
	else if (streq(key, "version"))
		return set_sanitized(&build->version, value);
	else if (streq(key, "srcversion"))
		return set_sanitized(&build->srcversion, value);
	else if (streq(key, "vermagic"))
		return set_sanitized(&build->vermagic, value);
	else if (streq(key, "depends"))
		return set_sanitized(&build->depends, value);
	else if (streq(key, "alias"))
		return add_alias(build, value);
	return 0;
}

static int read_info(const char *path, struct build *build)
{
	static const char *const no_configuration[] = { NULL };
	/* libkmod holds one path a name in a context: each build gets its own. */
	_cleanup_(kmod_unrefp) struct kmod_ctx *ctx = kmod_new(NULL, no_configuration);
	_cleanup_(kmod_module_unrefp) struct kmod_module *module = NULL;
	struct stat st;
	int r;

	if (!ctx)
		return -ENOMEM;
	/* libkmod would wait for somebody to write into a fifo. */
	if (stat(path, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	r = kmod_module_new_from_path(ctx, path, &module);
	if (r < 0)
		return r;
	build->origin = ORIGIN_OUT_OF_TREE;
	return module_info_read(module, take_info, build);
}

static int add_build_path(struct module *module, const char *path, bool preferred)
{
	struct build *build = array_append(module->builds, module->n_builds);

	if (!build)
		return -ENOMEM;
	build->preferred = preferred;
	build->path = strdup(path);
	return build->path ? 0 : -ENOMEM;
}

int module_find_builds(struct module_folder *folder, struct module *module)
{
	_cleanup_(strings_clear) struct strings paths = { 0 };
	bool has_preferred;
	int r;

	r = find_preferred_path(folder, module->name, &paths);
	has_preferred = paths.n > 0;
	for (size_t i = 0; i < ARRAY_SIZE(foreign_folders) && r >= 0; i++)
		r = find_below(folder->path, foreign_folders[i], module->name, &paths);
	if (r >= 0)
		r = find_in_tree(folder->path, module->name, &paths);
	for (size_t i = 0; i < paths.n && r >= 0; i++)
		r = add_build_path(module, paths.list[i], has_preferred && i == 0);
	return r;
}

static int read_build(const struct module_folder *folder, struct build *build)
{
	char full[PATH_MAX];

	if ((size_t)snprintf(full, sizeof(full), "%s/%s", folder->path, build->path) >=
	    sizeof(full))
		return -ENAMETOOLONG;
	return read_info(full, build);
}

int module_read_builds(struct module_folder *folder, struct module *module)
{
	size_t kept = 0;
	int r = 0;

	for (size_t i = 0; i < module->n_builds; i++) {
		struct build *build = &module->builds[i];

		if (r >= 0)
			r = read_build(folder, build);
		if (r < 0 && r != -ENOMEM) {
			/* Cut off or no module at all: nothing that could be loaded. */
			r = strings_add(&module->unreadable, build->path);
			build_clear(build);
			continue;
		}
		if (kept != i) {
			module->builds[kept] = *build;
			*build = (struct build){ 0 };
		}
		kept++;
	}
	module->n_builds = kept;
	return r;
}

/* Each parameter has a line "parm: NAME:what it does"; one without a text has "parmtype:"
 * alone. */
static int take_parameter(void *user, const char *key, const char *value)
{
	struct strings *names = user;
	char name[64];

	if (!streq(key, "parm") && !streq(key, "parmtype"))
		return 0;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(value, ":"), value);
	return strings_add_once(names, name);
}

int module_parameters(struct module_folder *folder, const char *name, struct strings *ret)
{
	_cleanup_(kmod_module_unrefp) struct kmod_module *module = NULL;
	struct strings names = { 0 };
	int r;

	r = kmod_module_new_from_name(folder->ctx, name, &module);
	if (r >= 0)
		r = module_info_read(module, take_parameter, &names);
	if (r < 0) {
		strings_clear(&names);
		return r == -ENOMEM ? r : -ENOENT;
	}
	*ret = names;
	return 0;
}
