/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/plan-module.h"

#include "facts/rdma.h"
#include "plan/plan-action.h"
#include "plan/plan-build.h"
#include "plan/plan-decide.h"
#include "plan/plan-match.h"

const char *decision_name(enum decision decision)
{
	static const char *const names[] = {
		[DECISION_KEEP] = "keep",
		[DECISION_PIN] = "pin",
		[DECISION_WORKAROUND] = "workaround",
		[DECISION_BLACKLIST] = "blacklist",
		[DECISION_WARN] = "warn",
	};
	ASSERT_ROWS(names, DECISION_MAX);

	return names[decision];
}

void plan_module_clear(struct plan_module *module)
{
	for (size_t i = 0; i < module->n_builds; i++) {
		free(module->builds[i].quirks);
		free(module->builds[i].why);
	}
	free(module->builds);
	free(module->reason);
	free(module->unkept_pin);
	*module = (struct plan_module){ 0 };
}

bool plan_module_drives(const struct plan *plan, const struct plan_module *module,
			const char *slot)
{
	for (size_t i = 0; i < plan->n_cards; i++)
		if (streq(plan->cards[i].nic->slot ?: "", slot))
			return plan_build_drives(module->module, plan->cards[i].nic);
	return false;
}

int plan_module_may_match(const struct plan *plan, const struct plan_card *card,
			  const struct plan_quirk *entry, bool *ret)
{
	*ret = false;
	for (size_t i = 0; i < plan->n_modules && !*ret; i++) {
		_cleanup_(plan_quirk_clear) struct plan_quirk match = { 0 };
		const struct plan_module *module = &plan->modules[i];
		struct driver driver;
		int r;

		if (!module->chosen || !plan_build_drives(module->module, card->nic))
			continue;
		driver = facts_build_driver(plan->facts, module->module, module->chosen);
		r = plan_match(entry->quirk, plan->facts, card->nic, &driver, &match);
		if (r < 0)
			return r;
		*ret = match.possible;
	}
	return 0;
}

static bool drives_any(const struct plan *plan, const struct module *module)
{
	for (size_t i = 0; i < plan->n_cards; i++)
		if (plan_build_drives(module, plan->cards[i].nic))
			return true;
	return false;
}

static int add_plan_module(struct plan *plan, const struct module *module,
			   const struct policy *policy)
{
	_cleanup_(plan_module_clear) struct plan_module entry = { .module = module };
	struct plan_module *added;
	int r = 0;

	if (module->n_builds == 0 || !drives_any(plan, module))
		return 0;
	for (size_t i = 0; i < module->n_builds && r >= 0; i++) {
		struct plan_build *build = array_append(entry.builds, entry.n_builds);

		if (!build)
			return -ENOMEM;
		build->build = &module->builds[i];
		r = plan_build_evaluate(plan, &entry, build);
	}
	if (r >= 0)
		r = plan_decide_module(plan, &entry, policy);
	entry.rdma = rdma_find(plan->facts, module->name);
	if (r < 0)
		return r;
	added = array_append(plan->modules, plan->n_modules);
	if (!added)
		return -ENOMEM;
	*added = entry;
	entry = (struct plan_module){ 0 };
	return 0;
}

/* With a workaround decided on, the build stays: what counts is whether its settings are
 * there. */
static void accept_build(struct plan *plan, const struct plan_module *module)
{
	for (size_t i = 0; i < plan->n_cards; i++)
		for (size_t j = 0; j < plan->cards[i].n_quirks; j++) {
			struct plan_quirk *entry = &plan->cards[i].quirks[j];

			for (size_t k = 0; k < entry->n_actions; k++)
				if (entry->actions[k].action->type == ACTION_BUILD &&
				    plan_build_drives(module->module, plan->cards[i].nic))
					entry->actions[k].overruled = true;
		}
}

bool plan_card_is_pending(const struct plan *plan, const struct plan_card *card)
{
	const struct module *loaded =
		card->nic->driver ? facts_module(plan->facts, card->nic->driver) : NULL;

	return !loaded || !loaded->is_loaded;
}

