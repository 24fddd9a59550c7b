/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/plan-text.h"

#include "base/text.h"

int plan_text_ids(const struct plan_card *card, char **ret)
{
	const char *comma = "";
	struct text_buffer text = { 0 };

	for (size_t i = 0; i < card->n_quirks; i++) {
		if (!plan_quirk_is_shown(&card->quirks[i]) || card->quirks[i].skipped)
			continue;
		text_add_all(&text, comma, card->quirks[i].quirk->id);
		comma = ",";
	}
	return text_take(&text, ret);
}

static bool is_named_by(const struct plan_action *action, enum plan_text which)
{
	if (action->overruled)
		return false;
	switch (which) {
	case PLAN_TEXT_NEEDED:
		return action->state == STATE_NEEDED;
	case PLAN_TEXT_CHANGED:
		return action->state == STATE_CHANGED;
	case PLAN_TEXT_TRIED:
		break;
	}
	return action->tried;
}

static void print_plan_action(struct text_buffer *text, const struct plan_action *action)
{
	const char *name = action->name ?: action_type_name(action->action->type);

	if (action->action->type == ACTION_BUILD)
		text_add_all(text, "another build of ", name);
	else
		text_add_all(text, name, " ", on_off(action->want));
	if (!action->tried)
		return;
	if (action->state == STATE_REFUSED)
		text_add(text, " refused");
	if (action->error)
		text_add_all(text, " (", strerror(-action->error), ")");
}

/* The actions of a quirk, parted by commas: whether there are any. */
static bool print_actions(struct text_buffer *text, const char *before,
			  const struct plan_quirk *entry, enum plan_text which)
{
	bool any = false;

	for (size_t i = 0; i < entry->n_actions; i++) {
		if (!is_named_by(&entry->actions[i], which))
			continue;
		if (any)
			text_add(text, ", ");
		else
			text_add_all(text, before, entry->quirk->id, ": ");
		print_plan_action(text, &entry->actions[i]);
		any = true;
	}
	return any;
}

int plan_text_summary(const struct plan_card *card, enum plan_text which, char **ret)
{
	bool any = false;
	struct text_buffer text = { 0 };

	for (size_t i = 0; i < card->n_quirks; i++)
		any |= print_actions(&text, any ? "; " : "", &card->quirks[i], which);
	return text_take(&text, ret);
}

/* "ID step N: SETTING off, ...", or with IN_PLACE "ID step N: in place"; else "". */
static int print_step(const struct plan_quirk *entry, bool in_place, char **ret)
{
	int step = plan_quirk_in_force(entry);
	const char *comma = "";
	struct text_buffer text = { 0 };
	char number[16];

	snprintf(number, sizeof(number), "%d", step < 0 ? 0 : step);
	for (size_t i = 0; i < entry->n_actions; i++) {
		if (!is_named_by(&entry->actions[i], PLAN_TEXT_TRIED))
			continue;
		if (!*comma)
			text_add_all(&text, entry->quirk->id, " step ", number, ": ");
		text_add(&text, comma);
		print_plan_action(&text, &entry->actions[i]);
		comma = ", ";
	}
	if (!*comma && in_place && step >= 0 && plan_quirk_is_confirmable(entry))
		text_add_all(&text, entry->quirk->id, " step ", number, ": in place");
	return text_take(&text, ret);
}

int plan_text_steps(const struct plan_card *card, bool in_place, struct strings *ret)
{
	_cleanup_(strings_clear) struct strings lines = { 0 };
	int r = 0;

	for (size_t i = 0; i < card->n_quirks && r >= 0; i++) {
		_cleanup_free_ char *line = NULL;

		r = print_step(&card->quirks[i], in_place, &line);
		if (r >= 0 && *line)
			r = strings_add(&lines, line);
	}
	if (r < 0)
		return r;
	*ret = lines;
	lines = (struct strings){ 0 };
	return 0;
}

int plan_text_bans(const struct plan *plan, char **ret)
{
	struct text_buffer text = { 0 };

	for (size_t i = 0; i < plan->n_bans; i++) {
		const struct plan_ban *ban = &plan->bans[i];

		text_add_all(&text, ban->name, ": blacklist: ", ban->quirk->id,
			     " wants it kept out of ", ban->card->nic->slot ?: "?", "\n");
	}
	return text_take(&text, ret);
}

int plan_text_place(const struct nic *nic, char **ret)
{
	const char *slot = nic->slot ?: "?";
	struct text_buffer text = { 0 };

	for (size_t i = 0; i < nic->n_ifaces; i++)
		text_add_all(&text, i ? "," : "", nic->ifaces[i].name);
	if (nic->n_ifaces)
		text_add_all(&text, " (", slot, ")");
	else
		text_add(&text, slot);
	return text_take(&text, ret);
}
