/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/macro.h"
#include "base/problem.h"

struct stat;

/* Why others than root, and who runs this program, may write to the file or folder of
 * ST; NULL: they may not. */
const char *permissions_find_fault(const struct stat *st);

/*
 * Whether nobody but root, and who runs this program, may write to the file or folder
 * that PATH leads to; true also where there is none. Where it is false PROBLEMS says why.
 */
_must_check_ bool permissions_check(const char *path, struct problems *problems);

/* The same, and whether there is something at all. */
enum permissions { PERMISSIONS_MISSING, PERMISSIONS_GOOD, PERMISSIONS_REFUSED };
_must_check_ enum permissions permissions_look(const char *path,
					       struct problems *problems);

/*
 * Makes a folder for what lives until the next boot. 0, also where it is there and nobody
 * else may write to it; -ENOTDIR where something else is in its place, a link too; -EPERM
 * where others may write to it; or the error of making it.
 */
_must_check_ int permissions_make_folder(const char *path);

/* The same with the folder of DIR, such as /run/nicquirk. */
_must_check_ int permissions_make_env_dir(const struct env *env, enum env_dir dir);
