/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <sys/stat.h>

#include "base/module-name.h"
#include "base/regular-file.h"
#include "host/dkms-archive.h"
#include "host/kmod-cleanup.h"
#include "host/module.h"

/* Below these: DKMS and "make install", vendors, XCP-ng, and SUSE's and Red Hat's kABI
 * links. */
static const char *const foreign_folders[] = { "updates", "extra", "override",
					       "weak-updates" };

static const char *const suffixes[] = { ".ko", ".ko.xz", ".ko.zst", ".ko.gz" };

#define ORDER_MAX (16 << 20) /* bytes of modules.order; distributions have 0.3 MB */
#define DEPTH_MAX 12	     /* in-tree drivers lie 6 deep */

bool module_file_is_of(const char *file, const char *name)
{
	const char *rest = module_name_skip(file, name);

	for (size_t i = 0; rest && i < ARRAY_SIZE(suffixes); i++)
		if (streq(rest, suffixes[i]))
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
 * Adds the module's files in BELOW, a folder below that of the modules. weak-updates is
 * made of links to files, and NixOS puts its module folder together of links to files and
 * to folders.
 */
static int find_files(const struct module_folder *modules, const char *below,
		      const char *name, const struct trail *above, struct strings *paths)
{
	struct trail trail = { .above = above, .depth = above ? above->depth + 1 : 0 };
	_cleanup_closedir_ DIR *folder = NULL;
	const struct dirent *entry;
	char path[PATH_MAX], full[PATH_MAX];
	int r = 0;

	if (trail.depth == DEPTH_MAX || module_folder_path(modules, below, full) < 0)
		return 0;
	folder = opendir(full);
	if (!folder || fstat(dirfd(folder), &trail.folder) < 0 || is_loop(&trail))
		return 0;
	while (r >= 0 && (entry = readdir(folder))) {
		struct stat st;

		if (entry->d_name[0] == '.' ||
		    (size_t)snprintf(path, sizeof(path), "%s/%s", below, entry->d_name) >=
			    sizeof(path) ||
		    module_folder_path(modules, path, full) < 0 || stat(full, &st) < 0)
			continue;
		if (S_ISDIR(st.st_mode))
			r = find_files(modules, path, name, &trail, paths);
		else if (S_ISREG(st.st_mode) && module_file_is_of(entry->d_name, name))
			r = strings_add_once(paths, path);
	}
	return r;
}

/* The same of one of its own folders. A link back to itself leads to nothing new, either.
 */
static int find_below(const struct module_folder *modules, const char *folder,
		      const char *name, struct strings *paths)
{
	struct trail top = { .above = NULL };

	if (stat(modules->path, &top.folder) < 0)
		return 0;
	return find_files(modules, folder, name, &top, paths);
}

/* The file of a line of modules.order, as it is on disk: perhaps compressed. */
static int add_ordered(const struct module_folder *modules, char *line, const char *name,
		       struct strings *paths)
{
	char path[PATH_MAX], full[PATH_MAX], *file;

	line[strcspn(line, "\r\n")] = '\0';
	file = strrchr(line, '/');
	if (!file || !module_file_is_of(file + 1, name))
		return 0;
	file = strstr(file, ".ko");
	*file = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++)
		if ((size_t)snprintf(path, sizeof(path), "%s%s", line, suffixes[i]) <
			    sizeof(path) &&
		    module_folder_path(modules, path, full) == 0 &&
		    access(full, R_OK) == 0)
			return strings_add_once(paths, path);
	return 0;
}

/*
 * Adds what modules.order has of the module: 1 where the list is whole, 0 where a power
 * cut may have left a part of it, or nothing.
 */
static int add_all_ordered(const struct module_folder *modules, FILE *file,
			   const char *name, struct strings *paths)
{
	_cleanup_free_ char *line = NULL;
	size_t size = 0, n = 0;
	ssize_t got;

	for (; (got = getline(&line, &size, file)) > 0; n++) {
		int r;

		if (line[got - 1] != '\n' || strlen(line) != (size_t)got)
			return 0;
		r = add_ordered(modules, line, name, paths);
		if (r < 0)
			return r;
	}
	return n > 0 && !ferror(file);
}

static int find_in_tree(const struct module_folder *modules, const char *name,
			struct strings *paths)
{
	_cleanup_fclose_ FILE *file = NULL;
	char path[PATH_MAX];
	int r;

	r = module_folder_path(modules, "modules.order", path);
	if (r >= 0)
		r = regular_file_open(path, ORDER_MAX, &file);
	if (r >= 0)
		r = add_all_ordered(modules, file, name, paths);
	if (r > 0 || r == -ENOMEM)
		return r;
	return find_below(modules, "kernel", name, paths);
}

static int find_preferred_path(const struct module_folder *folder, const char *name,
			       struct strings *paths)
{
	_cleanup_(kmod_module_unrefp) struct kmod_module *module = NULL;
	const char *base = kmod_get_dirname(folder->ctx), *path;
	size_t length = strlen(base);

	if (kmod_module_new_from_name(folder->ctx, name, &module) < 0)
		return 0;
	path = kmod_module_get_path(module);
	if (!path || strncmp(path, base, length) != 0 || path[length] != '/')
		return 0;
	return strings_add_once(paths, path + length + 1);
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
		r = find_below(folder, foreign_folders[i], module->name, &paths);
	if (r >= 0)
		r = find_in_tree(folder, module->name, &paths);
	if (r >= 0)
		r = dkms_archive_find(folder, module->name, &paths);
	for (size_t i = 0; i < paths.n && r >= 0; i++)
		r = add_build_path(module, paths.list[i], has_preferred && i == 0);
	return r;
}
