/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/ini-file.h"
#include "base/name-set.h"
#include "quirk/quirk.h"

/*
 * For which card a database is loaded. Most sections name another driver or other
 * devices, and need not be parsed to see that: at each "add" of an interface the database
 * is read anew.
 */
struct quirk_hint {
	struct quirk_card card;
	struct name_set left_out; /* the sections that need not be parsed */
};

/*
 * Whether the section may match the card, or is a group that a quirk of the card may
 * need; true also where that cannot be known. Any other is put into LEFT_OUT.
 */
bool quirk_hint_takes(struct quirk_hint *hint, const struct ini_section *section);

/* Whether the section of that name was left out: as far as the card goes, a group is
 * empty then. */
bool quirk_hint_lacks(const struct quirk_hint *hint, const char *name);

/* Frees what the hint holds. */
void quirk_hint_clear(struct quirk_hint *hint);
