/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/plan-module.h"

#include <stdarg.h>

#include "base/sanitize.h"
#include "plan/plan-build.h"
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

	return names[decision];
}

void plan_module_clear(struct plan_module *module)
{
	for (size_t i = 0; i < module->n_builds; i++)
		free(module->builds[i].quirks);
	free(module->builds);
	free(module->reason);
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

static bool has_workaround(const struct quirk *quirk, unsigned step)
{
	for (size_t i = 0; i < quirk->n_actions; i++)
		if (action_is_setting(quirk->actions[i].type) &&
		    quirk->actions[i].step <= step)
			return true;
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

/* The build that would be loaded: depmod's choice; where that is unknown, one of
 * updates/. */
static const struct plan_build *preferred_entry(const struct plan_module *module)
{
	for (size_t i = 0; i < module->n_builds; i++)
		if (module->builds[i].build->preferred)
			return &module->builds[i];
	for (size_t i = 0; i < module->n_builds; i++)
		if (module->builds[i].build->origin == ORIGIN_OUT_OF_TREE)
			return &module->builds[i];
	return module->n_builds ? &module->builds[0] : NULL;
}

static bool is_good(const struct plan_build *entry)
{
	return entry->usable && entry->n_quirks == 0;
}

/* The in-tree build, or else the newest other one, of those that could stand in; or
 * NULL. */
static const struct plan_build *find_good(const struct plan_module *module)
{
	const struct plan_build *best = NULL;

	for (size_t i = 0; i < module->n_builds; i++) {
		const struct plan_build *entry = &module->builds[i];

		if (!is_good(entry))
			continue;
		if (entry->build->origin == ORIGIN_IN_TREE)
			return entry;
		if (!best ||
		    (entry->build->version && best->build->version &&
		     version_compare(entry->build->version, best->build->version) > 0))
			best = entry;
	}
	return best;
}

/* Whether a card without a driver would get one: early in a boot none has any yet. */
static bool has_driver(const struct plan *plan, const struct nic *nic)
{
	for (size_t i = 0; i < plan->facts->n_modules; i++)
		if (plan_build_drives(&plan->facts->modules[i], nic))
			return true;
	return false;
}

/* Whether the build has a card that it drives well: a quirk may be about one model
 * only. */
static int has_good_card(const struct plan *plan, const struct plan_module *module,
			 const struct build *build, bool *ret)
{
	*ret = false;
	for (size_t i = 0; i < plan->n_cards && !*ret; i++) {
		const struct plan_card *card = &plan->cards[i];
		struct plan_build alone = { .build = build };
		int r;

		if (!plan_build_drives(module->module, card->nic) ||
		    !plan_build_serves(build, card->nic))
			continue;
		r = plan_build_ask(plan, module, card, &alone);
		*ret = alone.n_quirks == 0;
		free(alone.quirks);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Whether the host would keep a way to its root and to the world without this module's
 * cards. */
static const char *why_not_blacklist(const struct plan *plan, const struct module *module)
{
	if (plan->facts->root_transport == TRANSPORT_NETWORK)
		return "the root file system is reached over the network";
	if (plan->facts->root_transport == TRANSPORT_UNKNOWN)
		return "how the root file system is reached is unknown";
	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct nic *nic = plan->cards[i].nic;

		if (!plan_build_drives(module, nic) &&
		    (nic->driver || has_driver(plan, nic)))
			return NULL;
	}
	return "the host has no other network card";
}

static bool is_pinned_to(const struct build *build, const char *pin)
{
	if (streq(pin, "in-tree"))
		return build->origin == ORIGIN_IN_TREE;
	return (build->version && streq(build->version, pin)) ||
	       (build->path && streq(build->path, pin));
}

_printf_(4, 5) static int set_decision(struct plan_module *module, enum decision decision,
				       const struct build *chosen, const char *format,
				       ...)
{
	va_list args;
	int r;

	module->decision = decision;
	module->chosen = chosen;
	free(module->reason);
	va_start(args, format);
	r = vasprintf(&module->reason, format, args);
	va_end(args);
	if (r < 0) {
		module->reason = NULL;
		return -ENOMEM;
	}
	/* It becomes a comment, which ends with the line, and it may name a file. */
	sanitize(module->reason);
	return 0;
}

/* How people call a build: by its version, or as the kernel's own. */
static const char *build_label(const struct build *build)
{
	if (build->origin == ORIGIN_IN_TREE)
		return "the in-tree build";
	return build->version ?: build->path ?: "a build";
}

/* The administrator's word: 1 when it decided, 0 when there is none that can be kept. */
static int obey_pin(struct plan_module *module, const struct policy *policy,
		    const struct plan_build *preferred)
{
	const struct policy_pin *pin = policy_find_pin(policy, module->module->name);
	int r;

	for (size_t i = 0; pin && i < module->n_builds; i++) {
		const struct build *build = module->builds[i].build;

		if (!is_pinned_to(build, pin->build) ||
		    (build != preferred->build && !plan_build_is_nameable(build)))
			continue;
		r = set_decision(module,
				 build == preferred->build ? DECISION_KEEP : DECISION_PIN,
				 build, "the configuration pins %s to %s",
				 module->module->name, pin->build);
		return r < 0 ? r : 1;
	}
	return 0;
}

static int decide_bad(const struct plan *plan, struct plan_module *module,
		      const struct policy *policy, const struct plan_build *bad)
{
	const struct plan_build *good = find_good(module);
	const char *label = build_label(bad->build), *id = bad->quirks[0]->id, *why;
	bool eased = false, shared;
	int r;

	for (size_t i = 0; i < bad->n_quirks; i++)
		eased |= has_workaround(bad->quirks[i],
					policy_step(policy, bad->quirks[i]));
	if (policy->modules == MODULES_OFF)
		return set_decision(
			module, DECISION_WARN, bad->build,
			"%s is to be avoided (%s), but the configuration says to leave "
			"modules alone",
			label, id);
	if (policy->modules == MODULES_PIN && good)
		return set_decision(
			module, DECISION_PIN, good->build,
			"%s is to be avoided (%s); %s serves every card that it would",
			label, id, build_label(good->build));
	if (policy->modules <= MODULES_WORKAROUND && eased)
		return set_decision(
			module, DECISION_WORKAROUND, bad->build,
			"%s is to be avoided (%s); %s, so its workaround is applied",
			label, id,
			policy->modules == MODULES_PIN
				? "no other build serves every card"
				: "the configuration asks for no other build");
	r = has_good_card(plan, module, bad->build, &shared);
	if (r < 0)
		return r;
	why = shared ? "it drives another card of the host well"
		     : why_not_blacklist(plan, module->module);
	if (!why)
		return set_decision(
			module, DECISION_BLACKLIST, NULL,
			"%s is to be avoided (%s), nothing can stand in for it, and the "
			"host can do without",
			label, id);
	return set_decision(
		module, DECISION_WARN, bad->build,
		"%s is to be avoided (%s), but nothing can stand in for it and %s", label,
		id, why);
}

static int decide_module(const struct plan *plan, struct plan_module *module,
			 const struct policy *policy)
{
	const struct plan_build *preferred = preferred_entry(module);
	int r;

	r = obey_pin(module, policy, preferred);
	if (r != 0)
		return r < 0 ? r : 0;
	if (preferred->n_quirks)
		return decide_bad(plan, module, policy, preferred);
	return set_decision(module, DECISION_KEEP, preferred->build,
			    "nothing is known against %s", build_label(preferred->build));
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
		r = decide_module(plan, &entry, policy);
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

/* A card without a driver counts with the one that it is about to get. */
static int ask_for_bans(struct plan *plan, const struct plan_card *card,
			const struct plan_quirk *entry)
{
	bool matches = entry->match;
	int r = 0;

	if (entry->skipped || entry->advised)
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
	for (size_t i = 0; i < plan->n_modules; i++)
		if (plan->modules[i].decision == DECISION_WORKAROUND)
			accept_build(plan, &plan->modules[i]);
	for (size_t i = 0; i < plan->n_cards; i++)
		for (size_t j = 0; j < plan->cards[i].n_quirks; j++) {
			int r = ask_for_bans(plan, &plan->cards[i],
					     &plan->cards[i].quirks[j]);

			if (r < 0)
				return r;
		}
	return 0;
}
