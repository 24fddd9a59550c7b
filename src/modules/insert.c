/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modules/insert.h"

#include <fcntl.h>

#include "base/array.h"
#include "base/atomic-file.h"
#include "base/kernel-log.h"
#include "base/lock-file.h"
#include "base/log.h"
#include "base/permissions.h"
#include "base/sanitize.h"
#include "facts/in-use.h"
#include "host/kmod-cleanup.h"
#include "modules/refused-option.h"
#include "quirk/pci-ids.h"

static int load_dependency(struct kmod_ctx *ctx, const char *name)
{
	_cleanup_(kmod_module_unrefp) struct kmod_module *module = NULL;
	int r;

	r = kmod_module_new_from_name(ctx, name, &module);
	if (r < 0)
		return r;
	r = kmod_module_probe_insert_module(module, 0, NULL, NULL, NULL, NULL);
	log_debug("dependency %s: %s", name, r < 0 ? insert_error(r) : "loaded");
	return r < 0 ? r : 0;
}

static int load_dependencies(struct kmod_ctx *ctx, const char *depends)
{
	_cleanup_free_ char *names = strdup(depends ?: "");
	char *rest = names;
	int r = names ? 0 : -ENOMEM;

	for (char *name; r >= 0 && (name = strsep(&rest, ","));)
		if (*name)
			r = load_dependency(ctx, name);
	return r;
}

/* What modprobe.d(5) wants beside the module. As for modprobe, it does without if need
 * be. */
static void load_companions(const struct kmod_list *list)
{
	const struct kmod_list *item;

	kmod_list_foreach(item, list)
	{
		_cleanup_(kmod_module_unrefp) struct kmod_module *module =
			kmod_module_get_module(item);

		int r = kmod_module_probe_insert_module(module, 0, NULL, NULL, NULL,
							NULL);

		log_debug("softdep %s: %s", kmod_module_get_name(module),
			  r < 0 ? insert_error(r) : "loaded");
	}
}

/*
 * Inserts the module with its options, but for those that the kernel refuses: these are
 * what modprobe.d has for another build, and a card without one of its options is better
 * than none. Each time it refuses another one, so this ends.
 */
static int insert_file(const struct env *env, struct kmod_module *module,
		       struct strings *ret_refused)
{
	const char *name = kmod_module_get_name(module);
	_cleanup_free_ char *options = strdup(kmod_module_get_options(module) ?: "");
	_cleanup_close_ int log = *(options ?: "") ? kernel_log_follow(env) : -1;
	int r = options ? kmod_module_insert_module(module, 0, options) : -ENOMEM;

	while (r < 0 && r != -EEXIST && *options) {
		_cleanup_free_ char *refused = NULL, *left = NULL;

		if (refused_option_read(log, name, &refused) < 0 ||
		    refused_option_drop(options, refused, &left) < 0 ||
		    strings_add(ret_refused, refused) < 0)
			break;
		free(options);
		options = TAKE_PTR(left);
		r = kmod_module_insert_module(module, 0, options);
	}
	return r;
}

int insert_build(const struct env *env, const struct build *build,
		 struct strings *ret_refused)
{
	_cleanup_(kmod_module_unref_listp) struct kmod_list *before = NULL, *after = NULL;
	_cleanup_(kmod_module_unrefp) struct kmod_module *module = NULL;
	_cleanup_(kmod_unrefp) struct kmod_ctx *ctx = kmod_open(NULL, NULL);
	_cleanup_free_ char *file = NULL;
	int r;

	if (!ctx)
		return -ENOMEM;
	/* Links may lead out of the folder: weak-updates does, and on NixOS all of it is
	 * links. */
	if (asprintf(&file, "%s%s%s",
		     build_is_archived(build) ? "" : kmod_get_dirname(ctx),
		     build_is_archived(build) ? "" : "/", build->path) < 0)
		return -ENOMEM;
	r = kmod_module_new_from_path(ctx, file, &module);
	if (r >= 0)
		r = load_dependencies(ctx, build->depends);
	if (r >= 0)
		r = kmod_module_get_softdeps(module, &before, &after);
	if (r >= 0) {
		load_companions(before);
		r = insert_file(env, module, ret_refused);
	}
	if (r >= 0)
		load_companions(after);
	/* The other function of the card may have been quicker. */
	return r == -EEXIST ? 0 : r;
}

