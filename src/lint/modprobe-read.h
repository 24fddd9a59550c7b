/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/problem.h"

/* A line of a modprobe.d: "options e1000e EEE=0", "blacklist i40e". */
struct modprobe_line {
	char *command;
	char *module;
	char *rest; /* "" where nothing follows */
	char *file;
	unsigned line;
};

/* All zero is the empty list. */
struct modprobe_lines {
	struct modprobe_line *list;
	size_t n;
};

/* Every line that modprobe would read, but for what is only of this boot (/run). What
 * cannot be read is added to PROBLEMS. 0 or -ENOMEM. */
_must_check_ int modprobe_lines_read(const struct env *env, struct problems *problems,
				     struct modprobe_lines *ret);

/* Frees the list and leaves the empty one. */
void modprobe_lines_clear(struct modprobe_lines *lines);
