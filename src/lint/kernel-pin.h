/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "base/env.h"
#include "base/problem.h"

/* A kernel that the boot loader starts whatever else is installed. */
struct kernel_pin {
	char *release; /* NULL: none is pinned */
	char *file;
	unsigned line;
};

/* Finds it: Proxmox VE's pin, else GRUB's default. What cannot be read is added to
 * PROBLEMS, but for /etc/default/grub: kernel_args_read() does that. 0 or -ENOMEM. */
_must_check_ int kernel_pin_read(const struct env *env, struct problems *problems,
				 struct kernel_pin *ret);

/* Frees what the structure holds and leaves it empty. */
void kernel_pin_clear(struct kernel_pin *pin);

/* The newest kernel that has modules on disk. 0, -ENOENT where there is none, -ENOMEM. */
_must_check_ int kernel_newest(const struct env *env, char **ret);
