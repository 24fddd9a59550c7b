/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/log.h"
#include "base/table.h"
#include "base/terminal.h"
#include "base/timestamp.h"
#include "cmd/cmd.h"
#include "cmd/confirmed-print.h"
#include "cmd/context.h"
#include "cmd/find-card.h"
#include "cmd/plan-json.h"
#include "cmd/visible.h"
#include "facts/verified-now.h"
#include "host/json.h"
#include "netlink/ethtool.h"
#include "plan/module-text.h"
#include "plan/plan-module.h"
#include "plan/plan-text.h"

static int print_keys(const struct plan_quirk *entry)
{
	_cleanup_(table_clear) struct table table = { 0 };

	for (size_t i = 0; i < entry->n_keys; i++) {
		const struct plan_key *key = &entry->keys[i];
		_cleanup_free_ char *name = NULL, *want = NULL, *have = NULL;

		if (asprintf(&name, "    %s", match_key_name(key->key)) < 0)
			name = NULL;
		if (asprintf(&want, "wants %s", key->want) < 0)
			want = NULL;
		if (asprintf(&have, "has %s", key->have ?: "(unknown)") < 0)
			have = NULL;
		if (!name || !want || !have ||
		    table_add(&table, (const char *[]){ name, want, have,
							key->match ? "match" : "no match",
							NULL }) < 0)
			return -ENOMEM;
	}
	table_print(&table, terminal_output());
	return 0;
}

static void print_planned(const struct plan_action *action)
{
	fputs("    ", terminal_output());
	if (action->iface)
		print("%s ", action->iface->name);
	else if (action_is_setting(action->action->type) &&
		 !action_is_of_card(action->action->type))
		print("(its interface is not here) ");
	if (action->action->type == ACTION_BUILD)
		print("this build of %s is to be avoided", action->name);
	else
		print("%s %s", action->name ?: action_type_name(action->action->type),
		      on_off(action->want));
	if (action->overruled)
		fputs(action->action->type == ACTION_BUILD
			      ? ": stays, with its workaround"
			      : ": overruled, another quirk wants it off",
		      terminal_output());
	else
		print(": %s", action_state_name(action->state));
	if (action->have >= 0 && action->have != action->want)
		print(" (is %s)", on_off(action->have));
	print("\n");
}

/* Whether the card has at present what an action that waits asks for; false where that is
 * not known. */
static bool is_set_as_wanted(const struct plan_quirk *entry, const struct action *action)
{
	bool any = false;

	for (size_t i = entry->n_actions; i < entry->n_all; i++) {
		if (entry->actions[i].action != action)
			continue;
		any |= entry->actions[i].state != STATE_UNSUPPORTED;
		if (!plan_action_is_met(&entry->actions[i]))
			return false;
	}
	return any;
}

static void print_asked(const struct plan_quirk *entry, const struct action *action)
{
	print("    %s", action_type_name(action->type));
	if (action->name)
		print(" %s", action->name);
	print(" %s%s\n", action->type == ACTION_BUILD ? "avoid" : on_off(action->on),
	      is_set_as_wanted(entry, action) ? ": in place" : "");
}

/* When a step is taken that waits. */
static void print_condition(const struct plan_quirk *entry, unsigned step)
{
	const char *id = entry->quirk->id;
	bool climbs = entry->can_confirm && !entry->skipped;

	if (!entry->acts)
		print("  step %u would set%s\n", step,
		      climbs && step == 1 ? ", once confirmed" : "");
	else if (climbs)
		print("  step %u, if it happens again, or \"[Step] %s=%u\" asks for it\n",
		      step, id, step);
	else
		print("  step %u, if \"[Step] %s=%u\" asks for it\n", step, id, step);
}

/* The steps that nobody has asked for yet, or all where nothing is applied. */
static void print_other_steps(const struct plan_quirk *entry)
{
	const struct quirk *quirk = entry->quirk;
	unsigned applied = entry->skipped ? 0 : entry->step;

	for (unsigned step = applied + 1; step <= quirk->n_steps; step++) {
		bool any = false;

		for (size_t i = 0; i < quirk->n_actions; i++) {
			if (quirk->actions[i].step != step)
				continue;
			if (!any)
				print_condition(entry, step);
			print_asked(entry, &quirk->actions[i]);
			any = true;
		}
	}
}

