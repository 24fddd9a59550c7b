/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/fleet.h"

#include "base/array.h"
#include "base/fnv.h"

/* Versions by their numbers: 6.8.12-9 before 6.8.12-10. */
static int compare_fleet_rows(const void *a, const void *b)
{
	const struct fleet_row *x = *(struct fleet_row *const *)a;
	const struct fleet_row *y = *(struct fleet_row *const *)b;
	int order = 0;

	for (size_t i = 0; i < FLEET_WORDS && order == 0; i++)
		order = strverscmp(x->words[i], y->words[i]);
	return order;
}

static void row_free(struct fleet_row *row)
{
	if (!row)
		return;
	for (size_t i = 0; i < FLEET_WORDS; i++)
		free(row->words[i]);
	free(row);
}

static struct fleet_row *row_new(const char *const *words)
{
	struct fleet_row *row = calloc(1, sizeof(*row));

	if (!row)
		return NULL;
	for (size_t i = 0; i < FLEET_WORDS; i++) {
		row->words[i] = strdup(words[i]);
		if (!row->words[i]) {
			row_free(row);
			return NULL;
		}
	}
	return row;
}

static uint64_t words_digest(const char *const *words)
{
	uint64_t digest = FNV_BEGIN;

	/* With the NULs, so that "a" "bc" is another than "ab" "c". */
	for (size_t i = 0; i < FLEET_WORDS; i++)
		digest = fnv_add(digest, words[i], strlen(words[i]) + 1);
	return digest;
}

/* The row of these words, in which the host HOST is counted once. NULL without memory. */
static struct fleet_row *touch(struct fleet_rows *rows, size_t host, const char *a,
			       const char *b, const char *c)
{
	const char *const words[FLEET_WORDS] = { a ?: "", b ?: "", c ?: "" };
	const uint64_t digest = words_digest(words);
	size_t *place = name_map_add(&rows->places, (const char *)&digest, sizeof(digest),
				     rows->n);
	struct fleet_row *row, **slot;

	if (!place)
		return NULL;
	if (*place < rows->n) {
		row = rows->list[*place];
	} else {
		row = row_new(words);
		slot = row ? array_append(rows->list, rows->n) : NULL;
		if (!slot) {
			row_free(row);
			return NULL;
		}
		*slot = row;
	}
	row->hosts += row->last != host;
	row->last = host;
	return row;
}

static void count_card(struct fleet_row *row, enum verdict verdict)
{
	row->cards++;
	row->verdicts[verdict]++;
}

static int count_quirks(struct fleet *fleet, const struct plan_card *card)
{
	for (size_t i = 0; i < card->n_quirks; i++) {
		const struct plan_quirk *entry = &card->quirks[i];
		struct fleet_row *row;

		if (!plan_quirk_is_shown(entry))
			continue;
		row = touch(&fleet->quirks, fleet->hosts, entry->quirk->id, NULL, NULL);
		if (!row)
			return -ENOMEM;
		row->confirmed += entry->confirmed != NULL;
		if (entry->skipped) {
			row->cards++;
			row->skipped++;
		} else {
			count_card(row, entry->verdict);
		}
	}
	return 0;
}

int fleet_add(struct fleet *fleet, const struct plan *plan)
{
	struct fleet_row *kernel;

	fleet->hosts++;
	fleet->verdicts[plan->verdict]++;
	kernel = touch(&fleet->kernels, fleet->hosts, plan->facts->kernel, NULL, NULL);
	if (!kernel)
		return -ENOMEM;
	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct plan_card *card = &plan->cards[i];
		const struct driver driver = facts_driver(plan->facts, card->nic);
		struct fleet_row *build;

		fleet->incidents += card->nic->incidents.n;
		count_card(kernel, card->verdict);
		build = touch(&fleet->builds, fleet->hosts, driver.name, driver.version,
			      driver.origin == ORIGIN_UNKNOWN
				      ? NULL
				      : origin_name(driver.origin));
		if (!build || count_quirks(fleet, card) < 0)
			return -ENOMEM;
		count_card(build, card->verdict);
	}
	return 0;
}

void fleet_sort(struct fleet *fleet)
{
	struct fleet_rows *const all[] = { &fleet->quirks, &fleet->kernels,
					   &fleet->builds };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		if (all[i]->n)
			qsort(all[i]->list, all[i]->n, sizeof(*all[i]->list),
			      compare_fleet_rows);
		name_map_clear(&all[i]->places);
	}
}

enum verdict fleet_verdict(const struct fleet *fleet)
{
	enum verdict worst = VERDICT_OK;

	for (enum verdict verdict = VERDICT_OK; verdict <= VERDICT_FAILED; verdict++)
		if (fleet->verdicts[verdict])
			worst = verdict;
	return worst;
}

static void fleet_rows_clear(struct fleet_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++)
		row_free(rows->list[i]);
	free(rows->list);
	name_map_clear(&rows->places);
}

void fleet_clear(struct fleet *fleet)
{
	fleet_rows_clear(&fleet->quirks);
	fleet_rows_clear(&fleet->kernels);
	fleet_rows_clear(&fleet->builds);
	*fleet = (struct fleet){ 0 };
}
