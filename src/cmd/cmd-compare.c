/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/log.h"
#include "base/name-set.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/visible.h"
#include "fleet/compare-print.h"
#include "fleet/evaluate.h"
#include "host/json.h"

/* The hosts as they are read, under the names that their columns get. */
struct columns {
	struct evaluation *judged;
	struct strings names;
	struct compare_host *hosts;
	size_t n;
};

static void columns_clear(struct columns *columns)
{
	for (size_t i = 0; i < columns->n; i++)
		evaluation_clear(&columns->judged[i]);
	free(columns->judged);
	free(columns->hosts);
	strings_clear(&columns->names);
}

/* The files' names without folder and ".json"; where two would be the same, the paths. */
static int name_columns(struct columns *columns, size_t n, char **paths)
{
	_cleanup_(name_set_clear) struct name_set seen = { 0 };
	struct strings *names = &columns->names;

	for (size_t i = 0; i < n; i++) {
		_cleanup_free_ char *name = evaluator_host_name(paths[i]);

		if (!name || name_set_add(&seen, name, strlen(name)) < 0 ||
		    strings_add(names, name) < 0)
			return -ENOMEM;
	}
	if (!seen.twice)
		return 0;
	strings_clear(names);
	for (size_t i = 0; i < n; i++)
		if (strings_add(names, paths[i]) < 0)
			return -ENOMEM;
	return 0;
}

static bool has_card(const struct plan *plan, const struct strings *wanted)
{
	for (size_t i = 0; i < plan->n_cards; i++)
		if (compare_is_wanted(wanted, plan->cards[i].nic))
			return true;
	return false;
}

/* Reads every file, so that all that are wrong are named at once. */
static int read_columns(const struct evaluator *judge, const struct strings *wanted,
			size_t n, char **paths, struct problems *problems,
			struct columns *columns)
{
	int worst = 0;

	columns->judged = calloc(n, sizeof(*columns->judged));
	columns->hosts = calloc(n, sizeof(*columns->hosts));
	if (!columns->judged || !columns->hosts || name_columns(columns, n, paths) < 0) {
		problem_add(problems, paths[0], 0, "%s", strerror(ENOMEM));
		return -ENOMEM;
	}
	columns->n = n;
	for (size_t i = 0; i < n; i++) {
		struct evaluation *judged = &columns->judged[i];
		int r;

		r = evaluator_file(judge, paths[i], problems, judged);
		if (r >= 0 && wanted->n && !has_card(judged->plan, wanted)) {
			problem_add(problems, paths[i], 0,
				    "no card is one of those of --nic");
			r = -ENODEV;
		}
		if (r < 0)
			worst = r;
		columns->hosts[i] = (struct compare_host){
			.name = columns->names.list[i],
			.plan = judged->plan,
		};
	}
	return worst;
}

static int split_at_commas(const char *text, struct strings *ret)
{
	_cleanup_free_ char *copy = strdup(text ?: "");
	char *rest = copy, *word;

	if (!copy)
		return -ENOMEM;
	while ((word = strsep(&rest, ",")))
		if (*word && strings_add(ret, word) < 0)
			return -ENOMEM;
	return 0;
}

static int print_comparison(const struct comparison *comparison,
			    const struct options *options)
{
	_cleanup_(json_putp) struct json_object *json = NULL;
	_cleanup_(table_clear) struct table table = { 0 };

	if (options->json) {
		if (compare_to_json(comparison, options->all, &json) < 0)
			return -ENOMEM;
		json_print(json);
		return 0;
	}
	if (compare_to_table(comparison, options->all, &table) < 0)
		return -ENOMEM;
	table_print(&table, terminal_output());
	return 0;
}

int cmd_compare(const struct options *options, int argc, char **argv)
{
	_cleanup_(comparison_freep) struct comparison *comparison = NULL;
	_cleanup_(columns_clear) struct columns columns = { 0 };
	_cleanup_(strings_clear) struct strings wanted = { 0 };
	_cleanup_(evaluator_close) struct evaluator judge = { 0 };
	struct problems problems = { 0 };
	int r;

	if (argc < 2 || options->facts_file) {
		log_stderr("compare takes two facts files at least, and no --facts");
		return EXIT_UNUSABLE;
	}
	if (split_at_commas(options->nic, &wanted) < 0) {
		log_stderr("%s", strerror(ENOMEM));
		return EXIT_UNUSABLE;
	}
	r = evaluator_open(&options->env, options->quirks_dir, &problems, &judge);
	problems_print_some(&problems, terminal_errors());
	problems_clear(&problems);
	if (r < 0 || visible_check_database(options, judge.db) < 0)
		return EXIT_UNUSABLE;
	r = read_columns(&judge, &wanted, (size_t)argc, argv, &problems, &columns);
	problems_print(&problems, terminal_errors());
	problems_clear(&problems);
	if (r < 0)
		return EXIT_UNUSABLE;
	r = compare_hosts(columns.hosts, columns.n, &wanted, &comparison);
	if (r >= 0)
		r = print_comparison(comparison, options);
	if (r < 0) {
		log_stderr("%s", strerror(-r));
		return EXIT_UNUSABLE;
	}
	return EXIT_IN_PLACE;
}
