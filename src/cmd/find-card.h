/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/options.h"
#include "facts/facts.h"

/* The interfaces that a person's word stands for, and the cards that have them. */
struct found_cards {
	const struct nic **nics; /* each once */
	size_t n_nics;
	const struct iface *
		*ifaces; /* each once; a card named by its slot may have none */
	size_t n_ifaces;
};

/*
 * Adds what WORD names: an interface; a slot as sysfs or lspci prints it (with or without
 * its domain); a bridge or bond, which stands for its ports; a VLAN and whatever else
 * lies on an interface (on this host by class/net/NAME/lower_*). 0, also where it is
 * nothing, or -ENOMEM.
 */
_must_check_ int find_cards_of_word(const struct options *options,
				    const struct facts *facts, const char *word,
				    struct found_cards *ret);

/* Says on standard error that WORD names nothing, and what there is. */
void find_cards_report(const struct facts *facts, const char *word);

void found_cards_clear(struct found_cards *found);
