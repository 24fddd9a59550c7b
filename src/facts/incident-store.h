/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/problem.h"
#include "facts/card-id.h"
#include "facts/incident.h"

/*
 * The incidents of this host's cards, in /var/lib/nicquirk/incidents: the machine id, a
 * cursor of the journal, then a line an incident (see incident-line.h). Only root can
 * read it.
 */

#define INCIDENT_STORE_MAX 200

struct stored_incident {
	struct card_id card;
	struct incident incident;
	unsigned line; /* of the file; 0: added since */
};

struct incident_store {
	char machine_id[MACHINE_ID_LENGTH + 1]; /* zeros on a host that has none */
	char *cursor; /* how far the journal was read; NULL: not at all */
	struct stored_incident *list;
	size_t n;
	bool ignored; /* something of the file, or all of it */
};

/* What of a store was ignored, as it was. */
#define INCIDENT_STORE_IGNORED "incidents.ignored"

/*
 * Reads the store. 0, also where there is none; -ENOMEM. A store of another machine (a
 * cloned disk), one that others may write to and one that cannot be read are as good as
 * none, a line that makes no sense is left out, and PROBLEMS says so.
 */
_must_check_ int incident_store_read(const struct env *env, struct problems *problems,
				     struct incident_store *ret);

/* Changes a store: 1 where it is to be written, 0 where not, or a negative errno. */
typedef int incident_store_function(struct incident_store *store, void *user);

/*
 * Reads the store, calls CHANGE and writes what it made of it, all under a lock. A store
 * that cannot be used is replaced then, one that cannot be read for now is not; of which
 * something was ignored is kept as INCIDENT_STORE_IGNORED. What CHANGE returned, or a
 * negative errno; the old store is whole then.
 */
_must_check_ int incident_store_update(const struct env *env, struct problems *problems,
				       incident_store_function *change, void *user);

/*
 * Adds an incident, or what is new of one that is there already: of the same card, kind,
 * boot and first time. 1; 0 where nothing is new; -ENOMEM.
 */
_must_check_ int incident_store_add(struct incident_store *store,
				    const struct card_id *card,
				    const struct incident *incident);

/* Remembers how far the journal was read. 0, -EINVAL for what is no one line, -ENOMEM. */
_must_check_ int incident_store_set_cursor(struct incident_store *store,
					   const char *cursor);

/*
 * Takes out what is stored of a card, and of others that were in its slot, or with NULL
 * all. How many incidents that were. The cursor stays, so that they do not come back.
 */
size_t incident_store_forget(struct incident_store *store, const struct card_id *card);

/* Appends the incidents of a card to RET: 0 or -ENOMEM. */
_must_check_ int incident_store_find(const struct incident_store *store,
				     const struct card_id *card, struct incidents *ret);

/* Reads the store into the incidents of the cards in FACTS. 0 or -ENOMEM, see
 * incident_store_read(). */
_must_check_ int incident_store_read_facts(const struct env *env,
					   struct problems *problems,
					   struct facts *facts);

/*
 * Reads one file of incidents into a store, which is empty or has a machine id. 0, also
 * where it is of no use, which PROBLEMS says; -ENOENT, -ENOMEM, or another error of
 * reading it, which PROBLEMS says as well.
 */
_must_check_ int incident_store_read_file(const struct env *env, const char *path,
					  struct problems *problems,
					  struct incident_store *store);

/*
 * How many are stored of cards that were in the slot of CARDS[AT] and are none of the N
 * CARDS of this host: that card was replaced.
 */
size_t incident_store_count_replaced(const struct incident_store *store,
				     const struct card_id *cards, size_t n, size_t at);

void incident_store_clear(struct incident_store *store);
