/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/log.h"
#include "base/table.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/confirmed-print.h"
#include "cmd/context.h"
#include "cmd/incidents-print.h"
#include "cmd/plan-json.h"
#include "cmd/preview.h"
#include "cmd/visible.h"
#include "host/json.h"
#include "netlink/ethtool.h"
#include "plan/module-text.h"
#include "plan/plan-text.h"

/* "e1000e 6.8.12-10-pve in-tree", as much of it as is known. */
static int describe_driver(const struct facts *facts, const struct nic *nic, char **ret)
{
	const struct driver driver = facts_driver(facts, nic);
	const char *version = driver.version ?: "";
	const char *origin =
		driver.origin == ORIGIN_UNKNOWN ? "" : origin_name(driver.origin);

	if (!driver.name)
		*ret = strdup("-");
	else if (asprintf(ret, "%s%s%s%s%s", driver.name, *version ? " " : "", version,
			  *origin ? " " : "", origin) < 0)
		*ret = NULL;
	return *ret ? 0 : -ENOMEM;
}

static int describe_interfaces(const struct nic *nic, char **ret)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return -ENOMEM;
	for (size_t i = 0; i < nic->n_ifaces; i++)
		fprintf(stream, "%s%s", i ? "," : "", nic->ifaces[i].name);
	if (nic->n_ifaces == 0)
		fputc('-', stream);
	return memstream_close(stream, &text, ret);
}

/* The quirks that match, each with its state where that is not the card's own. */
static int describe_quirks(const struct plan_card *card, char **ret)
{
	const char *comma = "";
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return -ENOMEM;
	for (size_t i = 0; i < card->n_quirks; i++) {
		const struct plan_quirk *entry = &card->quirks[i];

		if (!plan_quirk_is_shown(entry))
			continue;
		fprintf(stream, "%s%s", comma, entry->quirk->id);
		if (entry->skipped)
			fputs(" (skipped)", stream);
		else if (entry->verdict != card->verdict)
			fprintf(stream, " (%s)", verdict_name(entry->verdict));
		comma = ", ";
	}
	if (!*comma)
		fputc('-', stream);
	return memstream_close(stream, &text, ret);
}

static int add_card(struct table *table, const struct facts *facts,
		    const struct plan_card *card, bool verbose)
{
	_cleanup_free_ char *driver = NULL, *interfaces = NULL, *quirks = NULL;
	const struct nic *nic = card->nic;
	char id[PCI_ID_SIZE];

	if (describe_driver(facts, nic, &driver) < 0 ||
	    describe_interfaces(nic, &interfaces) < 0 ||
	    describe_quirks(card, &quirks) < 0)
		return -ENOMEM;
	return table_add(
		table,
		(const char *[]){ nic->slot ?: "-",
				  pci_id_print(id, nic->vendor, nic->device) ?: "-",
				  interfaces, driver, verdict_name(card->verdict), quirks,
				  verbose ? nic->name ?: "-" : NULL, NULL });
}

static int print_table(const struct context *context, bool verbose)
{
	_cleanup_(table_clear) struct table table = { 0 };

	if (table_add(&table,
		      (const char *[]){ "SLOT", "DEVICE", "INTERFACE", "DRIVER", "STATE",
					"QUIRKS", verbose ? "NAME" : NULL, NULL }) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < context->plan->n_cards; i++)
		if (add_card(&table, context->facts, &context->plan->cards[i], verbose) <
		    0)
			return -ENOMEM;
	table_print(&table, terminal_output());
	return 0;
}

static int print_decisions(const struct plan *plan)
{
	_cleanup_free_ char *bans = NULL;

	if (plan_text_bans(plan, &bans) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < plan->n_modules; i++) {
		const struct plan_module *module = &plan->modules[i];
		_cleanup_free_ char *running = NULL;

		if (module->decision != DECISION_KEEP)
			print("%s: %s: %s\n", module->module->name,
			      decision_name(module->decision), module->reason);
		if (module->unkept_pin)
			print("%s\n", module->unkept_pin);
		if (module_text_running(module, &running) < 0)
			return -ENOMEM;
		if (running)
			print("%s\n", running);
	}
	fputs(bans, terminal_output());
	return 0;
}

