/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/incident-trim.h"

void incident_store_remove(struct incident_store *store, size_t at)
{
	incident_clear(&store->list[at].incident);
	store->n--;
	memmove(&store->list[at], &store->list[at + 1],
		(store->n - at) * sizeof(*store->list));
}

static bool is_kind_of(const struct stored_incident *a, const struct stored_incident *b)
{
	return streq(a->incident.kind, b->incident.kind) &&
	       card_id_equal(&a->card, &b->card);
}

/* Whether A is the newer one; where that is not known, the later line is. */
static bool is_newer(const struct stored_incident *a, const struct stored_incident *b)
{
	return a->incident.first != b->incident.first
		       ? a->incident.first > b->incident.first
		       : a > b;
}

/* What the ladder cannot do without: the newest of a card and kind, and the highest step.
 */
static bool must_stay(const struct incident_store *store,
		      const struct stored_incident *entry)
{
	const struct incident *incident = &entry->incident;
	bool newest = true;

	for (size_t i = 0; i < store->n && newest; i++)
		newest = &store->list[i] == entry ||
			 !is_kind_of(&store->list[i], entry) ||
			 is_newer(entry, &store->list[i]);
	for (size_t j = 0; j < incident->n_steps && !newest; j++) {
		const struct incident_step *step = &incident->steps[j];
		bool highest = step->step > 0;

		for (size_t i = 0; i < store->n && highest; i++) {
			const struct stored_incident *other = &store->list[i];
			int rival = incident_step(&other->incident, step->quirk);

			highest = other == entry || !is_kind_of(other, entry) ||
				  rival < step->step ||
				  (rival == step->step && is_newer(entry, other));
		}
		newest = highest;
	}
	return newest;
}

/* The oldest of those that need not stay, or of all where all must: its place. */
static size_t find_oldest(const struct incident_store *store, const bool *stay)
{
	size_t oldest = SIZE_MAX;

	for (int any = 0; any < 2 && oldest == SIZE_MAX; any++)
		for (size_t i = 0; i < store->n; i++)
			if ((any || !stay[i]) &&
			    (oldest == SIZE_MAX ||
			     is_newer(&store->list[oldest], &store->list[i])))
				oldest = i;
	return oldest;
}

int incident_store_trim(struct incident_store *store)
{
	_cleanup_free_ bool *stay = calloc(store->n + 1, sizeof(*stay));

	if (!stay)
		return -ENOMEM;
	/* Once for all: none that goes makes another one dispensable. */
	for (size_t i = 0; i < store->n; i++)
		stay[i] = must_stay(store, &store->list[i]);
	while (store->n > INCIDENT_STORE_MAX) {
		size_t oldest = find_oldest(store, stay);

		incident_store_remove(store, oldest);
		memmove(&stay[oldest], &stay[oldest + 1], store->n - oldest);
	}
	return 0;
}
