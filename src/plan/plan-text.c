/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/plan-text.h"

int plan_text_ids(const struct plan_card *card, char **ret)
{
	const char *comma = "";
	char *text = NULL;
	size_t size;
	FILE *stream;

	stream = open_memstream(&text, &size);
	if (!stream)
		return -ENOMEM;
	for (size_t i = 0; i < card->n_quirks; i++) {
		if (!card->quirks[i].match || card->quirks[i].skipped)
			continue;
		fprintf(stream, "%s%s", comma, card->quirks[i].quirk->id);
		comma = ",";
	}
	return memstream_close(stream, &text, ret);
}

static bool is_summarized(const struct plan_action *action, bool dry_run)
{
	if (action->overruled)
		return false;
	return dry_run ? action->state == STATE_NEEDED : action->tried;
}

static void print_plan_action(FILE *stream, const struct plan_action *action)
{
	const char *name = action->name ?: action_type_name(action->action->type);

	if (action->action->type == ACTION_BUILD)
		fprintf(stream, "another build of %s", name);
	else
		fprintf(stream, "%s %s", name, on_off(action->want));
	if (!action->tried)
		return;
	if (action->state == STATE_REFUSED)
		fputs(" refused", stream);
	if (action->error)
		fprintf(stream, " (%s)", strerror(-action->error));
}

int plan_text_summary(const struct plan_card *card, bool dry_run, char **ret)
{
	const char *semicolon = "";
	char *text = NULL;
	size_t size;
	FILE *stream;

	stream = open_memstream(&text, &size);
	if (!stream)
		return -ENOMEM;
	for (size_t i = 0; i < card->n_quirks; i++) {
		const struct plan_quirk *entry = &card->quirks[i];
		const char *comma = NULL;

		for (size_t j = 0; j < entry->n_actions; j++) {
			if (!is_summarized(&entry->actions[j], dry_run))
				continue;
			if (comma)
				fputs(comma, stream);
			else
				fprintf(stream, "%s%s: ", semicolon, entry->quirk->id);
			print_plan_action(stream, &entry->actions[j]);
			comma = ", ";
			semicolon = "; ";
		}
	}
	return memstream_close(stream, &text, ret);
}

int plan_text_bans(const struct plan *plan, char **ret)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return -ENOMEM;
	for (size_t i = 0; i < plan->n_bans; i++) {
		const struct plan_ban *ban = &plan->bans[i];

		fprintf(stream, "%s: blacklist: %s wants it kept out of %s\n", ban->name,
			ban->quirk->id, ban->card->nic->slot ?: "?");
	}
	return memstream_close(stream, &text, ret);
}

int plan_text_place(const struct nic *nic, char **ret)
{
	const char *slot = nic->slot ?: "?";
	char *text = NULL;
	size_t size;
	FILE *stream;

	stream = open_memstream(&text, &size);
	if (!stream)
		return -ENOMEM;
	for (size_t i = 0; i < nic->n_ifaces; i++)
		fprintf(stream, "%s%s", i ? "," : "", nic->ifaces[i].name);
	if (nic->n_ifaces)
		fprintf(stream, " (%s)", slot);
	else
		fputs(slot, stream);
	return memstream_close(stream, &text, ret);
}
