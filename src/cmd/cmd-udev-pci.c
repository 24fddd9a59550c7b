/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <sys/prctl.h>

#include "base/capabilities.h"
#include "base/child.h"
#include "base/clock.h"
#include "base/container.h"
#include "base/log.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/context.h"
#include "host/module.h"
#include "modules/modprobe-write.h"
#include "plan/plan-module.h"
#include "quirk/pci-ids.h"

/* Seconds: udev kills what takes minutes, and the card is without a driver meanwhile.
 * What was read of the module files until the first one is decided by. */
#define READ_LIMIT 14
#define TIME_LIMIT 20

static const struct plan_module *module_of_card(const struct plan *plan, const char *slot)
{
	for (size_t i = 0; i < plan->n_modules; i++)
		if (plan_module_drives(plan, &plan->modules[i], slot))
			return &plan->modules[i];
	return NULL;
}

/* Properties for udev; without a word it goes on as ever. */
static void print_properties(const struct plan *plan, const struct plan_module *module,
			     const char *slot)
{
	const char *blank = "NICQUIRK_BLACKLIST=";

	if (!module)
		;
	else if (module->decision == DECISION_PIN)
		print("NICQUIRK_MODULE=pin\nNICQUIRK_LOAD=%s\n", module->chosen->path);
	else if (module->decision == DECISION_BLACKLIST)
		print("NICQUIRK_MODULE=blacklist\n");
	for (size_t i = 0; i < plan->n_bans; i++) {
		if (!streq(plan->bans[i].card->nic->slot, slot))
			continue;
		print("%s%s", blank, plan->bans[i].name);
		blank = " ";
	}
	if (*blank == ' ')
		print("\n");
}

/* Says once what is done: the same card comes by at each "add", of the image and of the
 * root. */
