/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd.h"
#include "context.h"
#include "log.h"
#include "modprobe.h"
#include "plan-module.h"

/* Whether the database knows of builds to avoid, or modules to keep out, on this card. */
static bool concerns_modules(const struct plan_card *card)
{
	for (size_t i = 0; i < card->n_quirks; i++) {
		const struct plan_quirk *entry = &card->quirks[i];

		if (entry->skipped || entry->advised)
			continue;
		for (size_t j = 0; j < entry->quirk->n_actions; j++)
			if (entry->quirk->actions[j].type == ACTION_BUILD ||
			    entry->quirk->actions[j].type == ACTION_BLACKLIST)
				return true;
	}
	return false;
}

static const struct plan_module *find_module(const struct plan *plan, const char *slot)
{
	for (size_t i = 0; i < plan->n_modules; i++)
		if (plan_module_drives(plan, &plan->modules[i], slot))
			return &plan->modules[i];
	return NULL;
}

/* Properties for udev; without a word it goes on as ever. */
static void tell_udev(const struct plan_module *module)
{
	if (module->decision == DECISION_PIN)
		printf("NICQUIRK_MODULE=pin\nNICQUIRK_LOAD=%s\n", module->chosen->path);
	else if (module->decision == DECISION_BLACKLIST)
		puts("NICQUIRK_MODULE=blacklist");
}

static int decide(const struct options *options, const char *slot)
{
	_cleanup_(context_clear) struct context context = { 0 };
	const struct plan_module *module;
	int r;

	/* All cards: two functions of one card, and two workers, must come to one answer. */
	r = context_load(options, SCAN_BUILDS | SCAN_ROOT, &context);
	if (r < 0)
		return r;
	module = find_module(context.plan, slot);
	if (module && module->decision != DECISION_KEEP)
		log_kernel(&options->env, "%s (%s): %s%s: %s", module->module->name, slot,
			   context.policy->mode == RUN_DRY ? "would " : "",
			   decision_name(module->decision), module->reason);
	if (context.policy->mode == RUN_DRY)
		return 0;
	r = modprobe_write(&options->env, context.plan);
	if (r < 0)
		log_kernel(&options->env, "cannot write to /run/modprobe.d: %s, ignoring",
			   strerror(-r));
	if (module)
		tell_udev(module);
	return 0;
}

/* Most cards have no build to avoid: they should not pay for a look at the disk. */
static bool is_concerned(const struct options *options, const char *slot)
{
	_cleanup_(context_clear) struct context context = { 0 };

	if (context_load(options, 0, &context) < 0 || context.policy->mode == RUN_OFF)
		return false;
	for (size_t i = 0; i < context.plan->n_cards; i++)
		if (streq(context.plan->cards[i].nic->slot, slot))
			return concerns_modules(&context.plan->cards[i]);
	return false;
}

int cmd_udev_pci(const struct options *options, int argc, char **argv)
{
	const char *slot = argc ? argv[0] : getenv("PCI_SLOT_NAME");

	if (!slot || options->facts_file) {
		log_stderr(
			"udev-pci is run by udev, which names the card in PCI_SLOT_NAME");
		return EXIT_UNUSABLE;
	}
	if (is_concerned(options, slot) && decide(options, slot) < 0)
		log_stderr("%s: nothing decided, ignoring", slot);
	return EXIT_IN_PLACE;
}