/* A line for each quirk that the host's own log has confirmed. */
static int print_confirmed(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct plan_card *card = &plan->cards[i];
		_cleanup_free_ char *place = NULL;

		if (plan_text_place(card->nic, &place) < 0)
			return -ENOMEM;
		for (size_t j = 0; j < card->n_quirks; j++) {
			const struct plan_quirk *entry = &card->quirks[j];

			if (!entry->confirmed || !plan_quirk_is_shown(entry))
				continue;
			print("%s: %s confirmed: ", place, entry->quirk->id);
			confirmed_print_line(plan, entry);
			print("\n");
		}
	}
	return 0;
}

/* Whether apply would set it, also what was changed since. */
static bool wants_apply(const struct plan_action *action)
{
	return !action->overruled && action_is_setting(action->action->type) &&
	       (action->state == STATE_NEEDED || action->state == STATE_CHANGED);
}

/* Marks in WANTED the interfaces of a card on which apply has something to set: what is
 * the card's own is set with the first of them as well as with any. */
static void find_wanted(const struct plan_card *card, bool *wanted)
{
	bool all = false;

	for (size_t i = 0; i < card->n_quirks; i++)
		for (size_t j = 0; j < card->quirks[i].n_actions; j++) {
			const struct plan_action *action = &card->quirks[i].actions[j];

			if (!wants_apply(action))
				continue;
			if (action->iface)
				wanted[action->iface - card->nic->ifaces] = true;
			else
				all = true;
		}
	for (size_t i = 0; all && i < card->nic->n_ifaces; i++)
		wanted[i] = true;
}

/* The line to type next, under the worst that there is. */
static void print_next(const struct plan *plan)
{
	bool any = false;

	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct nic *nic = plan->cards[i].nic;
		_cleanup_free_ bool *wanted = calloc(nic->n_ifaces + 1, sizeof(*wanted));

		if (wanted)
			find_wanted(&plan->cards[i], wanted);
		for (size_t j = 0; wanted && j < nic->n_ifaces; j++) {
			if (!wanted[j])
				continue;
			print("%s %s", any ? "" : "Next: nicquirk apply",
			      nic->ifaces[j].name);
			any = true;
		}
	}
	if (any)
		print("\n");
	else if (plan->verdict == VERDICT_NEEDS_ACTION)
		print("Next: nicquirk modules\n");
	else if (plan->verdict == VERDICT_FAILED)
		print("Next: nicquirk explain\n");
	else if (plan->verdict == VERDICT_WATCHED)
		print("Next, if a card has hung here before: nicquirk incidents --import\n");
}

/* Under another kernel nothing can be set by hand. */
static void print_preview(const struct plan *plan, const char *release)
{
	if (plan->verdict == VERDICT_NEEDS_ACTION)
		print("The boot into %s sees to what needs action\n", release);
	else
		print("Nothing is to be set under %s\n", release);
}

int cmd_status(const struct options *options, int argc, char **argv)
{
	_cleanup_(context_clear) struct context context = { 0 };
	_cleanup_(json_putp) struct json_object *json = NULL;
	int r;

	if (options->kernel && (argc || options->facts_file)) {
		log_stderr("--kernel looks at the disk, which a facts file has not");
		return EXIT_UNUSABLE;
	}
	if (argc)
		return cmd_status_fleet(options, argc, argv);
	if (context_load(options, SCAN_ALL, &context) < 0 ||
	    visible_check(options, &context) < 0 ||
	    (options->kernel && preview_boot(options, &context) < 0))
		return EXIT_UNUSABLE;
	if (options->json) {
		r = plan_to_json(context.plan, &json);
		if (r >= 0)
			json_print(json);
	} else if (context.plan->n_cards == 0) {
		r = 0;
		print("No PCI network card.\n");
	} else {
		r = print_table(&context, options->verbose);
		if (r >= 0 && context.facts->ethtool_missing)
			print(ETHTOOL_MISSING "\n");
		if (r >= 0)
			r = print_decisions(context.plan);
		if (r >= 0)
			r = print_confirmed(context.plan);
		if (r >= 0)
			r = incidents_print_replaced(context.facts, terminal_output());
		if (r >= 0 && options->kernel)
			print_preview(context.plan, options->kernel);
		else if (r >= 0)
			print_next(context.plan);
	}
	if (r < 0) {
		log_stderr("%s", strerror(-r));
		return EXIT_UNUSABLE;
	}
	return context_exit_status(&context);
}