int insert_alias(const char *alias)
{
	_cleanup_(kmod_unrefp) struct kmod_ctx *ctx = kmod_open(NULL, NULL);
	struct kmod_list *modules = NULL, *item;
	int r, result = 0;

	if (!ctx)
		return -ENOMEM;
	r = kmod_module_new_from_lookup(ctx, alias, &modules);
	if (r < 0)
		return r;
	kmod_list_foreach(item, modules)
	{
		_cleanup_(kmod_module_unrefp) struct kmod_module *module =
			kmod_module_get_module(item);

		r = kmod_module_probe_insert_module(module, KMOD_PROBE_APPLY_BLACKLIST,
						    NULL, NULL, NULL, NULL);
		if (r < 0)
			result = r;
	}
	kmod_module_unref_list(modules);
	return result;
}

const char *insert_error(int error)
{
	switch (-error) {
	case ENOENT:
		return "a symbol or parameter that the kernel does not know";
	case ENOEXEC:
		return "not made for this kernel";
	default:
		return strerror(-error);
	}
}

/* Whether one of the cards that the driver runs is in use. */
static int is_driver_in_use(const struct env *env, const char *name, bool *ret)
{
	_cleanup_(strings_clear) struct strings slots = { 0 };
	int r;

	*ret = true;
	r = env_list(env, ENV_SYS, &slots, "bus/pci/drivers/%s", name);
	if (r < 0 && r != -ENOENT)
		return r;
	*ret = network_is_reached(env);
	/* Beside the slots there are "bind", "new_id" and others. */
	for (size_t i = 0; i < slots.n && !*ret; i++)
		*ret = pci_slot_is_valid(slots.list[i], strlen(slots.list[i])) &&
		       nic_is_in_use(env, slots.list[i]);
	return 0;
}

int insert_remove(const struct env *env, const char *name)
{
	_cleanup_(kmod_module_unrefp) struct kmod_module *module = NULL;
	_cleanup_(kmod_unrefp) struct kmod_ctx *ctx = kmod_open(NULL, NULL);
	bool used;
	int r;

	if (!ctx)
		return -ENOMEM;
	r = is_driver_in_use(env, name, &used);
	if (r >= 0 && used)
		r = -EBUSY;
	if (r < 0)
		return r;
	r = kmod_module_new_from_name(ctx, name, &module);
	if (r < 0)
		return r;
	r = kmod_module_remove_module(module, O_NONBLOCK);
	return r == -EWOULDBLOCK ? -EBUSY : r;
}

int insert_lock(const struct env *env, const char *name, unsigned seconds)
{
	char path[PATH_MAX];
	int r;

	if (!is_plain_word(name) || strchr(name, '/'))
		return -EINVAL;
	r = permissions_make_env_dir(env, ENV_RUN);
	if (r >= 0)
		r = env_path(path, env, ENV_RUN, "load-%s.lock", name);
	return r < 0 ? r : lock_file_take(path, seconds);
}

int insert_note_failure(const struct env *env, const char *name, const char *path)
{
	char note[PATH_MAX];
	int r;

	r = permissions_make_env_dir(env, ENV_RUN);
	if (r >= 0)
		r = env_path(note, env, ENV_RUN, "failed-%s", name);
	return r < 0 ? r : atomic_file_write(note, path);
}

bool insert_has_failed(const struct env *env, const char *name, const char *path)
{
	_cleanup_free_ char *text = NULL;

	return env_read(env, ENV_RUN, &text, "failed-%s", name) == 0 && streq(text, path);
}
