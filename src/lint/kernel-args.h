/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/name-set.h"
#include "base/problem.h"

/* A word of the kernel command line without its quotes, with the place where the
 * administrator wrote it. */
struct kernel_arg {
	char *text;
	char *file;
	unsigned line;
};

/* All zero is the empty list. */
struct kernel_args {
	struct kernel_arg *list;
	size_t n;
	struct name_set texts; /* of the list */
};

/*
 * What the boot loader's configuration (GRUB's, /etc/kernel/cmdline) puts on the command
 * line, and what of the running kernel's is written in neither. What cannot be read is
 * added to PROBLEMS.
 * 0 or -ENOMEM.
 */
_must_check_ int kernel_args_read(const struct env *env, struct problems *problems,
				  struct kernel_args *ret);

/* Frees the list and leaves the empty one. */
void kernel_args_clear(struct kernel_args *args);
