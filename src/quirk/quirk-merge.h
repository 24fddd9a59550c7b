/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/problem.h"
#include "quirk/quirk-hint.h"
#include "quirk/quirk.h"

/* A section that has been read: a quirk or a group. */
struct quirk_entry {
	struct quirk *quirk;
	size_t order;  /* in which it was read */
	unsigned file; /* a number for each */
	bool bad;
	bool counts; /* nothing later overrides it */
};

struct quirk_entries {
	struct quirk_entry *list;
	size_t n;
};

/*
 * Makes the database of the sections of all files: of those of one name in a file the
 * first counts, of those in several files the last. The groups are put in the place of
 * their names; HINT (or NULL) knows which of them need not be there. What is wrong is
 * added to PROBLEMS. 0 or -ENOMEM. Takes the quirks out of ENTRIES.
 */
_must_check_ int quirk_merge(struct quirk_entries *entries, const struct quirk_hint *hint,
			     struct problems *problems, struct quirk_db **ret);

/* Frees what the entries hold and leaves none. */
void quirk_entries_clear(struct quirk_entries *entries);
