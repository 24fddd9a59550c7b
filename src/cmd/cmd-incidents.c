/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/log.h"
#include "base/problem.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/context.h"
#include "cmd/incidents-print.h"
#include "diagnose/diagnosis.h"
#include "diagnose/import-death.h"
#include "diagnose/import-journal.h"
#include "diagnose/import-store.h"
#include "diagnose/import-text.h"
#include "facts/incident-store.h"
#include "host/facts-json.h"
#include "host/json.h"
#include "host/redact.h"

/* Whether the quirk may be of that card under another kernel or driver, too. */
static bool may_ever_match(const struct plan_quirk *entry)
{
	for (size_t i = 0; i < entry->n_keys; i++) {
		const struct plan_key *key = &entry->keys[i];

		if ((key->key == MATCH_DEVICE || key->key == MATCH_SUBSYSTEM ||
		     key->key == MATCH_DRIVER) &&
		    key->have && !key->match)
			return false;
	}
	return true;
}

/*
 * What a quirk waits for that the card may have. Hangs and lost links are of interest
 * whether or not one does: they are what people look for.
 */
static bool is_wanted_kind(const struct nic *nic, const char *kind, void *user)
{
	const struct plan *plan = user;
	enum incident_kind wanted;

	if (str_in_set(kind, "tx-hang", "link-lost"))
		return true;
	if (incident_kind_find(kind, &wanted) < 0)
		return false;
	for (size_t i = 0; i < plan->n_cards; i++)
		for (size_t j = 0;
		     plan->cards[i].nic == nic && j < plan->cards[i].n_quirks; j++) {
			const struct plan_quirk *entry = &plan->cards[i].quirks[j];

			if (incident_kinds_contain(&entry->quirk->confirms, wanted) &&
			    may_ever_match(entry))
				return true;
		}
	return false;
}

/* JSON has the standard output for itself. */
static FILE *output_for_people(const struct options *options)
{
	return options->facts_file || options->json ? terminal_errors()
						    : terminal_output();
}

static int read_log_text(const struct options *options, const char *file,
			 struct log_import *import)
{
	_cleanup_(log_reader_closep) struct log_reader *reader = NULL;
	_cleanup_(needles_freep) struct needles *needles = NULL;
	const char *name = streq(file, "-") ? "standard input" : file;
	int r;

	r = symptom_needles(true, &needles);
	if (r >= 0)
		r = log_reader_open(&options->env, file, needles, &reader);
	if (r >= 0)
		r = import_text(reader, import);
	if (r < 0)
		log_stderr("%s: %s", name, log_reader_error(r));
	return r;
}

/* A text carries no proof of the host that it comes from: 1 yes, 0 no, or -EINVAL. */
static int ask_person(const struct options *options, const char *file)
{
	char answer[16];

	if (options->yes)
		return 1;
	if (streq(file, "-") || !isatty(STDIN_FILENO)) {
		log_stderr("was this logged on this host? Answer with --yes");
		return -EINVAL;
	}
	fputs("Was this logged on this host? [y/N] ", terminal_errors());
	fflush(terminal_errors());
	if (!fgets(answer, sizeof(answer), stdin))
		return 0;
	return *answer == 'y' || *answer == 'Y';
}

/* Adds what was found to the facts, and on this host to the store. */
static int keep_incidents(const struct options *options, const struct log_import *import,
			  const char *cursor)
{
	struct problems problems = { 0 };
	size_t n_new, n_changed;
	int r;

	r = log_import_merge(import, &n_new, &n_changed);
	if (r >= 0 && !options->facts_file)
		r = import_store(&options->env, &problems, import, cursor);
	problems_print(&problems, terminal_errors());
	problems_clear(&problems);
	if (r < 0)
		log_stderr("cannot keep the incidents: %s", strerror(-r));
	return r;
}

static bool has_news(const struct log_import_result *result, const struct nic *nic)
{
	for (size_t i = 0; i < result->n; i++)
		if (result->list[i].nic == nic &&
		    result->list[i].incident.lines > result->list[i].known_lines)
			return true;
	return false;
}

/* What follows from the incidents for the cards that have new ones. */
static void print_consequence(const struct options *options,
			      const struct context *context,
			      const struct log_import_result *result)
{
	_cleanup_(plan_freep) struct plan *plan = NULL;

	if (options->facts_file ||
	    plan_make(context->facts, context->db, context->policy, &plan) < 0)
		return;
	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct nic *nic = plan->cards[i].nic;
		const char *name = nic->n_ifaces ? nic->ifaces[0].name : nic->slot;

		if (!has_news(result, nic) || !name ||
		    plan->cards[i].verdict != VERDICT_NEEDS_ACTION)
			continue;
		fprintf(output_for_people(options),
			"%s is cured from the next boot on; now: nicquirk apply%s%s\n",
			name, nic->n_ifaces ? " " : "", nic->n_ifaces ? name : "");
	}
}

static int import_file(const struct options *options, const char *file,
		       struct context *context)
{
	_cleanup_(log_import_freep) struct log_import *import = NULL;
	int r;

