/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/import-store.h"

#include "facts/incident-store.h"

struct store_change {
	const struct env *env;
	const struct log_import *import;
	const char *cursor;
	const struct nic *nic;
	size_t forgotten;
};

static int add_to_store(struct incident_store *store, void *user)
{
	const struct store_change *change = user;
	const struct log_import_result *result = log_import_result(change->import);
	bool is_new = false;
	int r = 0;

	for (size_t i = 0; i < result->n && r >= 0; i++) {
		const struct imported *imported = &result->list[i];
		struct card_id card;

		if (imported->incident.lines <= imported->known_lines)
			continue;
		card_id_of(change->env, store->machine_id, imported->nic, &card);
		r = incident_store_add(store, &card, &imported->incident);
		is_new |= r > 0;
	}
	if (r >= 0 && change->cursor &&
	    (!store->cursor || !streq(store->cursor, change->cursor))) {
		r = incident_store_set_cursor(store, change->cursor);
		is_new = true;
	}
	return r < 0 ? r : is_new;
}

int import_store(const struct env *env, struct problems *problems,
		 const struct log_import *import, const char *cursor)
{
	struct store_change change = { .env = env, .import = import, .cursor = cursor };
	int r = incident_store_update(env, problems, add_to_store, &change);

	return r < 0 ? r : 0;
}

static int forget_in_store(struct incident_store *store, void *user)
{
	struct store_change *change = user;
	struct card_id card;

	if (change->nic)
		card_id_of(change->env, store->machine_id, change->nic, &card);
	change->forgotten = incident_store_forget(store, change->nic ? &card : NULL);
	return change->forgotten > 0;
}

int import_forget(const struct env *env, struct problems *problems, const struct nic *nic)
{
	struct store_change change = { .env = env, .nic = nic };
	int r = incident_store_update(env, problems, forget_in_store, &change);

	return r < 0 ? r : (int)change.forgotten;
}
