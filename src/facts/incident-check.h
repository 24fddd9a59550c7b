/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/incident-store.h"

/*
 * Reads one file of incidents into a store, which is empty or has a machine id. 0, also
 * where it is of no use, which PROBLEMS says; -ENOENT, -ENOMEM, or another error of
 * reading it, which PROBLEMS says as well.
 */
_must_check_ int incident_store_read_file(const struct env *env, const char *path,
					  struct problems *problems,
					  struct incident_store *store);

/*
 * Reads PATH, or with NULL the store of this host, and says in PROBLEMS all that is wrong
 * with it, kinds that this version does not know included. 0 or -ENOMEM.
 */
_must_check_ int incident_store_check(const struct env *env, const char *path,
				      struct problems *problems);

/*
 * How many are stored of cards that were in the slot of CARDS[AT] and are none of the N
 * CARDS of this host: that card was replaced.
 */
size_t incident_store_count_replaced(const struct incident_store *store,
				     const struct card_id *cards, size_t n, size_t at);
