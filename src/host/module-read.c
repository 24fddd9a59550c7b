/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/clock.h"
#include "base/log.h"
#include "base/sanitize.h"
#include "host/build-cache.h"
#include "host/kmod-cleanup.h"
#include "host/module-info.h"
#include "host/module.h"

/* How long another process may be at the files of a module before we read them as well,
 * where no deadline is given: it keeps what they say for us. */
#define LOCK_MS 30000

static const char *const info_keys[] = {
	"intree",  "version", "srcversion",	    "vermagic",
	"depends", "alias",   MODULE_INFO_VERSIONS, MODULE_INFO_BUILD_ID,
	NULL
};

/* PCI aliases say which cards a build serves, those of the auxiliary bus which drivers'
 * RDMA. */
static int add_alias(struct build *build, const char *alias)
{
	build->aliases_known = true;
	return strncmp(alias, "pci:", strlen("pci:")) == 0 ||
			       strncmp(alias, "auxiliary:", strlen("auxiliary:")) == 0
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
	else if (streq(key, MODULE_INFO_VERSIONS))
		build->has_symbol_versions = true;
	else if (streq(key, MODULE_INFO_BUILD_ID))
		return set_sanitized(&build->build_id, value);
	return 0;
}

/* libkmod holds one path a name in a context: each file gets its own. */
static int read_info(const char *file, int64_t deadline, char **ret)
{
	static const char *const no_configuration[] = { NULL };
	_cleanup_(kmod_unrefp) struct kmod_ctx *ctx = kmod_open(NULL, no_configuration);
	_cleanup_(kmod_module_unrefp) struct kmod_module *module = NULL;
	int r;

	if (!ctx)
		return -ENOMEM;
	r = kmod_module_new_from_path(ctx, file, &module);
	return r < 0 ? r : module_info_read(module, info_keys, deadline, ret);
}

/* The files of a module are being read. */
struct reading {
	const struct module_folder *folder;
	int64_t deadline;
	struct build_cache kept;  /* from before */
	struct build_cache cache; /* of the files that are there now */
	bool changed;
};

static void reading_clear(struct reading *reading)
{
	build_cache_clear(&reading->kept);
	build_cache_clear(&reading->cache);
}

/* One file that takes for ever must not cost the others their time. */
static int64_t share_of(int64_t deadline)
{
	int64_t now = clock_ms();

	return deadline > now ? now + (deadline - now) / 2 : deadline;
}

/* What the file says; "" where it is damaged. -ETIME where that is not known in time. */
static int find_info(struct reading *reading, const char *path, char **ret)
{
	_cleanup_free_ char *key = NULL, *info = NULL;
	const char *kept;
	char file[PATH_MAX];
	bool stable;
	int r;

	r = module_folder_path(reading->folder, path, file);
	if (r >= 0)
		r = build_cache_key(file, path, &key, &stable);
	if (r < 0)
		return r;
	kept = build_cache_find(&reading->kept, key);
	if (kept)
		info = strdup(kept);
	else
		r = read_info(file, share_of(reading->deadline), &info);
	if (r < 0 && r != -EBADMSG)
		return r;
	if (r < 0)
		info = strdup("");
	if (!info)
		return -ENOMEM;
	if (kept || stable) {
		r = build_cache_add(&reading->cache, key, info);
		if (r < 0)
			return r;
		reading->changed |= !kept;
	}
	*ret = TAKE_PTR(info);
	return 0;
}

static int read_build(struct reading *reading, struct build *build)
{
	_cleanup_free_ char *info = NULL;
	int r;

	r = find_info(reading, build->path, &info);
	log_debug("%s: %s", build->path,
		  r < 0	  ? strerror(-r)
		  : *info ? "read"
			  : "is no module file");
	if (r >= 0 && *info) {
		build->origin = ORIGIN_OUT_OF_TREE;
		return module_info_each(info, take_info, build);
	}
	build->unreadable = true;
	return r == -ENOMEM ? r : 0;
}

static bool is_kernels(const struct build *build)
{
	return strncmp(build->path, "kernel/", strlen("kernel/")) == 0;
}

/* The preferred one first, then the kernel's own: with these two there is a choice. */
static int read_in_turn(struct reading *reading, struct module *module)
{
	for (int turn = 0; turn < 3; turn++)
		for (size_t i = 0; i < module->n_builds; i++) {
			struct build *build = &module->builds[i];
			int r;

			if ((build->preferred ? 0 : is_kernels(build) ? 1 : 2) != turn)
				continue;
			r = read_build(reading, build);
			if (r < 0)
				return r;
		}
	return 0;
}

/* Whether nothing has to be read that was not read before in this boot. */
static bool is_all_kept(const struct reading *reading, const struct module *module)
{
	for (size_t i = 0; i < module->n_builds; i++) {
		_cleanup_free_ char *key = NULL;
		char file[PATH_MAX];
		bool stable;

		if (module_folder_path(reading->folder, module->builds[i].path, file) <
			    0 ||
		    build_cache_key(file, module->builds[i].path, &key, &stable) < 0 ||
		    !build_cache_find(&reading->kept, key))
			return false;
	}
	return true;
}

/* With what others have kept, or keeping it for them: they read the same files at the
 * same time, one process for each function of a card. */
static int read_and_keep(struct reading *reading, struct module *module)
{
	const struct env *env = reading->folder->env;
	_cleanup_close_ int lock = -1;
	int r;

	r = build_cache_load(env, module->name, &reading->kept);
	if (r >= 0 && !is_all_kept(reading, module)) {
		lock = build_cache_lock(env, module->name,
					reading->deadline ?: clock_ms() + LOCK_MS);
		if (lock >= 0) {
			build_cache_clear(&reading->kept);
			r = build_cache_load(env, module->name, &reading->kept);
		}
	}
	if (r >= 0)
		r = read_in_turn(reading, module);
	/* The next one reads them again, and that is all. */
	if (r >= 0 && lock >= 0 && reading->changed &&
	    build_cache_store(env, module->name, &reading->cache) < 0)
		return 0;
	return r;
}

int module_read_builds(struct module_folder *folder, struct module *module,
		       int64_t deadline)
{
	_cleanup_(reading_clear) struct reading reading = {
		.folder = folder,
		.deadline = deadline,
	};

	if (module->n_builds == 0)
		return 0;
	return folder->running ? read_and_keep(&reading, module)
			       : read_in_turn(&reading, module);
}
