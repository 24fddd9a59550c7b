/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "quirk/quirk-source.h"
#include "quirk/quirk.h"

/*
 * Which files of the database concern which drivers, so that the udev helper need not
 * read all of them for each interface. nicquirk-generator writes
 * /run/nicquirk/quirks.index at the begin of a boot, else the helper does once it has
 * read them all. It holds for each folder and file
 * what stat() says of it: if any of that differs, a file was edited, added or taken away
 * since, and the index is not used. In doubt the files are read.
 */
struct quirk_index;

/*
 * Reads the index and looks whether it is of what lies in the folders now. NULL where
 * there is none that can be trusted, and always where ENV is not the running host. Valid
 * until the next call.
 */
const struct quirk_index *quirk_index_open(const struct env *env);

/* Whether a section may match the card. */
bool quirk_index_concerns(const struct quirk_index *index, const struct quirk_card *card);

/* Adds the files that the cards need: 0 or -ENOMEM. */
_must_check_ int quirk_index_add_sources(const struct quirk_index *index,
					 const struct quirk_cards *cards,
					 struct quirk_sources *sources);
