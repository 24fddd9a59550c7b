/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/plan-build.h"

#include <fnmatch.h>

#include "base/sanitize.h"
#include "plan/plan-match.h"

const char *plan_build_verdict(const struct plan_build *entry)
{
	return entry->n_quirks ? "avoid" : entry->usable ? "ok" : "unusable";
}

/*
 * Two of the kernel's pattern parts may be unknown of a card: they are "*" in nearly
 * every alias of a network driver, and then do not count.
 */
bool plan_build_serves(const struct build *build, const struct nic *nic)
{
	char modalias[128];

	if (!build->aliases_known || nic->vendor < 0 || nic->device < 0)
		return true;
	snprintf(modalias, sizeof(modalias),
		 "pci:v%08Xd%08Xsv%08Xsd%08Xbc%02Xsc%02Xi%02X", (unsigned)nic->vendor,
		 (unsigned)nic->device,
		 nic->subsystem_vendor < 0 ? 0 : (unsigned)nic->subsystem_vendor,
		 nic->subsystem_device < 0 ? 0 : (unsigned)nic->subsystem_device,
		 nic->class < 0 ? 2 : (unsigned)nic->class >> 16 & 0xff,
		 nic->class < 0 ? 0 : (unsigned)nic->class >> 8 & 0xff,
		 nic->class < 0 ? 0 : (unsigned)nic->class & 0xff);
	for (size_t i = 0; i < build->aliases.n; i++)
		if (fnmatch(build->aliases.list[i], modalias, 0) == 0)
			return true;
	return false;
}

/* Whether a build was made for this kernel: the first word of its vermagic is the
 * release. */
static bool build_fits(const struct build *build, const struct facts *facts)
{
	size_t length;

	if (!build->vermagic || !facts->kernel)
		return true;
	length = strcspn(build->vermagic, " ");
	return strlen(facts->kernel) == length &&
	       !strncmp(build->vermagic, facts->kernel, length);
}

bool plan_build_drives(const struct module *module, const struct nic *nic)
{
	if (nic->driver)
		return streq(nic->driver, module->name);
	for (size_t i = 0; i < module->n_builds; i++)
		if (module->builds[i].aliases_known &&
		    plan_build_serves(&module->builds[i], nic))
			return true;
	return false;
}

static int add_avoiding_quirk(struct plan_build *entry, const struct quirk *quirk)
{
	const struct quirk **added;

	for (size_t i = 0; i < entry->n_quirks; i++)
		if (entry->quirks[i] == quirk)
			return 0;
	added = array_append(entry->quirks, entry->n_quirks);
	if (!added)
		return -ENOMEM;
	*added = quirk;
	return 0;
}

/* Adds the quirk to the build's where it says, of this card under this build, to avoid
 * it. */
static int ask_quirk(const struct plan *plan, const struct plan_module *module,
		     const struct plan_card *card, const struct plan_quirk *asked,
		     struct plan_build *entry)
{
	const struct driver driver =
		facts_build_driver(plan->facts, module->module, entry->build);
	_cleanup_(plan_quirk_clear) struct plan_quirk match = { 0 };
	int r;

	if (asked->skipped || asked->advised ||
	    !quirk_avoids_build(asked->quirk, asked->step))
		return 0;
	r = plan_match(asked->quirk, plan->facts, card->nic, &driver, &match);
	if (r < 0 || !match.match)
		return r;
	return add_avoiding_quirk(entry, asked->quirk);
}

int plan_build_ask(const struct plan *plan, const struct plan_module *module,
		   const struct plan_card *card, struct plan_build *entry)
{
	int r = 0;

	for (size_t i = 0; i < card->n_quirks && r >= 0; i++)
		r = ask_quirk(plan, module, card, &card->quirks[i], entry);
	return r;
}

bool plan_build_is_nameable(const struct build *build)
{
	return !build->path || is_plain_word(build->path);
}

int plan_build_evaluate(const struct plan *plan, const struct plan_module *module,
			struct plan_build *entry)
{
	entry->usable = build_fits(entry->build, plan->facts) &&
			plan_build_is_nameable(entry->build);
	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct plan_card *card = &plan->cards[i];
		int r;

		if (!plan_build_drives(module->module, card->nic))
			continue;
		if (!plan_build_serves(entry->build, card->nic)) {
			entry->usable = false;
			continue;
		}
		r = plan_build_ask(plan, module, card, entry);
		if (r < 0)
			return r;
	}
	return 0;
}
