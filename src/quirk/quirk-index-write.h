/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/problem.h"
#include "quirk/quirk.h"

/*
 * Reads the database as quirk_db_load() does from the quirks.d, and writes the index of
 * quirk-index.h of what it has read. It does not for others than root, under another root
 * than "/", where a file has a fault, or where one is so new that one more write may
 * leave its times as they are. 0, or as quirk_db_load() fails; never because of the
 * index.
 */
_must_check_ int quirk_db_load_indexed(const struct env *env, struct problems *problems,
				       struct quirk_db **ret);

/* Writes that index alone: reads nothing where it cannot be written. 0, also then, or as
 * quirk_db_load() fails. */
_must_check_ int quirk_index_write(const struct env *env);
