/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/capabilities.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/context.h"
#include "modules/modprobe-write.h"
#include "plan/plan-module.h"

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

static const struct plan_module *module_of_card(const struct plan *plan, const char *slot)
{
	for (size_t i = 0; i < plan->n_modules; i++)
		if (plan_module_drives(plan, &plan->modules[i], slot))
			return &plan->modules[i];
	return NULL;
}

/* Properties for udev; without a word it goes on as ever. */
static void tell_udev(const struct plan *plan, const struct plan_module *module,
		      const char *slot)
{
	const char *blank = "NICQUIRK_BLACKLIST=";

	if (!module)
		;
	else if (module->decision == DECISION_PIN)
		printf("NICQUIRK_MODULE=pin\nNICQUIRK_LOAD=%s\n", module->chosen->path);
	else if (module->decision == DECISION_BLACKLIST)
		puts("NICQUIRK_MODULE=blacklist");
	for (size_t i = 0; i < plan->n_bans; i++) {
		if (!streq(plan->bans[i].card->nic->slot, slot))
			continue;
		printf("%s%s", blank, plan->bans[i].name);
		blank = " ";
	}
	if (*blank == ' ')
		putchar('\n');
}

/* Says once what is done: the same card comes by at each "add", of the image and of the
 * root. */
static void tell_people(const struct options *options, const struct context *context,
			const struct plan_module *module, const char *slot, bool news)
{
	bool dry_run = context->policy->mode == RUN_DRY;

	if (!module || module->decision == DECISION_KEEP || !(news || dry_run))
		return;
	log_kernel(&options->env, "%s (%s): %s%s: %s", module->module->name, slot,
		   dry_run ? "would " : "", decision_name(module->decision),
		   module->reason);
}

static const struct plan_card *card_at_slot(const struct plan *plan, const char *slot)
{
	for (size_t i = 0; i < plan->n_cards; i++)
		if (streq(plan->cards[i].nic->slot, slot))
			return &plan->cards[i];
	return NULL;
}

static bool is_driverless(const struct plan *plan, const char *slot)
{
	const struct plan_card *card = card_at_slot(plan, slot);

	return card && !card->nic->driver;
}

static int decide_for_card(const struct options *options, const char *slot)
{
	_cleanup_(context_clear) struct context context = { 0 };
	const struct plan_module *module;
	bool written = false;
	int r;

	/* All cards: two functions of one card, and two workers, must come to one
	 * answer. */
	r = context_load(options, SCAN_BUILDS | SCAN_MODINFO | SCAN_ROOT, &context);
	if (r < 0 || context.policy->mode == RUN_OFF)
		return r;
	module = module_of_card(context.plan, slot);
	if (context.policy->mode != RUN_DRY) {
		r = modprobe_write(&options->env, context.plan, &written);
		if (r < 0)
			log_kernel(&options->env,
				   "cannot write to /run/modprobe.d: %s, ignoring",
				   strerror(-r));
		tell_udev(context.plan, module, slot);
	}
	tell_people(options, &context, module, slot,
		    written || is_driverless(context.plan, slot));
	return 0;
}

/* Whether any driver of the host leaves a choice: a second build, or one that is not the
 * kernel's. */
static bool has_choice(const struct facts *facts)
{
	for (size_t i = 0; i < facts->n_modules; i++) {
		const struct module *module = &facts->modules[i];

		if (module->n_builds > 1 ||
		    (module->n_builds == 1 &&
		     strncmp(module->builds[0].path, "kernel/", strlen("kernel/")) != 0))
			return true;
	}
	return false;
}

/* Whether a driver that the quirk names is one of this host: true where it names none. */
static bool may_match_driver(const struct facts *facts, const struct quirk *quirk)
{
	const struct strings *names = &quirk->match[MATCH_DRIVER].strings;
	bool found = names->n == 0;

	for (size_t i = 0; i < names->n; i++)
		found |= facts_module(facts, names->list[i]) != NULL;
	return found;
}

/* Whether the card may want a module kept out, as far as can be told without a look at
 * builds. */
static bool may_ban(const struct facts *facts, const struct plan_card *card)
{
	for (size_t i = 0; i < card->n_quirks; i++) {
		const struct plan_quirk *entry = &card->quirks[i];

		if (!entry->possible || entry->skipped || entry->advised ||
		    !may_match_driver(facts, entry->quirk))
			continue;
		for (size_t j = 0; j < entry->quirk->n_actions; j++)
			if (entry->quirk->actions[j].type == ACTION_BLACKLIST)
				return true;
	}
	return false;
}

/* Most cards have no build to avoid, or just one build: they should not pay for more. */
static bool may_decide(const struct options *options, const char *slot)
{
	static const unsigned passes[] = { 0, SCAN_BUILDS };

	for (size_t i = 0; i < ARRAY_SIZE(passes); i++) {
		_cleanup_(context_clear) struct context context = { 0 };
		const struct plan_card *card;

		if (context_load(options, passes[i], &context) < 0 ||
		    context.policy->mode == RUN_OFF)
			return false;
		card = card_at_slot(context.plan, slot);
		if (!card || !concerns_modules(card))
			return false;
		if (passes[i] & SCAN_BUILDS)
			return has_choice(context.facts) || may_ban(context.facts, card);
	}
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
	/* It decides and writes it down. What it reads for that, module files above all,
	 * is root's. */
	if (env_is_live(&options->env))
		capabilities_keep(0);
	/* What an earlier decision left behind may be out of date. */
	if ((may_decide(options, slot) || modprobe_is_there(&options->env)) &&
	    decide_for_card(options, slot) < 0)
		log_stderr("%s: nothing decided, ignoring", slot);
	return EXIT_IN_PLACE;
}
