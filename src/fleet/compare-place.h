/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "fleet/compare.h"

/* Which cards of the hosts stand side by side. */

/* Two cards stand side by side for the first of these reasons that holds. */
enum place_rule {
	PLACE_DEVICE, /* they are of one device */
	PLACE_DRIVER, /* of one driver */
	PLACE_ANY,    /* there is one left on both hosts */
	PLACE_RULES,
};

/* A place: the cards that stand side by side, one a host; NULL: that host has none
 * there. */
struct compare_place {
	const struct plan_card **cards;
	/* By rule: the next place that it may hold for as well. */
	size_t next[PLACE_RULES];
};

/* The places that a rule may hold for, in their order, and the first that the host in
 * question may have a card to give to. */
struct place_chain {
	size_t first, last, at;
	size_t host; /* that AT is of, from 1 */
};

struct compare_places {
	struct compare_place *list;
	size_t n;
	size_t n_hosts;
	struct place_chain *chains;
	size_t n_chains;
	struct name_map chain_of; /* what place_key() says */
};

/*
 * Adds the cards of the host number HOST (from 0, in ascending order) that WANTED names,
 * see compare_hosts(): each to a place where that host has none yet, or to a new one. 0
 * or -ENOMEM.
 */
_must_check_ int compare_places_add(struct compare_places *places, size_t host,
				    const struct plan *plan,
				    const struct strings *wanted);

/* Frees what PLACES holds. */
void compare_places_clear(struct compare_places *places);
