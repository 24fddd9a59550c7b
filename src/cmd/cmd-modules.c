/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/log.h"
#include "base/problem.h"
#include "base/sanitize.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/context.h"
#include "cmd/plan-json.h"
#include "cmd/visible.h"
#include "host/json.h"
#include "modules/image-builds.h"
#include "plan/module-text.h"
#include "plan/plan-text.h"
#include "quirk/quirk-file.h"

static int print_module(const struct plan *plan, const struct plan_module *module)
{
	_cleanup_free_ char *without = NULL;

	if (module_text_print(module, "", terminal_output()) < 0 ||
	    module_text_without(plan, module, &without) < 0)
		return -ENOMEM;
	if (without)
		print("     to have it without nicquirk%s %s\n",
		      build_is_archived(module->chosen) ? ":" : ",", without);
	return 0;
}

static bool plan_has_module(const struct plan *plan, const struct module *module)
{
	for (size_t i = 0; i < plan->n_modules; i++)
		if (plan->modules[i].module == module)
			return true;
	return false;
}

/* What cannot be read of a driver of which it is not known whether a card needs it. */
static void print_unreadable(const struct plan *plan, const struct module *module)
{
	for (size_t i = 0; i < module->n_builds; i++)
		if (module->builds[i].unreadable && !plan_has_module(plan, module))
			print("%s: %s cannot be read\n", module->name,
			      module->builds[i].path);
}

static int print_all_modules(const struct plan *plan)
{
	_cleanup_free_ char *bans = NULL;

	for (size_t i = 0; i < plan->n_modules; i++)
		if (print_module(plan, &plan->modules[i]) < 0)
			return -ENOMEM;
	for (size_t i = 0; i < plan->facts->n_modules; i++)
		print_unreadable(plan, &plan->facts->modules[i]);
	if (plan_text_bans(plan, &bans) < 0)
		return -ENOMEM;
	fputs(bans, terminal_output());
	if (plan->n_modules == 0)
		print("No build of a network driver is known.\n");
	return 0;
}

/* A line a file: that of depmod's choice, and one that may have to stand in for it. */
static int print_spares(const struct context *context, const struct module *module)
{
	const struct build *preferred;
	int r;

	r = image_builds_preferred(context->facts, context->db, context->policy, module,
				   &preferred);
	for (size_t i = 0; i < module->n_builds && r >= 0 && preferred; i++) {
		bool wanted;

		r = image_builds_is_wanted(context->facts, context->db, context->policy,
					   module, &module->builds[i], &wanted);
		/* A script reads it, word by word. */
		if (r >= 0 && wanted && is_plain_word(preferred->path) &&
		    is_plain_word(module->builds[i].path))
			print("%s %s\n", preferred->path, module->builds[i].path);
	}
	return r;
}

/* Not of this boot's command line, and not of this host's cards: the image is for a later
 * one. */
static int load_spares(const struct options *options, struct problems *problems,
		       struct context *context)
{
	const struct scan scan = { .env = &options->env, .release = options->kernel };
	_cleanup_(strings_clear) struct strings names = { 0 };
	int r;

	r = host_scan(&scan, 0, &context->facts);
	if (r >= 0)
		r = quirk_db_load(&options->env, options->quirks_dir, problems,
				  &context->db);
	if (r >= 0)
		r = policy_load(&options->env, NULL, problems, &context->policy);
	if (r >= 0)
		r = image_builds_drivers(context->db, context->policy, &names);
	if (r >= 0)
		r = host_scan_modules(&scan, &names, context->facts);
	return r;
}

static int list_spares(const struct options *options)
{
	_cleanup_(context_clear) struct context context = { 0 };
	struct problems problems = { 0 };
	int r;

	r = load_spares(options, &problems, &context);
	problems_print_some(&problems, terminal_errors());
	problems_clear(&problems);
	for (size_t i = 0; r >= 0 && i < context.facts->n_modules; i++)
		r = print_spares(&context, &context.facts->modules[i]);
	if (r >= 0)
		return EXIT_IN_PLACE;
	log_stderr("%s", strerror(-r));
	return EXIT_UNUSABLE;
}

int cmd_modules(const struct options *options, int argc _unused_, char **argv _unused_)
{
	_cleanup_(context_clear) struct context context = { 0 };
	_cleanup_(json_putp) struct json_object *json = NULL;
	int r;

	if ((options->kernel || options->spare) && options->facts_file) {
		log_stderr("--%s looks at the disk, which a facts file has not",
			   options->spare ? "spare" : "kernel");
		return EXIT_UNUSABLE;
	}
	if (visible_check_kernel(options) < 0)
		return EXIT_UNUSABLE;
	if (options->spare)
		return list_spares(options);
	/* The names of the cards are in JSON alone, and reading pci.ids takes longer than
	 * all else; to find the root takes libmount, and few builds turn on it. */
	if ((options->json ? context_load(options, SCAN_ALL, &context)
			   : context_load_of_cards(
				     options, SCAN_LINKS | SCAN_BUILDS | SCAN_MODINFO,
				     &context)) < 0 ||
	    (!options->json && context.plan->asks_for_root &&
	     context_add(options, SCAN_ROOT, &context) < 0) ||
	    visible_check(options, &context) < 0)
		return EXIT_UNUSABLE;
	if (options->json) {
		r = plan_to_json(context.plan, &json);
		if (r >= 0)
			json_print(json);
	} else {
		r = print_all_modules(context.plan);
	}
	if (r < 0) {
		log_stderr("%s", strerror(-r));
		return EXIT_UNUSABLE;
	}
	return context_exit_status(&context);
}
