/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/compare-place.h"

#include "base/fnv.h"

#define NO_PLACE SIZE_MAX

void compare_places_clear(struct compare_places *places)
{
	for (size_t i = 0; i < places->n; i++)
		free(places->list[i].cards);
	free(places->list);
	free(places->chains);
	name_map_clear(&places->chain_of);
}

/* What two cards have in common where the rule holds; false where it cannot hold. */
static bool place_key(enum place_rule rule, const struct nic *nic, uint64_t *ret)
{
	uint64_t key = fnv_add(FNV_BEGIN, &rule, sizeof(rule));

	if (rule == PLACE_DEVICE) {
		if (nic->device < 0)
			return false;
		key = fnv_add(key, &nic->vendor, sizeof(nic->vendor));
		key = fnv_add(key, &nic->device, sizeof(nic->device));
	}
	if (rule == PLACE_DRIVER) {
		if (!nic->driver)
			return false;
		key = fnv_add(key, nic->driver, strlen(nic->driver));
	}
	*ret = key;
	return true;
}

/* Puts the card where the rule has a place that its host has no card in yet. */
static bool find_place(struct compare_places *places, size_t host,
		       const struct plan_card *card, enum place_rule rule)
{
	struct place_chain *chain;
	const size_t *number;
	uint64_t key;

	if (!place_key(rule, card->nic, &key))
		return false;
	number = name_map_find(&places->chain_of, (const char *)&key, sizeof(key));
	if (!number)
		return false;
	chain = &places->chains[*number];
	if (chain->host != host + 1) {
		chain->host = host + 1;
		chain->at = chain->first;
	}
	/* What the host has given a card stays so: no place is looked at twice. */
	while (chain->at != NO_PLACE && places->list[chain->at].cards[host])
		chain->at = places->list[chain->at].next[rule];
	if (chain->at == NO_PLACE)
		return false;
	places->list[chain->at].cards[host] = card;
	return true;
}

/* Appends the last place to the chain of what it has in common with others. */
static int chain_place(struct compare_places *places, enum place_rule rule,
		       const struct nic *nic)
{
	const size_t place = places->n - 1;
	struct place_chain *chain;
	size_t *number;
	uint64_t key;

	places->list[place].next[rule] = NO_PLACE;
	if (!place_key(rule, nic, &key))
		return 0;
	number = name_map_add(&places->chain_of, (const char *)&key, sizeof(key),
			      places->n_chains);
	if (!number)
		return -ENOMEM;
	if (*number < places->n_chains) {
		chain = &places->chains[*number];
		places->list[chain->last].next[rule] = place;
	} else {
		chain = array_append(places->chains, places->n_chains);
		if (!chain)
			return -ENOMEM;
		chain->first = chain->at = place;
	}
	chain->last = place;
	return 0;
}

static int add_place(struct compare_places *places, size_t host,
		     const struct plan_card *card)
{
	struct compare_place *place = array_append(places->list, places->n);
	int r = 0;

	if (!place)
		return -ENOMEM;
	place->cards = calloc(places->n_hosts, sizeof(*place->cards));
	if (!place->cards)
		return -ENOMEM;
	place->cards[host] = card;
	for (enum place_rule rule = 0; rule < PLACE_RULES && r >= 0; rule++)
		r = chain_place(places, rule, card->nic);
	return r;
}

int compare_places_add(struct compare_places *places, size_t host,
		       const struct plan *plan, const struct strings *wanted)
{
	_cleanup_free_ bool *placed = calloc(plan->n_cards + 1, sizeof(*placed));

	if (!placed)
		return -ENOMEM;
	for (size_t i = 0; i < plan->n_cards; i++)
		placed[i] = !compare_is_wanted(wanted, plan->cards[i].nic);
	for (enum place_rule rule = 0; rule < PLACE_RULES; rule++)
		for (size_t i = 0; i < plan->n_cards; i++)
			if (!placed[i])
				placed[i] =
					find_place(places, host, &plan->cards[i], rule);
	for (size_t i = 0; i < plan->n_cards; i++)
		if (!placed[i] && add_place(places, host, &plan->cards[i]) < 0)
			return -ENOMEM;
	return 0;
}
