/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <libkmod.h>

/* For _cleanup_(): libkmod's own destructors. */

static inline void kmod_unrefp(struct kmod_ctx **ctx)
{
	kmod_unref(*ctx);
}

static inline void kmod_module_unrefp(struct kmod_module **module)
{
	kmod_module_unref(*module);
}

static inline void kmod_module_unref_listp(struct kmod_list **list)
{
	kmod_module_unref_list(*list);
}

static inline void kmod_module_info_free_listp(struct kmod_list **list)
{
	kmod_module_info_free_list(*list);
}

static inline void kmod_module_versions_free_listp(struct kmod_list **list)
{
	kmod_module_versions_free_list(*list);
}

/* kmod_new(), which hands out a context without a folder where memory is short. NULL
 * then, too. */
static inline struct kmod_ctx *kmod_open(const char *folder, const char *const *config)
{
	struct kmod_ctx *ctx = kmod_new(folder, config);

	if (ctx && !kmod_get_dirname(ctx)) {
		kmod_unref(ctx);
		return NULL;
	}
	return ctx;
}
