/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/ini-file.h"
#include "base/name-set.h"
#include "quirk/quirk.h"

/*
 * For which cards a database is loaded. Most sections name another driver or other
 * devices, and need not be parsed to see that: at each "add" of an interface the database
 * is read anew.
 */
struct quirk_hint {
	const struct quirk_cards *cards;
	bool sound;		  /* an index says that nothing in the files is bad */
	struct name_set left_out; /* the sections that need not be parsed */
};

/*
 * Whether the section may match a card, or is a group that a quirk of a card may need;
 * true also where that cannot be known. Any other is put into LEFT_OUT.
 */
bool quirk_hint_takes(struct quirk_hint *hint, const struct ini_section *section);

/* Whether the section of that name was left out: as far as the cards go, a group is
 * empty then. */
bool quirk_hint_lacks(const struct quirk_hint *hint, const char *name);

/* Frees what the hint holds. */
void quirk_hint_clear(struct quirk_hint *hint);
