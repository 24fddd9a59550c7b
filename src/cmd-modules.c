/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd.h"
#include "context.h"
#include "json.h"
#include "log.h"
#include "module-text.h"
#include "plan-json.h"
#include "plan-text.h"

static int print_module(const struct plan *plan, const struct plan_module *module)
{
	_cleanup_free_ char *override = NULL;

	if (module_text_print(module, "", stdout) < 0 ||
	    module_text_override(plan, module, &override) < 0)
		return -ENOMEM;
	if (module->decision == DECISION_PIN && override)
		printf("     to have it without nicquirk, in /etc/depmod.d/%s.conf: %s\n",
		       module->module->name, override);
	return 0;
}

static int print_modules(const struct plan *plan)
{
	_cleanup_free_ char *bans = NULL;

	for (size_t i = 0; i < plan->n_modules; i++)
		if (print_module(plan, &plan->modules[i]) < 0)
			return -ENOMEM;
	if (plan_text_bans(plan, &bans) < 0)
		return -ENOMEM;
	fputs(bans, stdout);
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
	/* The names of the cards are in JSON alone, and reading pci.ids takes longer than all else. */
	if (context_load(options, options->json ? SCAN_ALL : SCAN_ALL & ~SCAN_NAMES,
			 &context) < 0)
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
