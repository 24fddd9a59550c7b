/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/plan-build.h"

#include <fnmatch.h>
#include <stdarg.h>

#include "base/sanitize.h"
#include "plan/plan-match.h"
#include "quirk/pci-ids.h"

const char *plan_build_verdict(const struct plan_build *entry)
{
	if (entry->n_quirks)
		return "avoid";
	if (entry->flaw == FLAW_UNREADABLE)
		return "unreadable";
	return entry->flaw == FLAW_NONE ? "ok" : "unusable";
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

/* The kernel that a build was made for: its release, then its options. */
struct vermagic {
	const char *release, *options;
	size_t release_length, options_length;
};

static struct vermagic split_vermagic(const char *text)
{
	struct vermagic vermagic = {
		.release = text,
		.release_length = strcspn(text, " "),
	};

	vermagic.options = text + vermagic.release_length;
	vermagic.options += strspn(vermagic.options, " ");
	vermagic.options_length = strlen(vermagic.options);
	while (vermagic.options_length &&
	       vermagic.options[vermagic.options_length - 1] == ' ')
		vermagic.options_length--;
	return vermagic;
}

static bool is_same(const char *a, size_t a_length, const char *b, size_t b_length)
{
	return a_length == b_length && memcmp(a, b, a_length) == 0;
}

static bool is_of_release(const struct vermagic *vermagic, const char *release)
{
	return is_same(vermagic->release, vermagic->release_length, release,
		       strlen(release));
}

/* What the kernel's own modules say that it is; false where none is known. */
static bool find_kernel_vermagic(const struct facts *facts, struct vermagic *ret)
{
	for (size_t i = 0; i < facts->n_modules; i++)
		for (size_t j = 0; j < facts->modules[i].n_builds; j++) {
			const struct build *build = &facts->modules[i].builds[j];

			if (!build->vermagic || build->origin != ORIGIN_IN_TREE)
				continue;
			*ret = split_vermagic(build->vermagic);
			if (is_of_release(ret, facts->kernel))
				return true;
		}
	return false;
}

/*
 * Whether the kernel would take the build, as it compares itself (same_magic() in
 * kernel/module/): by release and options, or where symbols have versions, in the kernel
 * as in the module, by the options alone. Each symbol's version has to fit then, which
 * only the kernel can say.
 */
static bool kernel_takes(const struct build *build, const struct facts *facts,
			 bool *ret_other_release)
{
	struct vermagic vermagic, kernel;
	bool known;

	if (!build->vermagic || !facts->kernel)
		return true;
	vermagic = split_vermagic(build->vermagic);
	known = find_kernel_vermagic(facts, &kernel);
	if (known && !is_same(vermagic.options, vermagic.options_length, kernel.options,
			      kernel.options_length))
		return false;
	if (is_of_release(&vermagic, facts->kernel))
		return true;
	*ret_other_release = known && build->has_symbol_versions &&
			     memmem(kernel.options, kernel.options_length, "modversions",
				    strlen("modversions"));
	return *ret_other_release;
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

	if (asked->skipped || !asked->acts ||
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

int plan_build_suspect(const struct plan *plan, const struct plan_card *card,
		       const struct driver *driver, bool *ret)
{
	*ret = false;
	for (size_t i = 0; i < card->n_quirks && !*ret; i++) {
		_cleanup_(plan_quirk_clear) struct plan_quirk match = { 0 };
		const struct plan_quirk *asked = &card->quirks[i];
		int r;

		if (asked->skipped || !asked->acts ||
		    !quirk_avoids_build(asked->quirk, asked->step))
			continue;
		r = plan_match(asked->quirk, plan->facts, card->nic, driver, &match);
		if (r < 0)
			return r;
		*ret = match.possible;
	}
	return 0;
}

_printf_(3, 4) static int add_flaw(struct plan_build *entry, enum flaw flaw,
				   const char *format, ...)
{
	va_list args;
	int r;

	if (flaw <= entry->flaw)
		return 0;
	entry->flaw = flaw;
	free(entry->why);
	va_start(args, format);
	r = vasprintf(&entry->why, format, args);
	va_end(args);
	if (r < 0) {
		entry->why = NULL;
		return -ENOMEM;
	}
	return 0;
}

static int find_flaws(const struct facts *facts, struct plan_build *entry)
{
	const struct build *build = entry->build;
	int r = 0;

	if (build->unreadable)
		return add_flaw(entry, FLAW_UNREADABLE, "cannot be read");
	if (!kernel_takes(build, facts, &entry->other_release))
		r = add_flaw(entry, FLAW_KERNEL, "was made for kernel %s",
			     build->vermagic);
	if (r >= 0 && build->path && !is_plain_word(build->path))
		r = add_flaw(entry, FLAW_NAME, "has a path that is no plain word");
	return r;
}

int plan_build_evaluate(const struct plan *plan, const struct plan_module *module,
			struct plan_build *entry)
{
	int r = find_flaws(plan->facts, entry);

	for (size_t i = 0; i < plan->n_cards && r >= 0; i++) {
		const struct plan_card *card = &plan->cards[i];
		const struct nic *nic = card->nic;
		char id[PCI_ID_SIZE];

		if (!plan_build_drives(module->module, nic))
			continue;
		if (plan_build_serves(entry->build, nic))
			r = plan_build_ask(plan, module, card, entry);
		else
			r = add_flaw(entry, FLAW_CARD, "does not know %s in %s",
				     pci_id_print(id, nic->vendor, nic->device),
				     nic->slot ?: "?");
	}
	return r;
}
