/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/log.h"
#include "base/problem.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "facts/incident-check.h"
#include "host/json.h"
#include "quirk/policy.h"
#include "quirk/quirk-conflict.h"
#include "quirk/quirk-file.h"
#include "quirk/quirk-strict.h"

static bool is_configuration(const char *path)
{
	const char *suffix = strrchr(path, '.');

	return suffix && streq(suffix, ".conf");
}

/* The store, or a copy of one. */
static bool is_incident_store(const char *path)
{
	const char *slash = strrchr(path, '/');

	return streq(slash ? slash + 1 : path, "incidents");
}

/* Checks a configuration file, or a store of incidents; what is neither is for the
 * database. */
static int take_path(const struct env *env, const char *path, struct problems *problems,
		     struct strings *database, size_t *n_store)
{
	const size_t before = problems->n;
	int r;

	if (is_incident_store(path)) {
		r = incident_store_check(env, path, problems);
		*n_store += problems->n - before;
		return r;
	}
	if (!is_configuration(path))
		return strings_add(database, path);
	r = policy_check_file(path, problems);
	if (r != -ENOENT)
		return r;
	problem_add_unreadable(problems, path, strerror(-r));
	return 0;
}

/* All that this host uses: its configuration, what it has stored, its database. */
static int load_host(const struct options *options, struct problems *problems,
		     struct quirk_db **ret, size_t *n_store)
{
	_cleanup_(policy_freep) struct policy *policy = NULL;
	size_t before;
	int r;

	r = policy_load(&options->env, /* cmdline= */ NULL, problems, &policy);
	if (r < 0)
		return r;
	before = problems->n;
	r = incident_store_check(&options->env, NULL, problems);
	if (r < 0)
		return r;
	*n_store = problems->n - before;
	return quirk_db_load(&options->env, options->quirks_dir, problems, ret);
}

/* N_STORE is how many of the problems are those of a store of incidents. */
static int load_paths(const struct options *options, int argc, char **argv,
		      struct problems *problems, struct quirk_db **ret, size_t *n_store)
{
	_cleanup_(strings_clear) struct strings paths = { 0 };

	if (argc == 0)
		return load_host(options, problems, ret, n_store);
	for (int i = 0; i < argc; i++) {
		int r = take_path(&options->env, argv[i], problems, &paths, n_store);

		if (r < 0)
			return r;
	}
	return quirk_db_load_paths(&paths, problems, ret);
}

/* The same as JSON: file, line (where one is known) and message of each. */
static int print_problems_json(const struct problems *problems)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	struct json_object *array = json_object_new_array();

	if (json_add(object, "problems", array) < 0 ||
	    json_add_text(object, "schema", "nicquirk.validate/1") < 0)
		return -ENOMEM;
	for (size_t i = 0; i < problems->n; i++) {
		const struct problem *problem = &problems->list[i];
		struct json_object *entry = json_object_new_object();

		if (json_append(array, entry) < 0 ||
		    json_add_text(entry, "file", problem->file) < 0 ||
		    (problem->line &&
		     json_add(entry, "line", json_object_new_int64(problem->line)) < 0) ||
		    json_add_text(entry, "message", problem->message) < 0)
			return -ENOMEM;
	}
	json_print(object);
	return 0;
}

int cmd_validate(const struct options *options, int argc, char **argv)
{
	_cleanup_(problems_clear) struct problems problems = { 0 };
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
	size_t n_store = 0;
	int r;

	r = load_paths(options, argc, argv, &problems, &db, &n_store);
	if (r >= 0)
		r = quirk_db_find_conflicts(db, &problems);
	if (r < 0) {
		log_stderr("%s: %s", options->quirks_dir ?: "the database", strerror(-r));
		return EXIT_UNUSABLE;
	}
	if (options->strict)
		quirk_db_check_strictly(db, &problems);
	if (!options->json) {
		problems_print(&problems, terminal_output());
	} else if (print_problems_json(&problems) < 0) {
		log_stderr("%s", strerror(ENOMEM));
		return EXIT_UNUSABLE;
	}
	/* Nobody writes a store by hand: what cannot be used of it is lost evidence. */
	if (n_store)
		return EXIT_UNUSABLE;
	return problems.n ? EXIT_NOT_IN_PLACE : EXIT_IN_PLACE;
}
