/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/card-id.h"

/*
 * Which card was in which slot in an earlier boot: bus numbers move. Drivers print the
 * MAC address of a card when they begin with it.
 */
struct boot_slot {
	char boot[40];
	char slot[24];
	const struct card_id *card; /* NULL: a card that this host does not have now */
};

struct boot_slots {
	char machine_id[MACHINE_ID_LENGTH + 1]; /* of CARDS */
	const struct card_id *cards;
	size_t n_cards;
	struct boot_slot *list;
	size_t n;
};

/* Notes the card if the message is such a line. 0 or -ENOMEM. */
_must_check_ int boot_slots_note(struct boot_slots *slots, const char *boot,
				 const char *slot, const char *message, size_t length);

/* What was in that slot, or NULL where that boot shows no address of it. */
const struct boot_slot *boot_slots_find(const struct boot_slots *slots, const char *boot,
					const char *slot);

void boot_slots_clear(struct boot_slots *slots);