/* Who changed a setting has the last word, and these are the ways to say something else.
 */
static void print_what_was_changed(const struct plan_quirk *entry)
{
	for (size_t i = 0; i < entry->n_actions; i++)
		if (entry->actions[i].state == STATE_CHANGED) {
			print("  changed by somebody since nicquirk set it, and left alone: "
			      "\"nicquirk apply\" sets it\n  again, \"[Skip] Quirk=%s\" in "
			      "nicquirk.conf ends the matter\n",
			      entry->quirk->id);
			return;
		}
}

static const char *headline(const struct plan_quirk *entry)
{
	return plan_quirk_state(entry) ?: "no match";
}

static void print_labelled(const char *label, const struct strings *texts)
{
	for (size_t i = 0; i < texts->n; i++)
		print("  %s: %s\n", label, texts->list[i]);
}

static int explain_quirk(const struct plan *plan, const struct plan_quirk *entry)
{
	const struct quirk *quirk = entry->quirk;
	const bool waits = quirk->confirms.n && !entry->confirmed;

	print("\n%s: ", quirk->id);
	terminal_print_state(headline(entry));
	print("\n");
	print("  %s\n", quirk->title);
	print("  %s, evidence %s, %s:%u\n", severity_name(quirk->severity),
	      evidence_name(quirk->evidence), quirk->file, quirk->line);
	if (print_keys(entry) < 0)
		return -ENOMEM;
	if (entry->match) {
		confirmed_print(plan, entry);
		if (entry->n_actions) {
			print("  step %u of %u", entry->step, quirk->n_steps);
			confirmed_print_reason(entry);
			print("\n");
		}
		for (size_t i = 0; i < entry->n_actions; i++)
			print_planned(&entry->actions[i]);
		print_other_steps(entry);
		print_labelled("cost", &quirk->costs);
		print_what_was_changed(entry);
		print_labelled(waits ? "advice once confirmed" : "advice",
			       &quirk->advice);
		print_labelled("see", &quirk->references);
	}
	return 0;
}

/* What tests under load came to; one for other settings is void, and says so. */
static int print_verified(const struct plan *plan, const struct nic *nic)
{
	for (size_t i = 0; i < nic->verified.n; i++) {
		const struct verified *verified = &nic->verified.list[i];
		_cleanup_free_ char *text = NULL;
		char when[TIMESTAMP_SIZE] = "";

		if (verified_text(verified, &text) < 0)
			return -ENOMEM;
		if (verified->time >= 0)
			timestamp_print(when, verified->time);
		print("  verified: %s; kernel %s, %s%s%s", text,
		      verified->kernel ?: "unknown",
		      verified->driver_origin == ORIGIN_IN_TREE
			      ? "in-tree driver"
			      : verified->driver_version ?: "unknown driver",
		      *when ? ", " : "", when);
		print("%s\n",
		      verified_is_current(plan->facts, nic, verified)
			      ? ""
			      : "; void, as these or the settings are others now");
	}
	return 0;
}

static int print_card(const struct plan *plan, const struct plan_card *card,
		      const struct plan_choice *choice, bool verbose)
{
	const struct driver driver = facts_driver(plan->facts, card->nic);
	size_t n_others = 0;
	_cleanup_free_ char *place = NULL;
	char id[PCI_ID_SIZE];

	if (plan_text_place(card->nic, &place) < 0)
		return -ENOMEM;
	print("%s: ", place);
	terminal_print_state(verdict_name(card->verdict));
	print("\n");
	print("  %s [%s]", card->nic->name ?: "network card",
	      pci_id_print(id, card->nic->vendor, card->nic->device) ?: "unknown ID");
	if (driver.name)
		print(", %s %s (%s)", driver.name, driver.version ?: "of unknown version",
		      origin_name(driver.origin));
	print("\n");
	if (print_verified(plan, card->nic) < 0)
		return -ENOMEM;
	/* What matches is what people look for: the rest only says why it does not. */
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < card->n_quirks; i++) {
			const struct plan_quirk *entry = &card->quirks[i];

			if (entry->match != (pass == 0) ||
			    !plan_choice_takes(choice, card, entry))
				continue;
			if (pass && !verbose && !choice->quirk)
				n_others++;
			else if (explain_quirk(plan, entry) < 0)
				return -ENOMEM;
		}
	if (n_others)
		print("\n%zu quirk%s of this driver or device do%s not match: nicquirk -v "
		      "explain %s\n",
		      n_others, n_others == 1 ? "" : "s", n_others == 1 ? "es" : "",
		      card->nic->n_ifaces ? card->nic->ifaces[0].name
					  : card->nic->slot ?: "");
	return 0;
}