static void log_decision(const struct options *options, const struct context *context,
			 const struct plan_module *module, const char *slot, bool news)
{
	bool dry_run = context->policy->mode == RUN_DRY;

	if (!module || !(news || dry_run))
		return;
	if (module->unkept_pin)
		log_kernel(&options->env, "%s (%s): %s", module->module->name, slot,
			   module->unkept_pin);
	if (module->decision == DECISION_KEEP)
		return;
	if (context->policy->refused)
		log_kernel(&options->env, POLICY_REFUSED, context->policy->refused);
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

/* What the module stage may have to do for a card: another build of its driver, a module
 * to keep out. */
#define MAY_CHOOSE (1U << ACTION_BUILD)
#define MAY_BAN	   (1U << ACTION_BLACKLIST)

static unsigned quirk_demands(const struct quirk *quirk)
{
	return quirk_action_types(quirk, quirk->n_steps) & ACTIONS_ON_MODULES;
}

/* Whether what is asked for may turn on an incident. */
static bool needs_history(const struct quirk_db *db)
{
	for (size_t i = 0; i < db->n; i++)
		if (db->quirks[i]->confirms.n > 0 && quirk_demands(db->quirks[i]))
			return true;
	return false;
}

/* Whether a driver that the quirk names is one of these: true where it names none. */
static bool may_match_driver(const struct quirk *quirk, const struct strings *drivers)
{
	const struct strings *names = &quirk->match[MATCH_DRIVER].strings;
	bool found = names->n == 0;

	for (size_t i = 0; i < names->n; i++)
		found |= strings_contain(drivers, names->list[i]);
	return found;
}

/* What may be asked for on a card that one of these drivers runs, or would run. */
static unsigned card_demands(const struct context *context, const struct plan_card *card,
			     const struct strings *drivers)
{
	unsigned demands = 0;

	for (size_t i = 0; i < card->n_quirks; i++) {
		const struct plan_quirk *entry = &card->quirks[i];

		if (entry->possible && !entry->skipped && entry->acts &&
		    may_match_driver(entry->quirk, drivers))
			demands |= quirk_demands(entry->quirk);
	}
	for (size_t i = 0; i < context->policy->n_pins; i++)
		if (strings_contain(drivers, context->policy->pins[i].module))
			demands |= MAY_CHOOSE;
	return demands;
}

/* Whether one of these drivers leaves a choice: a second build, or one that is not the
 * kernel's. */
static bool has_choice(const struct facts *facts, const struct strings *drivers)
{
	for (size_t i = 0; i < drivers->n; i++) {
		const struct module *module = facts_module(facts, drivers->list[i]);

		if (module &&
		    (module->n_builds > 1 ||
		     (module->n_builds == 1 && strncmp(module->builds[0].path, "kernel/",
						       strlen("kernel/")) != 0)))
			return true;
	}
	return false;
}

/*
 * Whether there is something to decide about the card. Most have no build to avoid, or
 * just one build: they should not pay for a look at the disk, or into the files there. 1,
 * 0 or a negative errno.
 */
static int may_decide(const struct options *options, struct context *context,
		      const char *slot)
{
	const struct plan_card *card = card_at_slot(context->plan, slot);
	_cleanup_(strings_clear) struct strings drivers = { 0 };
	unsigned demands;
	int r;

	if (!card)
		return 0;
	r = module_card_drivers(&options->env, card->nic, /* allowed= */ false, &drivers);
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	demands = card_demands(context, card, &drivers);
	for (size_t i = 0; i < drivers.n; i++)
		log_debug("%s: may be driven by %s", slot, drivers.list[i]);
	log_debug("%s: a choice of builds may be asked for: %s; a module to keep out: %s",
		  slot, demands & MAY_CHOOSE ? "yes" : "no",
		  demands & MAY_BAN ? "yes" : "no");
	if (!demands)
		return 0;
	r = context_add(options, SCAN_BUILDS, context);
	if (r < 0)
		return r;
	return (demands & MAY_BAN) || has_choice(context->facts, &drivers);
}

static int report_decision(const struct options *options, const struct context *context,
			   const char *slot)
{
	const struct plan_module *module = module_of_card(context->plan, slot);
	bool written = false;
	int r;

	if (context->policy->mode != RUN_DRY) {
		r = modprobe_write(&options->env, context->plan, &written);
		if (r < 0)
			log_kernel(&options->env,
				   "cannot write to /run/modprobe.d: %s, ignoring",
				   strerror(-r));
		print_properties(context->plan, module, slot);
	}
	log_decision(options, context, module, slot,
		     written || is_driverless(context->plan, slot));
	return 0;
}

static int decide_for_card(const struct options *options, const char *slot)
{
	_cleanup_(context_clear) struct context context = { 0 };
	int r;

	log_debug_follow_udev(&options->env, NULL);
	r = context_load_of_cards(options, SCAN_NO_HISTORY, &context);
	if (r >= 0 && needs_history(context.db))
		r = context_renew(options, 0, &context);
	if (r < 0 || context.policy->mode == RUN_OFF)
		return r;
	r = may_decide(options, &context, slot);
	/* What an earlier decision left behind may be out of date. */
	if (r < 0 || (r == 0 && !modprobe_is_there(&options->env)))
		return r;
	/* All cards: two functions of one card, and two workers, must come to one answer.
	 */
	r = context_add_modules(options, &context);
	return r < 0 ? r : report_decision(options, &context, slot);
}

struct udev_pci {
	struct options options;
	const char *slot;
};

static int run_udev_pci(void *user)
{
	const struct udev_pci *job = user;

	/* What is decided when udev no longer listens must not be written down. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (decide_for_card(&job->options, job->slot) < 0)
		log_kernel(&job->options.env,
			   "%s: nothing decided, its driver is left to udev", job->slot);
	if (fflush(terminal_output()) == EOF)
		log_stderr("cannot write the output: %s", strerror(errno));
	return EXIT_IN_PLACE;
}

/* A disk that does not answer holds up the process that reads it, and no signal ends it:
 * udev waits for us, not for that. */
static void supervise(struct udev_pci *job)
{
	int r;

	job->options.read_until = clock_ms() + READ_LIMIT * 1000;
	r = child_supervise(run_udev_pci, job, TIME_LIMIT);
	if (r == -ENOMEM)
		run_udev_pci(job);
	else if (r == -ETIME)
		log_kernel(&job->options.env,
			   "%s: nothing decided after %u s, its driver is left to udev",
			   job->slot, TIME_LIMIT);
	else if (r < 0)
		log_kernel(&job->options.env,
			   "%s: crashed over it, its driver is left to udev", job->slot);
}

int cmd_udev_pci(const struct options *options, int argc, char **argv)
{
	const char *slot = argc ? argv[0] : getenv("PCI_SLOT_NAME");

	if (!slot || !pci_slot_is_valid(slot, strlen(slot)) || options->facts_file) {
		log_stderr(
			"udev-pci is run by udev, which names the card in PCI_SLOT_NAME");
		return EXIT_UNUSABLE;
	}
	/* Of the cards that a container shows, none is its own. */
	if (env_is_container(&options->env))
		return EXIT_IN_PLACE;
	/* It decides and writes it down. What it reads for that, module files above all,
	 * is root's. */
	if (env_is_live(&options->env))
		capabilities_keep(0);
	supervise(&(struct udev_pci){ .options = *options, .slot = slot });
	return EXIT_IN_PLACE;
}
