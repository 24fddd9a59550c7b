/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/incident-check.h"
#include "quirk/incident-kind.h"

static void check_kinds(const struct incident_store *store, const char *path,
			struct problems *problems)
{
	enum incident_kind kind;

	for (size_t i = 0; i < store->n; i++)
		if (incident_kind_find(store->list[i].incident.kind, &kind) < 0)
			problem_add(problems, path, store->list[i].line,
				    "'%s' is no kind that this version knows: kept, and "
				    "confirms nothing",
				    store->list[i].incident.kind);
}

int incident_store_check(const struct env *env, const char *path,
			 struct problems *problems)
{
	struct incident_store store = { 0 };
	char ours[PATH_MAX];
	int r;

	r = path ? incident_store_read_file(env, path, problems, &store)
		 : incident_store_read(env, problems, &store);
	if (r == -ENOENT)
		problem_add_unreadable(problems, path, strerror(-r));
	if (r >= 0 && !path)
		r = env_path(ours, env, ENV_STATE, "incidents");
	if (r >= 0)
		check_kinds(&store, path ?: ours, problems);
	incident_store_clear(&store);
	return r == -ENOMEM ? r : 0;
}
