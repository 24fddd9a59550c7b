/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The incidents in the store become facts of their cards. */
#include "facts/incident-store.h"

int incident_store_find(const struct incident_store *store, const struct card_id *card,
			struct incidents *ret)
{
	for (size_t i = 0; i < store->n; i++)
		if (card_id_equal(&store->list[i].card, card) &&
		    incidents_add(ret, &store->list[i].incident) < 0)
			return -ENOMEM;
	return 0;
}

size_t incident_store_count_replaced(const struct incident_store *store,
				     const struct card_id *cards, size_t n, size_t at)
{
	size_t count = 0;

	for (size_t i = 0; i < store->n; i++) {
		const struct card_id *stored = &store->list[i].card;
		size_t j = 0;

		if (!*stored->slot || !streq(stored->slot, cards[at].slot))
			continue;
		while (j < n && !card_id_equal(stored, &cards[j]))
			j++;
		count += j == n;
	}
	return count;
}

static int store_to_facts(const struct env *env, const struct incident_store *store,
			  struct facts *facts)
{
	_cleanup_free_ struct card_id *cards = calloc(facts->n_nics, sizeof(*cards));

	if (!cards)
		return -ENOMEM;
	for (size_t i = 0; i < facts->n_nics; i++) {
		card_id_of(env, store->machine_id, &facts->nics[i], &cards[i]);
		if (incident_store_find(store, &cards[i], &facts->nics[i].incidents) < 0)
			return -ENOMEM;
	}
	for (size_t i = 0; i < facts->n_nics; i++)
		facts->nics[i].n_replaced_incidents =
			incident_store_count_replaced(store, cards, facts->n_nics, i);
	return 0;
}

int incident_store_read_facts(const struct env *env, struct problems *problems,
			      struct facts *facts)
{
	struct incident_store store = { 0 };
	char path[PATH_MAX];
	int r;

	/* Most hosts have none, and the helper looks for each card: one call settles it.
	 */
	if (env_path(path, env, ENV_STATE, "incidents") == 0 && access(path, F_OK) < 0 &&
	    errno == ENOENT)
		return 0;
	r = incident_store_read(env, problems, &store);
	if (r >= 0 && store.n && facts->n_nics)
		r = store_to_facts(env, &store, facts);
	incident_store_clear(&store);
	return r;
}
