/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "base/name-map.h"
#include "plan/plan.h"

/* Hosts side by side: what each of them has in the same place. */

struct compare_host {
	const char *name;
	const struct plan *plan;
};

enum compare_kind {
	COMPARE_FACT,
	COMPARE_FEATURE,
	COMPARE_PRIVATE_FLAG,
	COMPARE_EEE,
	COMPARE_ASPM,
	COMPARE_QUIRK,
	COMPARE_INCIDENT,
	COMPARE_VERIFIED,
	COMPARE_KIND_MAX,
};

struct compare_row {
	enum compare_kind kind;
	char *name;
	char **values; /* one a host; NULL: it has none, or nobody knows */
	bool differs;
};

struct compare_rows {
	struct compare_row *list;
	size_t n;
	struct name_map places; /* of a kind and a name in the list */
};

struct comparison {
	const struct compare_host *hosts;
	size_t n_hosts;
	struct compare_rows rows;   /* of the hosts as such */
	struct compare_rows *cards; /* of the cards that stand side by side */
	size_t n_cards;
};

/*
 * Lays N hosts, judged with one database, side by side; HOSTS must outlive the
 * comparison. A card stands beside the first one that is free of the same device, else of
 * the same driver, else of any; with WANTED not empty, cards that it names neither by
 * slot nor by interface are left out. Settings are those of a card's first interface. 0
 * or -ENOMEM.
 */
_must_check_ int compare_hosts(const struct compare_host *hosts, size_t n,
			       const struct strings *wanted, struct comparison **ret);

/* Whether WANTED names the card: by its slot or by one of its interfaces. */
bool compare_is_wanted(const struct strings *wanted, const struct nic *nic);

/* Frees COMPARISON, which may be NULL; returns NULL. */
struct comparison *comparison_free(struct comparison *comparison);
DEFINE_CLEANUP(struct comparison, comparison_free)
