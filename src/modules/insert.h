/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "facts/facts.h"

/*
 * Inserts a build of the running kernel: first the modules that it depends on, then its
 * file, with the options and the companions ("softdep") that modprobe.d and the kernel
 * command line have for it. Options that the kernel refuses are left out, and their names
 * added to RET_REFUSED. 0, also when a module of that name is there already; or the error
 * of libkmod or the kernel.
 */
_must_check_ int insert_build(const struct env *env, const struct build *build,
			      struct strings *ret_refused);

/*
 * Loads what an alias stands for, as udev does, but by modprobe.d as it is now. 0, also
 * where there is nothing to load or it is blacklisted; or the error of libkmod or the
 * kernel.
 */
_must_check_ int insert_alias(const char *alias);

/*
 * Takes a loaded module out. 0; -EBUSY where one of its cards is in use (in-use.h), the
 * network has been reached, or another module uses it; or the kernel's error.
 */
_must_check_ int insert_remove(const struct env *env, const char *name);

/* What an error of insert_build() means: the kernel's are not what strerror() makes of
 * them. */
const char *insert_error(int error);

/*
 * Makes this the only process that loads the module NAME, until the descriptor that is
 * returned is closed. -ETIMEDOUT where another one does after SECONDS, or -errno where
 * that cannot be had.
 */
_must_check_ int insert_lock(const struct env *env, const char *name, unsigned seconds);

/* Writes down, until the next boot, that a build could not be inserted. 0 or -errno. */
_must_check_ int insert_note_failure(const struct env *env, const char *name,
				     const char *path);

/* Whether that has been written down of this build. */
bool insert_has_failed(const struct env *env, const char *name, const char *path);
