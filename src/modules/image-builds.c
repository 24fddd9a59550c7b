/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modules/image-builds.h"

#include "plan/plan-match.h"

static bool asks_to_avoid(const struct quirk *quirk, const struct policy *policy)
{
	if (quirk->evidence > policy->evidence ||
	    strings_contain(&policy->skip_quirks, quirk->id))
		return false;
	for (size_t i = 0; i < quirk->n_actions; i++)
		if (quirk->actions[i].type == ACTION_BUILD &&
		    quirk->actions[i].step <= policy_step(policy, quirk))
			return true;
	return false;
}

static bool is_pinned(const struct policy *policy, const struct module *module)
{
	for (size_t i = 0; i < policy->n_pins; i++)
		if (streq(policy->pins[i].module, module->name))
			return true;
	return false;
}

static int add_name(struct strings *names, const char *name)
{
	return strings_contain(names, name) ? 0 : strings_add(names, name);
}

int image_builds_drivers(const struct quirk_db *db, const struct policy *policy,
			 struct strings *ret)
{
	struct strings names = { 0 };
	int r = 0;

	for (size_t i = 0; i < db->n; i++) {
		const struct strings *drivers =
			&db->quirks[i]->match[MATCH_DRIVER].strings;

		if (!asks_to_avoid(db->quirks[i], policy))
			continue;
		for (size_t j = 0; j < drivers->n && r >= 0; j++)
			r = add_name(&names, drivers->list[j]);
	}
	for (size_t i = 0; i < policy->n_pins && r >= 0; i++)
		r = add_name(&names, policy->pins[i].module);
	if (r < 0) {
		strings_clear(&names);
		return r;
	}
	*ret = names;
	return 0;
}

/* Whether a quirk would have the build avoided on a card of which nothing is known
 * yet. */
static int is_suspect(const struct facts *facts, const struct quirk_db *db,
		      const struct policy *policy, const struct module *module,
		      const struct build *build, bool *ret)
{
	const struct driver driver = facts_build_driver(facts, module, build);
	struct nic nic = {
		.driver = module->name,
		.vendor = -1,
		.device = -1,
		.subsystem_vendor = -1,
		.subsystem_device = -1,
		.revision = -1,
		.class = -1,
	};

	*ret = false;
	for (size_t i = 0; i < db->n && !*ret; i++) {
		_cleanup_(plan_quirk_clear) struct plan_quirk match = { 0 };
		int r;

		if (!asks_to_avoid(db->quirks[i], policy))
			continue;
		r = plan_match(db->quirks[i], facts, &nic, &driver, &match);
		if (r < 0)
			return r;
		*ret = match.possible;
	}
	return 0;
}

int image_builds_preferred(const struct facts *facts, const struct quirk_db *db,
			   const struct policy *policy, const struct module *module,
			   const struct build **ret)
{
	*ret = NULL;
	for (size_t i = 0; i < module->n_builds; i++) {
		bool suspect;
		int r;

		if (!module->builds[i].preferred)
			continue;
		r = is_suspect(facts, db, policy, module, &module->builds[i], &suspect);
		if (r < 0)
			return r;
		if (suspect || is_pinned(policy, module))
			*ret = &module->builds[i];
		break;
	}
	return 0;
}

int image_builds_is_wanted(const struct facts *facts, const struct quirk_db *db,
			   const struct policy *policy, const struct module *module,
			   const struct build *build, bool *ret)
{
	bool suspect;
	int r;

	r = is_suspect(facts, db, policy, module, build, &suspect);
	if (r < 0)
		return r;
	/* A pin may be to any, bad or not. */
	*ret = !build->preferred && (!suspect || is_pinned(policy, module));
	return 0;
}
