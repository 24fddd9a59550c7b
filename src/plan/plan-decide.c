/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/plan-decide.h"

#include <stdarg.h>

#include "base/sanitize.h"
#include "plan/plan-build.h"
#include "plan/plan-match.h"

static bool is_below_kernel(const struct build *build)
{
	return build->path && strncmp(build->path, "kernel/", strlen("kernel/")) == 0;
}

/* The build that would be loaded: depmod's choice; where that is unknown, one of
 * updates/. */
static const struct plan_build *preferred_entry(const struct plan_module *module)
{
	for (size_t i = 0; i < module->n_builds; i++)
		if (module->builds[i].build->preferred)
			return &module->builds[i];
	for (size_t i = 0; i < module->n_builds; i++) {
		const struct build *build = module->builds[i].build;

		if (build->origin == ORIGIN_OUT_OF_TREE ||
		    (build->unreadable && !is_below_kernel(build)))
			return &module->builds[i];
	}
	return &module->builds[0];
}

static bool is_good(const struct plan_build *entry)
{
	return entry->flaw == FLAW_NONE && entry->n_quirks == 0;
}

static int newer(const struct build *a, const struct build *b)
{
	return a->version && b->version ? version_compare(a->version, b->version) : 0;
}

/* Whether A is to stand in rather than B: one made for this release, the kernel's own,
 * the newest. */
static bool is_better(const struct plan_build *a, const struct plan_build *b)
{
	bool a_in_tree = a->build->origin == ORIGIN_IN_TREE;
	bool b_in_tree = b->build->origin == ORIGIN_IN_TREE;

	if (a->other_release != b->other_release)
		return b->other_release;
	if (a_in_tree != b_in_tree)
		return a_in_tree;
	return newer(a->build, b->build) > 0;
}

/* The best of those that could stand in for the preferred one, or NULL. */
static const struct plan_build *find_good(const struct plan_module *module)
{
	const struct plan_build *best = NULL;

	for (size_t i = 0; i < module->n_builds; i++) {
		const struct plan_build *entry = &module->builds[i];

		if (is_good(entry) && (!best || is_better(entry, best)))
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
static const char *why_not_blacklist(struct plan *plan, const struct module *module)
{
	plan->asks_for_root = true;
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

static int set_unkept(struct plan_module *module, const char *pin, const char *path,
		      const char *why)
{
	char *text;

	if (asprintf(&text, "[Pin] %s=%s is not obeyed: %s%s%s", module->module->name,
		     pin, path ?: "", path ? " " : "", why) < 0)
		return -ENOMEM;
	sanitize(text);
	free(module->unkept_pin);
	module->unkept_pin = text;
	return 0;
}

/* The owner's word: 1 when it decided, 0 when there is none that can be kept. */
static int obey_pin(struct plan_module *module, const struct policy *policy,
		    const struct plan_build *preferred)
{
	const struct policy_pin *found = policy_find_pin(policy, module->module->name);
	const char *pin = found ? found->build : NULL;
	int r = 0;

	if (!pin)
		return 0;
	for (size_t i = 0; i < module->n_builds && r >= 0; i++) {
		const struct plan_build *entry = &module->builds[i];
		const struct build *build = entry->build;
		bool kept = entry == preferred;

		if (!is_pinned_to(build, pin))
			continue;
		/* It may know better than we what it loses with a card. */
		if (entry->flaw > (kept ? FLAW_NAME : FLAW_CARD)) {
			r = set_unkept(module, pin, build->path, entry->why);
			continue;
		}
		r = set_decision(module, kept ? DECISION_KEEP : DECISION_PIN, build,
				 "the configuration pins %s to %s%s%s",
				 module->module->name, pin, entry->why ? ", which " : "",
				 entry->why ?: "");
		return r < 0 ? r : 1;
	}
	if (r >= 0 && !module->unkept_pin)
		r = set_unkept(module, pin, NULL, "no such build is on disk");
	return r;
}

static int decide_bad(struct plan *plan, struct plan_module *module,
		      const struct policy *policy, const struct plan_build *bad)
{
	const struct plan_build *good = find_good(module);
	const char *label = build_label(bad->build), *id = bad->quirks[0]->id, *why;
	bool eased = false, shared;
	int r;

	for (size_t i = 0; i < bad->n_quirks; i++)
		eased |= quirk_has_settings(bad->quirks[i],
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

/* Whether a quirk may say to avoid a build of the module of which nothing is known. */
static int may_be_bad(const struct plan *plan, const struct plan_module *module,
		      bool *ret)
{
	const struct driver unknown = { .name = module->module->name };

	*ret = false;
	for (size_t i = 0; i < plan->n_cards && !*ret; i++) {
		const struct plan_card *card = &plan->cards[i];
		int r;

		if (!plan_build_drives(module->module, card->nic))
			continue;
		r = plan_build_suspect(plan, card, &unknown, ret);
		if (r < 0)
			return r;
	}
	return 0;
}

/* "updates/i40e.ko, which is preferred, cannot be read" is no build to be loaded. */
static int decide_unusable(const struct plan *plan, struct plan_module *module,
			   const struct policy *policy,
			   const struct plan_build *preferred)
{
	const struct plan_build *good = find_good(module);
	const char *name = module->module->name;
	const char *path = preferred->build->path ?: "the preferred build";
	bool in_question = policy_find_pin(policy, name) != NULL;
	int r = 0;

	if (!in_question)
		r = may_be_bad(plan, module, &in_question);
	if (r < 0)
		return r;
	if (good && in_question && policy->modules == MODULES_PIN)
		return set_decision(module, DECISION_PIN, good->build,
				    "%s %s; %s serves every card", path, preferred->why,
				    build_label(good->build));
	/* It serves the others. */
	if (preferred->flaw == FLAW_CARD)
		return set_decision(module, DECISION_KEEP, preferred->build,
				    "nothing else is known against %s, but it %s",
				    build_label(preferred->build), preferred->why);
	if (good && policy->modules == MODULES_PIN)
		return set_decision(module, DECISION_WARN, preferred->build,
				    "%s %s; no quirk names %s, so only \"[Pin] "
				    "%s=%s\" would load another",
				    path, preferred->why, name, name,
				    good->build->origin == ORIGIN_IN_TREE
					    ? "in-tree"
					    : good->build->version ?: good->build->path);
	return set_decision(module, DECISION_WARN, preferred->build, "%s %s, %s", path,
			    preferred->why,
			    good ? "and the configuration asks for no other build"
				 : "and nothing can stand in for it");
}

int plan_decide_module(struct plan *plan, struct plan_module *module,
		       const struct policy *policy)
{
	const struct plan_build *preferred = preferred_entry(module);
	int r;

	module->preferred = preferred->build;
	r = obey_pin(module, policy, preferred);
	if (r != 0)
		return r < 0 ? r : 0;
	if (preferred->n_quirks)
		return decide_bad(plan, module, policy, preferred);
	if (preferred->flaw > FLAW_NONE)
		return decide_unusable(plan, module, policy, preferred);
	return set_decision(module, DECISION_KEEP, preferred->build,
			    "nothing is known against %s", build_label(preferred->build));
}
