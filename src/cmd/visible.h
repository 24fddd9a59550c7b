/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/context.h"

/*
 * Whether there is anything to judge, and to judge it by. Without, a host is not "ok":
 * nobody has looked.
 */

/* Whether the host has a bus/pci/devices, even an empty one; true of a facts file. */
bool visible_devices(const struct options *options);

/* That, that the database has a quirk, and that the kernel of --kernel is installed. 0,
 * or -ENOENT after a message: the verb then ends with EXIT_UNUSABLE. */
_must_check_ int visible_check(const struct options *options,
			       const struct context *context);

/* The same of the database alone, and of the kernel alone. */
_must_check_ int visible_check_database(const struct options *options,
					const struct quirk_db *db);
_must_check_ int visible_check_kernel(const struct options *options);
