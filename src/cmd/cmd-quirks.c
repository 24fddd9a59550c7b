/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/log.h"
#include "base/problem.h"
#include "base/table.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/quirk-json.h"
#include "host/json.h"
#include "quirk/quirk-file.h"
#include "quirk/quirk-key.h"

static void print_key_lines(const char *key, const struct strings *texts)
{
	for (size_t i = 0; i < texts->n; i++)
		print("%s=%s\n", key, texts->list[i]);
}

static void print_ids(const struct match *match)
{
	struct match_position position = { 0 };
	const struct pci_id *id;
	char text[PCI_ID_SIZE];

	/* Who reads "@group" wants to know what is in it. */
	if (!strchr(match->text, '@'))
		return;
	fputs("# that is", terminal_output());
	while ((id = match_next_id(match, &position)))
		print(" %s", pci_id_print_pattern(text, id));
	print("\n");
}

static void print_matches(const struct quirk *quirk)
{
	for (enum match_key key = 0; key < MATCH_KEY_MAX; key++) {
		const struct match *match = &quirk->match[key];

		if (!match->text)
			continue;
		if (key == MATCH_SYSTEM) {
			print_key_lines(match_key_name(key), &match->strings);
			continue;
		}
		print("%s=%s\n", match_key_name(key), match->text);
		if (key == MATCH_DEVICE || key == MATCH_SUBSYSTEM)
			print_ids(match);
	}
}

static void print_quirk_action(const struct action *action)
{
	const struct quirk_key *key = quirk_keys;

	while (key->kind != KEY_ACTION || key->which != action->type)
		key++;
	/* What has no choice of on and off has its form for a value, or a name. */
	if (!action->name)
		print("%s=%s\n", key->name, key->form);
	else if (action->type == ACTION_BLACKLIST)
		print("%s=%s\n", key->name, action->name);
	else
		print("%s=%s %s\n", key->name, action->name, on_off(action->on));
}

/* The entry in the form that a quirk file has. */
static void print_quirk_section(const struct quirk *quirk)
{
	unsigned step = 1;

	print("# %s:%u\n[%s]\n", quirk->file, quirk->line, quirk->id);
	print("Title=%s\nSeverity=%s\nEvidence=%s\n", quirk->title,
	      severity_name(quirk->severity), evidence_name(quirk->evidence));
	print_key_lines("Reference", &quirk->references);
	print_matches(quirk);
	for (size_t i = 0; i < quirk->confirms.n; i++)
		print("Confirm=%s\n", incident_kind_name(quirk->confirms.list[i]));
	for (size_t i = 0; i < quirk->symptoms.n; i++)
		print("Symptom=%s\n", incident_kind_name(quirk->symptoms.list[i]));
	for (size_t i = 0; i < quirk->n_actions; i++) {
		if (quirk->actions[i].step != step) {
			step = quirk->actions[i].step;
			print("Step=%u\n", step);
		}
		print_quirk_action(&quirk->actions[i]);
	}
	print_key_lines("Cost", &quirk->costs);
	print_key_lines("Advice", &quirk->advice);
}

static int print_database(const struct quirk_db *db)
{
	_cleanup_(table_clear) struct table table = { 0 };

	if (table_add(&table, (const char *[]){ "ID", "SEVERITY", "EVIDENCE", "TITLE",
						NULL }) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < db->n; i++) {
		const struct quirk *quirk = db->quirks[i];

		if (table_add(&table,
			      (const char *[]){ quirk->id, severity_name(quirk->severity),
						evidence_name(quirk->evidence),
						quirk->title, NULL }) < 0)
			return -ENOMEM;
	}
	table_print(&table, terminal_output());
	return 0;
}

static int print_quirks_json(const struct quirk_db *db, const char *id)
{
	_cleanup_(json_putp) struct json_object *json = NULL;
	int r;

	r = quirk_db_to_json(db, id, &json);
	if (r >= 0)
		json_print(json);
	return r;
}

int cmd_quirks(const struct options *options, int argc, char **argv)
{
	_cleanup_(problems_clear) struct problems problems = { 0 };
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
	const struct quirk *quirk = NULL;
	int r;

	r = quirk_db_load(&options->env, options->quirks_dir, &problems, &db);
	problems_print(&problems, terminal_errors());
	if (r < 0) {
		log_stderr("%s: %s", options->quirks_dir ?: "the database", strerror(-r));
		return EXIT_UNUSABLE;
	}
	if (argc) {
		quirk = quirk_db_find(db, argv[0]);
		if (!quirk) {
			log_stderr("no quirk is called '%s'", argv[0]);
			return EXIT_UNUSABLE;
		}
	}
	if (options->json)
		r = print_quirks_json(db, quirk ? quirk->id : NULL);
	else if (quirk)
		print_quirk_section(quirk);
	else
		r = print_database(db);
	if (r < 0) {
		log_stderr("%s", strerror(-r));
		return EXIT_UNUSABLE;
	}
	return EXIT_IN_PLACE;
}
