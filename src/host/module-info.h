/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

struct kmod_module;

/* Is given one field of a module at a time: 0, or -errno, which ends the reading. */
typedef int module_info_taker(void *user, const char *key, const char *value);

/*
 * Hands what modinfo(8) shows of MODULE to TAKE, field by field. libkmod reads it in a
 * process of its own, as there are files that it ends its process over. 0; -EBADMSG where
 * it could make nothing of the file, died over it, or took too much time or memory;
 * -ENOMEM, also where no process could be started; another -errno of reading from it; or
 * what TAKE has returned.
 */
_must_check_ int module_info_read(const struct kmod_module *module,
				  module_info_taker *take, void *user);
