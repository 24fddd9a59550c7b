/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd.h"
#include "context.h"
#include "json.h"
#include "log.h"
#include "plan-json.h"
#include "table.h"

static int add_build(struct table *table, const struct plan_module *module,
		     const struct plan_build *entry)
{
	const struct build *build = entry->build;
	bool chosen = build == module->chosen;

	return table_add(
		table,
		(const char *[]){ chosen ? "  *" : "   ", build->path ?: "-",
				  build->version ?: "-", origin_name(build->origin),
				  build->preferred ? "preferred" : "",
				  plan_build_verdict(entry),
				  entry->n_quirks ? entry->quirks[0]->id : "-", NULL });
}

static int print_module(const struct plan_module *module)
{
	_cleanup_(table_clear) struct table table = { 0 };

	printf("%s: %s: %s\n", module->module->name, decision_name(module->decision),
	       module->reason);
	for (size_t i = 0; i < module->n_builds; i++)
		if (add_build(&table, module, &module->builds[i]) < 0)
			return -ENOMEM;
	table_print(&table, stdout);
	return 0;
}

static int print_modules(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_modules; i++)
		if (print_module(&plan->modules[i]) < 0)
			return -ENOMEM;
	if (plan->n_modules == 0)
		puts("No build of a network driver is known.");
	return 0;
}

int cmd_modules(const struct options *options, int argc _unused_, char **argv _unused_)
{
	_cleanup_(context_clear) struct context context = { 0 };
	_cleanup_(json_putp) struct json_object *json = NULL;
	int r;

	if (options->kernel && options->facts_file) {
		log_stderr("--kernel looks at the disk, which a facts file has not");
		return EXIT_UNUSABLE;
	}
	if (context_load(options, SCAN_ALL, &context) < 0)
		return EXIT_UNUSABLE;
	if (options->json) {
		r = plan_to_json(context.plan, &json);
		if (r >= 0)
			json_print(json);
	} else {
		r = print_modules(context.plan);
	}
	if (r < 0) {
		log_stderr("%s", strerror(-r));
		return EXIT_UNUSABLE;
	}
	return context_exit_status(&context);
}
