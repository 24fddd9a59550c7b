/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"

/* What the files of a module said when they were first read in this boot, for the other
 * functions of the card and the other programs that ask. */
struct build_cache {
	struct build_cache_entry {
		char *key;  /* which file, as it was then */
		char *info; /* of module_info_read(); "": it could not be read */
	} * list;
	size_t n;
};

/*
 * Names the state of a file: its PATH below the module folder, device, inode, size and
 * times. 0; -EINVAL where it is no regular file; -ENOMEM; or the error of looking at it.
 * RET_STABLE: no later change of the file can leave the key as it is.
 */
_must_check_ int build_cache_key(const char *file, const char *path, char **ret,
				 bool *ret_stable);

/* Reads what is kept of MODULE; nothing, where others than root could have written it. 0
 * or -ENOMEM. */
_must_check_ int build_cache_load(const struct env *env, const char *module,
				  struct build_cache *ret);

/*
 * Makes this the only process that reads the files of MODULE, until the descriptor that
 * is returned is closed, and waits for that until DEADLINE (clock_ms()). -errno where it
 * cannot be had: -EACCES for others than root.
 */
_must_check_ int build_cache_lock(const struct env *env, const char *module,
				  int64_t deadline);

/* What is kept under a key, or NULL. */
const char *build_cache_find(const struct build_cache *cache, const char *key);

/* Adds what a file said. 0 or -ENOMEM. */
_must_check_ int build_cache_add(struct build_cache *cache, const char *key,
				 const char *info);

/* Keeps all of it until the next boot. 0 or -errno. */
_must_check_ int build_cache_store(const struct env *env, const char *module,
				   const struct build_cache *cache);

void build_cache_clear(struct build_cache *cache);
