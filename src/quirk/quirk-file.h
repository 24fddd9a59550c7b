/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/problem.h"
#include "quirk/quirk.h"

/*
 * Reads the database: every *.quirk of the shipped, the administrator's and the run-time
 * quirks.d, or of DIRECTORY alone where it is not NULL. Bad sections are left out and
 * added to PROBLEMS. 0, -ENOMEM, or the error of reading DIRECTORY (a quirks.d that is
 * not there is an empty one).
 */
_must_check_ int quirk_db_load(const struct env *env, const char *directory,
			       struct problems *problems, struct quirk_db **ret);

/*
 * The same for one card: what names other drivers or other devices alone is left out
 * unread, and what is wrong with it is not reported.
 */
_must_check_ int quirk_db_load_for_card(const struct env *env,
					const struct quirk_card *card,
					struct problems *problems, struct quirk_db **ret);

/* Reads the files that PATHS name (files, or folders of *.quirk), as quirk_db_load()
 * does. */
_must_check_ int quirk_db_load_paths(const struct strings *paths,
				     struct problems *problems, struct quirk_db **ret);