/* The driver of a pending quirk has no card yet to take its name from. */
static void name_builds(struct plan_quirk *entry, const struct plan_module *module)
{
	for (size_t i = 0; i < entry->n_actions; i++)
		if (entry->actions[i].action->type == ACTION_BUILD)
			entry->actions[i].name = module->module->name;
}

/*
 * Lays a quirk that says to avoid a build beside the card again, with the build that
 * would be loaded without us for a driver: where it matches then, the decision rests on
 * it, and it is in force.
 */
static int expect_quirk(struct plan *plan, const struct plan_module *module,
			const struct plan_card *card, struct plan_quirk *entry)
{
	const struct driver driver =
		facts_build_driver(plan->facts, module->module, module->preferred);
	_cleanup_(plan_quirk_clear) struct plan_quirk match = { 0 };
	int r;

	r = plan_match(entry->quirk, plan->facts, card->nic, &driver, &match);
	if (r < 0 || !match.match)
		return r;
	plan_quirk_take_match(entry, &match);
	r = module->decision == DECISION_PIN || module->decision == DECISION_BLACKLIST
		    ? plan_add_build_actions(entry)
		    : plan_add_actions(entry, plan->facts, card->nic);
	plan_choose_actions(entry);
	name_builds(entry, module);
	return r;
}

/* A card that no driver runs yet, as far as is known, has the quirks of the build that is
 * decided against. */
static int expect_build(struct plan *plan, const struct plan_module *module)
{
	for (size_t i = 0; i < plan->n_cards; i++) {
		struct plan_card *card = &plan->cards[i];

		if (!plan_card_is_pending(plan, card) ||
		    !plan_build_drives(module->module, card->nic))
			continue;
		for (size_t j = 0; j < card->n_quirks; j++) {
			struct plan_quirk *entry = &card->quirks[j];
			int r;

			if (entry->match || entry->skipped || !entry->acts ||
			    !quirk_avoids_build(entry->quirk, entry->step))
				continue;
			r = expect_quirk(plan, module, card, entry);
			if (r < 0)
				return r;
		}
	}
	return 0;
}

static int add_bans(struct plan *plan, const struct plan_card *card,
		    const struct plan_quirk *entry)
{
	for (size_t i = 0; i < entry->quirk->n_actions; i++) {
		const struct action *action = &entry->quirk->actions[i];
		struct plan_ban *added;

		if (action->type != ACTION_BLACKLIST || action->step > entry->step)
			continue;
		added = array_append(plan->bans, plan->n_bans);
		if (!added)
			return -ENOMEM;
		*added = (struct plan_ban){
			.name = action->name,
			.card = card,
			.quirk = entry->quirk,
		};
	}
	return 0;
}

/* A card without a driver counts with the one that it will get. */
static int ask_for_bans(struct plan *plan, const struct plan_card *card,
			const struct plan_quirk *entry)
{
	const unsigned types = quirk_action_types(entry->quirk, entry->step);
	bool matches = entry->match;
	int r = 0;

	/* Hardly a quirk has one, and what a card will get takes as long as all else
	 * here. */
	if (entry->skipped || !entry->acts || !(types & 1U << ACTION_BLACKLIST))
		return 0;
	if (!matches && !card->nic->driver)
		r = plan_module_may_match(plan, card, entry, &matches);
	return r >= 0 && matches ? add_bans(plan, card, entry) : r;
}

int plan_decide_modules(struct plan *plan, const struct policy *policy)
{
	for (size_t i = 0; i < plan->facts->n_modules; i++) {
		int r = add_plan_module(plan, &plan->facts->modules[i], policy);

		if (r < 0)
			return r;
	}
	for (size_t i = 0; i < plan->n_modules; i++) {
		struct plan_module *module = &plan->modules[i];
		int r = module->decision == DECISION_KEEP ? 0
							  : expect_build(plan, module);

		if (r < 0)
			return r;
		if (module->decision == DECISION_WORKAROUND)
			accept_build(plan, module);
	}
	for (size_t i = 0; i < plan->n_cards; i++)
		for (size_t j = 0; j < plan->cards[i].n_quirks; j++) {
			int r = ask_for_bans(plan, &plan->cards[i],
					     &plan->cards[i].quirks[j]);

			if (r < 0)
				return r;
		}
	return 0;
}