	r = log_import_new(context->facts, true, is_wanted_kind, context->plan, &import);
	if (r >= 0)
		r = read_log_text(options, file, import);
	/* A pipe cannot be read twice. */
	if (r >= 0 && !streq(file, "-"))
		r = import_deaths(&options->env, file, context->facts, import, NULL,
				  "file-", -1);
	if (r < 0)
		return EXIT_UNUSABLE;
	imported_print(log_import_result(import), output_for_people(options));
	if (log_import_result(import)->n) {
		r = ask_person(options, file);
		if (r <= 0)
			return r < 0 ? EXIT_UNUSABLE : EXIT_NOT_IN_PLACE;
	}
	if (keep_incidents(options, import, NULL) < 0)
		return EXIT_UNUSABLE;
	print_consequence(options, context, log_import_result(import));
	return EXIT_IN_PLACE;
}

static int read_store_cursor(const struct options *options, char **ret)
{
	struct incident_store store = { 0 };
	int r = incident_store_read(&options->env, NULL, &store);

	if (r >= 0)
		*ret = TAKE_PTR(store.cursor);
	incident_store_clear(&store);
	return r;
}

static int import_from_journal(const struct options *options, struct context *context)
{
	_cleanup_(log_import_freep) struct log_import *import = NULL;
	_cleanup_free_ char *cursor = NULL, *newest = NULL;
	int r;

	r = read_store_cursor(options, &cursor);
	if (r >= 0)
		r = log_import_new(context->facts, false, is_wanted_kind, context->plan,
				   &import);
	if (r >= 0)
		r = import_journal(&options->env, context->facts, cursor, import,
				   &newest);
	if (r == -ENOENT)
		log_stderr("no journalctl here; give it a log: "
			   "dmesg | nicquirk incidents --import -");
	else if (r < 0)
		log_stderr("cannot read the journal: %s", strerror(-r));
	if (r < 0)
		return EXIT_UNUSABLE;
	imported_print(log_import_result(import), output_for_people(options));
	if (keep_incidents(options, import, newest) < 0)
		return EXIT_UNUSABLE;
	print_consequence(options, context, log_import_result(import));
	return EXIT_IN_PLACE;
}

static const struct nic *find_card_named(const struct facts *facts, const char *name)
{
	for (size_t i = 0; i < facts->n_nics; i++) {
		const struct nic *nic = &facts->nics[i];

		if (nic->slot &&
		    (streq(nic->slot, name) ||
		     (strncmp(nic->slot, "0000:", 5) == 0 && streq(nic->slot + 5, name))))
			return nic;
		for (size_t j = 0; j < nic->n_ifaces; j++)
			if (streq(nic->ifaces[j].name, name))
				return nic;
	}
	return NULL;
}

static int forget_incidents(const struct options *options, const struct context *context)
{
	const char *name = options->forget;
	const struct nic *nic = NULL;
	struct problems problems = { 0 };
	int r;

	if (!streq(name, "all")) {
		nic = find_card_named(context->facts, name);
		if (!nic) {
			log_stderr("no PCI network card is in the slot, or has the "
				   "interface, '%s'",
				   name);
			return EXIT_UNUSABLE;
		}
	}
	r = import_forget(&options->env, &problems, nic);
	problems_print(&problems, terminal_errors());
	problems_clear(&problems);
	if (r < 0) {
		log_stderr("cannot change the incidents: %s", strerror(-r));
		return EXIT_UNUSABLE;
	}
	if (!options->json)
		print("%d incident%s forgotten.\n", r, r == 1 ? "" : "s");
	return EXIT_IN_PLACE;
}

static int show(const struct options *options, const struct context *context)
{
	_cleanup_(json_putp) struct json_object *json = NULL;
	int r = 0;

	if (options->facts_file && options->import)
		r = redact_facts(context->facts) ?: facts_to_json(context->facts, &json);
	else if (options->json)
		r = incidents_to_json(context->facts, &json);
	if (r < 0) {
		log_stderr("%s", strerror(-r));
		return EXIT_UNUSABLE;
	}
	if (json) {
		json_print(json);
		return EXIT_IN_PLACE;
	}
	incidents_print(context->facts, terminal_output());
	r = incidents_print_replaced(context->facts, terminal_output());
	return r < 0 ? EXIT_UNUSABLE : EXIT_IN_PLACE;
}

static const char *find_misuse(const struct options *options, const char *file)
{
	if (file && !options->import)
		return "a FILE needs --import";
	if (options->import && options->forget)
		return "either --import or --forget";
	if (options->facts_file && options->forget)
		return "--forget is for this host alone";
	if (options->facts_file && options->import && !file)
		return "with --facts, --import needs a FILE";
	if (options->facts_file && file && streq(file, "-") &&
	    streq(options->facts_file, "-"))
		return "facts and log cannot both be standard input";
	return NULL;
}

int cmd_incidents(const struct options *options, int argc, char **argv)
{
	_cleanup_(context_clear) struct context context = { 0 };
	const char *file = argc ? argv[0] : NULL;
	const char *misuse = find_misuse(options, file);
	int status;

	if (misuse) {
		log_stderr("%s", misuse);
		return EXIT_UNUSABLE;
	}
	if (context_load(options, SCAN_ALL, &context) < 0)
		return EXIT_UNUSABLE;
	if (options->forget)
		return forget_incidents(options, &context);
	if (!options->import)
		return show(options, &context);
	status = file ? import_file(options, file, &context)
		      : import_from_journal(options, &context);
	return status == EXIT_IN_PLACE && (options->json || options->facts_file)
		       ? show(options, &context)
		       : status;
}
