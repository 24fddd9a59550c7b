/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"

/* What is mounted somewhere. */
struct mount {
	char *number; /* of its device, "8:3"; "0:N" where there is no block device */
	char *type;
	char *source;
};

/*
 * What is mounted where PATH lies, as this process sees it. 0; -ENOENT where that is not
 * known, -ENOMEM, or what opening the list of mounts failed with.
 */
_must_check_ int mount_find(const struct env *env, const char *path, struct mount *ret);

/*
 * The kernel's name of the block device that it lies on, one of them where there are
 * several. 0, -ENOMEM, or another negative errno where there is none.
 */
_must_check_ int mount_device(const struct env *env, const struct mount *mount,
			      char **ret);

/* Frees what the structure holds and leaves it empty. */
void mount_clear(struct mount *mount);
