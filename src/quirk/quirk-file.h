/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/problem.h"
#include "quirk/quirk-index.h"
#include "quirk/quirk-merge.h"
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
 * The same for some cards: what names other drivers or other devices alone is left out
 * unread, and what is wrong with it is not reported. INDEX, unless NULL, says which files
 * may be left out as a whole, and that nothing is wrong with any.
 */
_must_check_ int quirk_db_load_for_cards(const struct env *env,
					 const struct quirk_cards *cards,
					 const struct quirk_index *index,
					 struct problems *problems,
					 struct quirk_db **ret);

/* Adds the files of the quirks.d to SOURCES, without those that others may write to. 0 or
 * -errno. */
_must_check_ int quirk_files_list(const struct env *env, struct quirk_sources *sources,
				  struct problems *problems);

/*
 * Settles SOURCES and reads all their sections, the overridden ones too; an entry's file
 * is the place of its source, from 1. 0 or -ENOMEM. Release with quirk_entries_clear().
 */
_must_check_ int quirk_files_read(struct quirk_sources *sources,
				  struct problems *problems, struct quirk_entries *ret);

/* Reads the files that PATHS name (files, or folders of *.quirk), as quirk_db_load()
 * does. */
_must_check_ int quirk_db_load_paths(const struct strings *paths,
				     struct problems *problems, struct quirk_db **ret);
