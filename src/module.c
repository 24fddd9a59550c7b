/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "module.h"

#include <libkmod.h>

static void kmod_unrefp(struct kmod_ctx **ctx)
{
	kmod_unref(*ctx);
}

static void kmod_list_freep(struct kmod_list **list)
{
	kmod_module_unref_list(*list);
}

/* NULL lets libkmod find the folder itself: it is not the same on every distribution. */
static int open_modules(const struct env *env, struct kmod_ctx **ret)
{
	_cleanup_free_ char *release = NULL;
	char path[PATH_MAX];
	int r;

	if (env_is_live(env)) {
		*ret = kmod_new(NULL, NULL);
		return *ret ? 0 : -ENOMEM;
	}
	r = env_read(env, ENV_PROC, &release, "sys/kernel/osrelease");
	if (r >= 0)
		r = env_path(path, env, ENV_MODULES, "%s", release);
	if (r < 0)
		return r;
	*ret = kmod_new(path, NULL);
	return *ret ? 0 : -ENOMEM;
}

bool module_can_bind(const struct env *env, const char *slot)
{
	_cleanup_(kmod_list_freep) struct kmod_list *found = NULL, *allowed = NULL;
	_cleanup_(kmod_unrefp) struct kmod_ctx *ctx = NULL;
	_cleanup_free_ char *modalias = NULL;

	if (env_read(env, ENV_SYS, &modalias, "bus/pci/devices/%s/modalias", slot) < 0 ||
	    open_modules(env, &ctx) < 0 ||
	    kmod_module_new_from_lookup(ctx, modalias, &found) < 0)
		return true;
	if (!found)
		return false;
	if (kmod_module_apply_filter(ctx, KMOD_FILTER_BLACKLIST, found, &allowed) < 0)
		return true;
	return allowed;
}
