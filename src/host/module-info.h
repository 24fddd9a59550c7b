/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "base/macro.h"

struct kmod_module;

/* Names of fields of modinfo(8), and two more: */
#define MODULE_INFO_BUILD_ID "build-id" /* of a file that is not compressed, in hex */
#define MODULE_INFO_VERSIONS                                                             \
	"versions" /* "Y": each symbol that it needs has a version                       \
		    */

/* Is given one field of a module at a time: 0, or -errno, which ends the reading. */
typedef int module_info_taker(void *user, const char *key, const char *value);

/*
 * Reads the fields of MODULE that KEYS, which ends with NULL, names: a text with a line
 * "KEY=VALUE" for each, in the order of the file. libkmod reads it in a process of its
 * own, as there are files that it ends its process over. 0; -EBADMSG where it could make
 * nothing of the file or died over it; -ETIME where it was not done by DEADLINE
 * (clock_ms(); 0: some minutes from now) or took too much processor time; -ENOMEM, also
 * where no process could be started.
 */
_must_check_ int module_info_read(const struct kmod_module *module,
				  const char *const *keys, int64_t deadline, char **ret);

/* Hands the fields of such a text to TAKE. 0, -ENOMEM, or what TAKE has returned. */
_must_check_ int module_info_each(const char *info, module_info_taker *take, void *user);
