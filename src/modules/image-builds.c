/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modules/image-builds.h"

#include "plan/plan-match.h"

static bool is_in_force(const struct quirk *quirk, const struct policy *policy)
{
	return quirk->evidence <= policy->evidence &&
	       !policy_skips_quirk(policy, quirk->id) &&
	       quirk_avoids_build(quirk, policy_step(policy, quirk));
}

int image_builds_drivers(const struct quirk_db *db, const struct policy *policy,
			 struct strings *ret)
{
	struct strings names = { 0 };
	int r = 0;

	for (size_t i = 0; i < db->n; i++) {
		const struct strings *drivers =
			&db->quirks[i]->match[MATCH_DRIVER].strings;

		if (!is_in_force(db->quirks[i], policy))
			continue;
		for (size_t j = 0; j < drivers->n && r >= 0; j++)
			r = strings_add_once(&names, drivers->list[j]);
	}
	for (size_t i = 0; i < policy->n_pins && r >= 0; i++)
		r = strings_add_once(&names, policy->pins[i].module);
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

		if (!is_in_force(db->quirks[i], policy))
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
		if (suspect || policy_find_pin(policy, module->name))
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
	*ret = !build->preferred && (!suspect || policy_find_pin(policy, module->name));
	return 0;
}
