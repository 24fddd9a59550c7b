/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "facts/facts.h"
#include "netlink/network-state.h"
#include "watch/recovery.h"

/* An interface of a card that can be confirmed, as watch knows it from one event to the
 * next. */
struct watch_card {
	struct link link; /* as the last notification had it */
	struct nic nic;	  /* its IDs, slot and driver */
	bool recoverable;
	struct recovery recovery;
	struct network_state saved; /* of before the port went down */
	uint64_t tx_packets;	    /* when the last rung was taken */
	int64_t hung_since;	    /* microseconds of CLOCK_BOOTTIME */
	/* Which steps count as in force: what is set, since the card was last reset. */
	struct incident_step *steps;
	size_t n_steps;
	size_t n_incidents; /* that were stored at the last look */
	bool reported;	    /* why it is not brought back, once a trouble */
};

struct watch_cards {
	struct watch_card *list;
	size_t n;
};

/* The card of that interface, or in that slot; NULL: none that is watched. */
struct watch_card *watch_cards_find(struct watch_cards *cards, unsigned ifindex);
struct watch_card *watch_cards_find_slot(struct watch_cards *cards, const char *slot);

/*
 * Adds the interface of LINK where some quirk of its card can be confirmed, or reads anew
 * what is known of it. 1 where it is one of those; 0 where not, and it is removed;
 * -ENOMEM or -errno.
 */
_must_check_ int watch_cards_add(struct watch_cards *cards, const struct env *env,
				 const struct link *link);

void watch_cards_remove(struct watch_cards *cards, unsigned ifindex);
void watch_cards_clear(struct watch_cards *cards);

/*
 * Takes over which steps are in place now: all of them where the card was RESET since
 * they were set, else none that is higher than before. 1 where that changed something, 0,
 * or -errno.
 */
_must_check_ int watch_card_update_steps(struct watch_card *card, const struct env *env,
					 bool reset);

/* Where it is, as all of our messages begin: "eno1 (0000:00:1f.6)". */
#define WATCH_PLACE_SIZE 48
void watch_card_place(const struct watch_card *card, char ret[static WATCH_PLACE_SIZE]);
