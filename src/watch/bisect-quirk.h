/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "watch/bisect-state.h"

/*
 * The quirk file that asks for the best set that held, for cards like this one; NULL
 * where nothing has to be off, or nothing is known of the card. 0 or -ENOMEM.
 */
_must_check_ int bisect_quirk_text(const struct bisect_state *state,
				   const struct quirk_card *card, char **ret);

/* The name that it has in /etc/nicquirk/quirks.d. */
void bisect_quirk_name(const struct quirk_card *card, char *buffer, size_t size);

/*
 * Keeps it there while the bisection is under way, so that a boot after a power cut has
 * the best set as well; without one removes it. 0 or -errno.
 */
_must_check_ int bisect_quirk_keep(const struct env *env,
				   const struct bisect_state *state,
				   const struct quirk_card *card);

/* Removes it: the person decides whether it is to stay. */
void bisect_quirk_remove(const struct env *env, const struct quirk_card *card);
