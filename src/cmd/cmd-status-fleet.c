/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <limits.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/table.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/plan-json.h"
#include "cmd/visible.h"
#include "fleet/evaluate.h"
#include "fleet/fleet.h"
#include "host/json.h"

/* Hosts are judged one after the other: nothing of one is kept but what the fleet
 * counts. */
struct run {
	const struct options *options;
	struct evaluator judge;
	struct fleet fleet;
};

static void run_clear(struct run *run)
{
	evaluator_close(&run->judge);
	fleet_clear(&run->fleet);
}

static int print_host(const struct run *run, const struct plan *plan, const char *path)
{
	_cleanup_(json_putp) struct json_object *json = NULL;
	_cleanup_free_ char *name = evaluator_host_name(path);

	if (!name)
		return -ENOMEM;
	if (!run->options->json) {
		if (run->options->verbose)
			print("%s: %s\n", name, verdict_name(plan->verdict));
		return 0;
	}
	if (plan_to_json(plan, &json) < 0 || json_add_text(json, "host", name) < 0 ||
	    json_add_text(json, "file", path) < 0)
		return -ENOMEM;
	json_print_line(json);
	return 0;
}

/* A file that cannot be read is logged and counted; 0, or -ENOMEM. */
static int take_file(struct run *run, const char *path)
{
	_cleanup_(evaluation_clear) struct evaluation judged = { 0 };
	struct problems problems = { 0 };
	int r;

	r = evaluator_file(&run->judge, path, &problems, &judged);
	problems_print(&problems, terminal_errors());
	problems_clear(&problems);
	if (r == -ENOMEM)
		return r;
	if (r < 0) {
		run->fleet.unreadable++;
		return 0;
	}
	r = fleet_add(&run->fleet, judged.plan);
	return r < 0 ? r : print_host(run, judged.plan, path);
}

/* What may be a facts file. A link, or what a file system does not say more of, may lead
 * to anything: see is_regular_facts(). */
static int is_facts_file(const struct dirent *entry)
{
	const char *suffix = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && suffix && streq(suffix, ".json") &&
	       (entry->d_type == DT_REG || entry->d_type == DT_LNK ||
		entry->d_type == DT_UNKNOWN);
}

/* Whether it would not keep its reader waiting; what is not there its reader reports. */
static bool is_regular_facts(const char *path)
{
	struct stat st;

	return stat(path, &st) < 0 || S_ISREG(st.st_mode);
}

static int take_facts_entry(struct run *run, const char *folder, const char *name)
{
	const size_t length = strlen(folder);
	const char *slash = length && folder[length - 1] == '/' ? "" : "/";
	_cleanup_free_ char *path = NULL;

	if (asprintf(&path, "%s%s%s", folder, slash, name) < 0) {
		path = NULL;
		return -ENOMEM;
	}
	if (is_regular_facts(path))
		return take_file(run, path);
	fprintf(terminal_errors(), "%s: not a regular file\n", path);
	run->fleet.unreadable++;
	return 0;
}

/* In the order of their names, which are all in memory for it. Returns their number. */
static int take_sorted(struct run *run, const char *folder, int *ret)
{
	struct dirent **entries = NULL;
	int n, r = 0;

	n = scandir(folder, &entries, is_facts_file, alphasort);
	for (int i = 0; i < n; i++) {
		if (r >= 0)
			r = take_facts_entry(run, folder, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	*ret = r;
	return n;
}

/* As the folder has them: nothing of a host is printed, and nothing is kept of it. */
static int take_unsorted(struct run *run, const char *folder, int *ret)
{
	_cleanup_closedir_ DIR *stream = opendir(folder);
	const struct dirent *entry;
	int n = 0, r = 0;

	if (!stream)
		return -1;
	while (r >= 0 && (errno = 0, (entry = readdir(stream)))) {
		if (!is_facts_file(entry))
			continue;
		n++;
		r = take_facts_entry(run, folder, entry->d_name);
	}
	*ret = r;
	return r >= 0 && errno ? -1 : n;
}

static int take_folder(struct run *run, const char *folder)
{
	int r = 0, n = run->options->json || run->options->verbose
			       ? take_sorted(run, folder, &r)
			       : take_unsorted(run, folder, &r);

	if (n <= 0) {
		fprintf(terminal_errors(), "%s: %s\n", folder,
			n < 0 ? strerror(errno) : "no *.json in this folder");
		run->fleet.unreadable++;
	}
	return r;
}

static int take(struct run *run, const char *path)
{
	struct stat st;

	if (!streq(path, "-") && stat(path, &st) >= 0 && S_ISDIR(st.st_mode))
		return take_folder(run, path);
	return take_file(run, path);
}

static int print_summary(struct run *run)
{
	_cleanup_(json_putp) struct json_object *json = NULL;
	_cleanup_(table_clear) struct table table = { 0 };
	_cleanup_free_ char *line = NULL;

	fleet_sort(&run->fleet);
	if (run->options->json) {
		if (fleet_to_json(&run->fleet, &json) < 0)
			return -ENOMEM;
		json_print_line(json);
		return 0;
	}
	if (fleet_to_line(&run->fleet, &line) < 0 ||
	    fleet_to_table(&run->fleet, &table) < 0)
		return -ENOMEM;
	print("%s\n", line);
	table_print(&table, terminal_output());
	return 0;
}

int cmd_status_fleet(const struct options *options, int argc, char **argv)
{
	_cleanup_(run_clear) struct run run = { .options = options };
	struct problems problems = { 0 };
	int r;

	if (options->facts_file) {
		log_stderr("status takes either --facts or facts files");
		return EXIT_UNUSABLE;
	}
	r = evaluator_open(&options->env, options->quirks_dir, &problems, &run.judge);
	problems_print_some(&problems, terminal_errors());
	problems_clear(&problems);
	if (r < 0 || visible_check_database(options, run.judge.db) < 0)
		return EXIT_UNUSABLE;
	for (int i = 0; i < argc && r >= 0; i++)
		r = take(&run, argv[i]);
	if (r >= 0)
		r = print_summary(&run);
	if (r < 0) {
		log_stderr("%s", strerror(-r));
		return EXIT_UNUSABLE;
	}
	if (run.fleet.unreadable)
		return EXIT_UNUSABLE;
	return fleet_verdict(&run.fleet) >= VERDICT_NEEDS_ACTION ? EXIT_NOT_IN_PLACE
								 : EXIT_IN_PLACE;
}
