/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/log.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/context.h"
#include "host/json.h"
#include "lint/lint.h"

#define LINT_SCHEMA "nicquirk.lint/1"

static int add_finding(struct json_object *array, const struct finding *finding)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();

	if (!object || json_add_text(object, "id", lint_name(finding->id)) < 0 ||
	    json_add_text(object, "severity", severity_name(lint_severity(finding->id))) <
		    0 ||
	    json_add_text(object, "file", finding->file) < 0 ||
	    (finding->line &&
	     json_add(object, "line", json_object_new_int64(finding->line)) < 0) ||
	    json_add_text(object, "text", finding->text) < 0 ||
	    json_add_text(object, "advice", lint_advice(finding->id)) < 0)
		return -ENOMEM;
	return json_append(array, TAKE_PTR(object));
}

static int print_findings_json(const struct lint *lint)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	_cleanup_(json_putp) struct json_object *array = json_object_new_array();

	if (!object || !array || json_add_text(object, "schema", LINT_SCHEMA) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < lint->n_findings; i++)
		if (add_finding(array, &lint->findings[i]) < 0)
			return -ENOMEM;
	if (json_add(object, "findings", TAKE_PTR(array)) < 0)
		return -ENOMEM;
	json_print(object);
	return 0;
}

static void print_text(const struct lint *lint)
{
	for (size_t i = 0; i < lint->n_findings; i++) {
		const struct finding *finding = &lint->findings[i];

		fputs(finding->file, terminal_output());
		if (finding->line)
			print(":%u", finding->line);
		print(": %s: %s; %s [%s]\n", severity_name(lint_severity(finding->id)),
		      finding->text, lint_advice(finding->id), lint_name(finding->id));
	}
}

int cmd_lint(const struct options *options, int argc _unused_, char **argv _unused_)
{
	_cleanup_(context_clear) struct context context = { 0 };
	struct problems problems = { 0 };
	struct lint lint = { .env = &options->env, .problems = &problems };
	int r, status;

	if (options->facts_file) {
		log_stderr("lint looks at the disk, which a facts file has not");
		return EXIT_UNUSABLE;
	}
	if (context_load(options, SCAN_LINKS | SCAN_BUILDS | SCAN_MODINFO, &context) < 0)
		return EXIT_UNUSABLE;
	lint.plan = context.plan;
	lint.db = context.db;
	lint.policy = context.policy;
	r = lint_run(&lint);
	if (r >= 0 && options->json)
		r = print_findings_json(&lint);
	else if (r >= 0)
		print_text(&lint);
	/* What could not be read may be what is wrong. */
	problems_print(&problems, terminal_errors());
	status = problems.n	   ? EXIT_UNUSABLE
		 : lint.n_findings ? EXIT_NOT_IN_PLACE
				   : EXIT_IN_PLACE;
	problems_clear(&problems);
	lint_clear(&lint);
	if (r < 0) {
		log_stderr("%s", strerror(-r));
		return EXIT_UNUSABLE;
	}
	return status;
}