static int print_plan(const struct plan *plan, const struct plan_choice *choice,
		      bool verbose)
{
	bool first = true;

	for (size_t i = 0; i < plan->n_cards; i++) {
		if (!plan_choice_has(choice, plan->cards[i].nic))
			continue;
		if (!first)
			print("\n");
		if (print_card(plan, &plan->cards[i], choice, verbose) < 0)
			return -ENOMEM;
		first = false;
	}
	return 0;
}

/* Whether one of the module's builds is to be avoided because of that quirk. */
static bool speaks_of(const struct plan_module *module, const char *quirk)
{
	for (size_t i = 0; i < module->n_builds; i++)
		for (size_t j = 0; j < module->builds[i].n_quirks; j++)
			if (streq(module->builds[i].quirks[j]->id, quirk))
				return true;
	return false;
}

static bool drives_chosen(const struct plan *plan, const struct plan_module *module,
			  const struct plan_choice *choice)
{
	for (size_t i = 0; i < choice->n_nics; i++)
		if (plan_module_drives(plan, module, choice->nics[i]->slot ?: ""))
			return true;
	return choice->n_nics == 0;
}

/* The builds of a driver, where there is something to be said of them. */
static int print_driver_builds(const struct plan *plan, const struct plan_choice *choice)
{
	for (size_t i = 0; i < plan->n_modules; i++) {
		const struct plan_module *module = &plan->modules[i];
		_cleanup_free_ char *running = NULL;

		if (module_text_running(module, &running) < 0)
			return -ENOMEM;
		if (module->n_builds == 1 && module->decision == DECISION_KEEP &&
		    !running)
			continue;
		if (!drives_chosen(plan, module, choice))
			continue;
		if (choice->quirk && !speaks_of(module, choice->quirk))
			continue;
		print("\n");
		if (module_text_print(module, "", terminal_output()) < 0)
			return -ENOMEM;
	}
	return 0;
}

int cmd_explain(const struct options *options, int argc, char **argv)
{
	_cleanup_(context_clear) struct context context = { 0 };
	_cleanup_(json_putp) struct json_object *json = NULL;
	_cleanup_(found_cards_clear) struct found_cards found = { 0 };
	struct plan_choice choice = { 0 };
	int r;

	if (context_load(options, SCAN_ALL, &context) < 0 ||
	    visible_check(options, &context) < 0)
		return EXIT_UNUSABLE;
	if (argc && find_cards_of_word(options, context.facts, argv[0], &found) < 0)
		return EXIT_UNUSABLE;
	choice.nics = found.nics;
	choice.n_nics = found.n_nics;
	if (argc && found.n_nics == 0) {
		choice.quirk = argv[0];
		if (!quirk_db_find(context.db, argv[0])) {
			log_stderr("no interface, slot or quirk is called '%s'", argv[0]);
			return EXIT_UNUSABLE;
		}
	}
	if (options->json) {
		r = plan_to_explain_json(context.plan, &choice, &json);
		if (r >= 0)
			json_print(json);
	} else {
		if (context.facts->ethtool_missing)
			print(ETHTOOL_MISSING "\n\n");
		r = print_plan(context.plan, &choice, options->verbose);
		if (r >= 0)
			r = print_driver_builds(context.plan, &choice);
	}
	if (r < 0) {
		log_stderr("%s", strerror(-r));
		return EXIT_UNUSABLE;
	}
	return context_exit_status(&context);
}
