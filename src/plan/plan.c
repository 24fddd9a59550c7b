/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/plan.h"

#include "base/fnv.h"
#include "base/name-set.h"
#include "facts/nic.h"
#include "plan/plan-action.h"
#include "plan/plan-build.h"
#include "plan/plan-confirm.h"
#include "plan/plan-match.h"
#include "plan/plan-module.h"

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_OK] = "ok",
		[VERDICT_WATCHED] = "watched",
		[VERDICT_ADVICE] = "advice",
		[VERDICT_MITIGATED] = "mitigated",
		[VERDICT_NEEDS_ACTION] = "needs-action",
		[VERDICT_FAILED] = "failed",
	};
	ASSERT_ROWS(names, VERDICT_MAX);

	return names[verdict];
}

const char *action_state_name(enum action_state state)
{
	static const char *const names[] = {
		[STATE_NEEDED] = "needed",   [STATE_DONE] = "done",
		[STATE_ALREADY] = "already", [STATE_FIXED] = "fixed",
		[STATE_REFUSED] = "refused", [STATE_UNSUPPORTED] = "unsupported",
		[STATE_CHANGED] = "changed",
	};
	ASSERT_ROWS(names, STATE_COUNT);

	return names[state];
}

bool plan_action_is_met(const struct plan_action *action)
{
	switch (action->state) {
	case STATE_DONE:
	case STATE_ALREADY:
	case STATE_FIXED:
		return true;
	case STATE_UNSUPPORTED:
		/* What is not there cannot be on. */
		return !action->want;
	case STATE_NEEDED:
	case STATE_REFUSED:
	case STATE_CHANGED:
	case STATE_COUNT:
		return false;
	}
	return false;
}

bool plan_quirk_is_confirmable(const struct plan_quirk *entry)
{
	return entry->possible && !entry->skipped && entry->can_confirm;
}

bool plan_quirk_is_shown(const struct plan_quirk *entry)
{
	return entry->match && (entry->skipped || entry->verdict != VERDICT_OK);
}

bool plan_card_is_confirmable(const struct plan_card *card)
{
	for (size_t i = 0; i < card->n_quirks; i++)
		if (plan_quirk_is_confirmable(&card->quirks[i]))
			return true;
	return false;
}

/* As it is wanted right now, or not there: 1; otherwise: 0; unknown: -1. */
static int action_in_force(const struct plan_action *action)
{
	if (action->state == STATE_UNSUPPORTED)
		return !action->want;
	return action->have < 0 ? -1 : action->have == action->want;
}

/* Whether the card has one of the settings of a step. */
static bool has_setting_of(const struct plan_quirk *entry, unsigned step)
{
	for (size_t i = 0; i < entry->n_all; i++)
		if (entry->actions[i].action->step == step &&
		    entry->actions[i].state != STATE_UNSUPPORTED)
			return true;
	return false;
}

int plan_quirk_in_force(const struct plan_quirk *entry)
{
	const unsigned last = entry->quirk->n_steps;
	int highest = -1;

	if (entry->n_all && quirk_has_settings(entry->quirk, last))
		highest = (int)last;
	for (size_t i = 0; i < entry->n_all; i++) {
		const struct plan_action *action = &entry->actions[i];
		int in_force, below = (int)action->action->step - 1;

		if (!action_is_setting(action->action->type) || action->overruled ||
		    highest <= below)
			continue;
		in_force = action_in_force(action);
		/* What is unknown of a higher step leaves the lower ones in force. */
		if (in_force <= 0)
			highest = in_force < 0 && below == 0 ? -1 : below;
	}
	/* The ladder goes on from there as well. */
	while (highest > 0 && !has_setting_of(entry, (unsigned)highest))
		highest--;
	return highest;
}

static bool is_skipped(const struct policy *policy, const struct quirk *quirk,
		       const struct nic *nic)
{
	char buffer[PCI_ID_SIZE];
	const char *id = pci_id_print(buffer, nic->vendor, nic->device);

	return policy_skips_quirk(policy, quirk->id) ||
	       (id && policy_skips_device(policy, id)) ||
	       (nic->slot && policy_skips_device(policy, nic->slot));
}

/* What a setting is known by, among those of a card. */
static uint64_t setting_digest(const struct plan_action *action)
{
	uint64_t digest = FNV_BEGIN;

	digest = fnv_add(digest, &action->action->type, sizeof(action->action->type));
	digest = fnv_add(digest, &action->iface, sizeof(action->iface));
	return action->name ? fnv_add(digest, action->name, strlen(action->name))
			    : digest;
}

static int note_switched_off(const struct plan_card *card, struct name_set *ret)
{
	for (size_t i = 0; i < card->n_quirks; i++)
		for (size_t j = 0; j < card->quirks[i].n_actions; j++) {
			const struct plan_action *action = &card->quirks[i].actions[j];
			const uint64_t digest = setting_digest(action);

			if (!action->want &&
			    name_set_add(ret, (const char *)&digest, sizeof(digest)) < 0)
				return -ENOMEM;
		}
	return 0;
}

static bool asks_for_on(const struct plan_card *card)
{
	for (size_t i = 0; i < card->n_quirks; i++)
		for (size_t j = 0; j < card->quirks[i].n_actions; j++)
			if (card->quirks[i].actions[j].want)
				return true;
	return false;
}

/* Two quirks may ask opposite things of one setting: the one that switches off wins. */
static int settle_opposites(struct plan_card *card)
{
	struct name_set off = { 0 };
	int r;

	/* Hardly any quirk switches something on. */
	if (!asks_for_on(card))
		return 0;
	r = note_switched_off(card, &off);
	for (size_t i = 0; r >= 0 && i < card->n_quirks; i++)
		for (size_t j = 0; j < card->quirks[i].n_actions; j++) {
			struct plan_action *action = &card->quirks[i].actions[j];
			const uint64_t digest = setting_digest(action);

			if (action->want &&
			    name_set_has(&off, (const char *)&digest, sizeof(digest)))
				action->overruled = true;
		}
	name_set_clear(&off);
	return r;
}

/* Up to which step a quirk acts, and with which of its actions. */
static void choose_step(struct plan_quirk *entry, const struct policy *policy)
{
	const struct quirk *quirk = entry->quirk;
	unsigned ladder;

	if (!entry->acts)
		return;
	entry->step = policy_step(policy, quirk);
	if (entry->confirmed && quirk_has_settings(quirk, quirk->n_steps)) {
		ladder = plan_ladder_step(entry, &entry->exhausted);
		if (ladder > entry->step)
			entry->step = ladder;
	}
	if (entry->step > quirk->n_steps)
		entry->step = quirk->n_steps;
	plan_choose_actions(entry);
}

static int add_card_quirk(struct plan_card *card, const struct quirk *quirk,
			  const struct facts *facts, const struct policy *policy)
{
	_cleanup_(plan_quirk_clear) struct plan_quirk entry = { 0 };
	const struct driver driver = facts_driver(facts, card->nic);
	struct plan_quirk *added;
	int r;

	r = plan_match(quirk, facts, card->nic, &driver, &entry);
	if (r < 0)
		return r;
	entry.skipped = is_skipped(policy, quirk, card->nic);
	plan_confirm(&entry);
	entry.acts =
		quirk->n_actions && (entry.confirmed || !policy_doubts(policy, quirk));
	if (entry.match && !entry.skipped) {
		r = plan_add_actions(&entry, facts, card->nic);
		if (r < 0)
			return r;
	}
	choose_step(&entry, policy);
	added = array_append(card->quirks, card->n_quirks);
	if (!added)
		return -ENOMEM;
	*added = entry;
	entry = (struct plan_quirk){ 0 };
	return 0;
}

unsigned plan_card_needs(const struct plan_card *card)
{
	static const unsigned needs[ACTION_TYPE_MAX] = {
		[ACTION_FEATURE] = NIC_FEATURES,
		[ACTION_PRIVATE_FLAG] = NIC_PRIVATE_FLAGS,
		[ACTION_EEE] = NIC_EEE,
		[ACTION_ASPM] = NIC_ASPM,
	};
	unsigned wanted = 0;

	for (size_t i = 0; i < card->n_quirks; i++) {
		const struct plan_quirk *entry = &card->quirks[i];

		/* Which step is in force is worth knowing also where nothing is set. */
		bool all = plan_quirk_is_confirmable(entry);

		if (!entry->possible || entry->skipped || !(entry->acts || all))
			continue;
		if (!entry->match && entry->quirk->match[MATCH_FIRMWARE].text)
			wanted |= NIC_FIRMWARE;
		for (size_t j = 0; j < entry->quirk->n_actions; j++)
			if (all || entry->quirk->actions[j].step <= entry->step)
				wanted |= needs[entry->quirk->actions[j].type];
	}
	return wanted;
}

const char *plan_quirk_state(const struct plan_quirk *entry)
{
	if (!entry->match)
		return NULL;
	return entry->skipped ? "skipped" : verdict_name(entry->verdict);
}

/* Of a quirk that does nothing: it waits for an incident, or all that it has is advice.
 */
static enum verdict waiting_verdict(const struct plan_quirk *entry)
{
	if (entry->confirmed || entry->quirk->confirms.n == 0)
		return VERDICT_ADVICE;
	/* Nothing that could show up on such a card would count. */
	return entry->can_confirm ? VERDICT_WATCHED : VERDICT_OK;
}

static enum verdict quirk_verdict(const struct plan_quirk *entry)
{
	enum verdict verdict = VERDICT_MITIGATED;

	if (!entry->match || entry->skipped)
		return VERDICT_OK;
	if (!entry->acts)
		return waiting_verdict(entry);
	if (entry->exhausted)
		return VERDICT_FAILED;
	for (size_t i = 0; i < entry->n_actions; i++) {
		const struct plan_action *action = &entry->actions[i];

		if (action->overruled || plan_action_is_met(action))
			continue;
		if (action->state != STATE_NEEDED && action->state != STATE_CHANGED)
			return VERDICT_FAILED;
		verdict = VERDICT_NEEDS_ACTION;
	}
	return verdict;
}

/* A driver is still to come, and the build that depmod prefers is not the one to have. */
static bool awaits_decision(const struct plan *plan, const struct plan_card *card)
{
	if (!plan_card_is_pending(plan, card))
		return false;
	for (size_t i = 0; i < plan->n_modules; i++) {
		const struct plan_module *module = &plan->modules[i];

		if (module->decision != DECISION_KEEP &&
		    module->decision != DECISION_WORKAROUND &&
		    plan_build_drives(module->module, card->nic))
			return true;
	}
	return false;
}

void plan_reclaim_changed(struct plan *plan)
{
	for (size_t i = 0; i < plan->n_cards; i++)
		for (size_t j = 0; j < plan->cards[i].n_quirks; j++) {
			struct plan_quirk *entry = &plan->cards[i].quirks[j];

			for (size_t k = 0; k < entry->n_actions; k++)
				if (entry->actions[k].state == STATE_CHANGED)
					entry->actions[k].state = STATE_NEEDED;
		}
}

void plan_evaluate(struct plan *plan)
{
	plan->verdict = VERDICT_OK;
	for (size_t i = 0; i < plan->n_cards; i++) {
		struct plan_card *card = &plan->cards[i];

		card->verdict =
			awaits_decision(plan, card) ? VERDICT_NEEDS_ACTION : VERDICT_OK;
		for (size_t j = 0; j < card->n_quirks; j++) {
			card->quirks[j].verdict = quirk_verdict(&card->quirks[j]);
			if (card->quirks[j].verdict > card->verdict)
				card->verdict = card->quirks[j].verdict;
		}
		if (card->verdict > plan->verdict)
			plan->verdict = card->verdict;
	}
}

int plan_make(const struct facts *facts, const struct quirk_db *db,
	      const struct policy *policy, struct plan **ret)
{
	_cleanup_(plan_freep) struct plan *plan = calloc(1, sizeof(*plan));
	int r;

	if (!plan)
		return -ENOMEM;
	plan->facts = facts;
	for (size_t i = 0; i < facts->n_nics; i++) {
		struct plan_card *card = array_append(plan->cards, plan->n_cards);

		if (!card)
			return -ENOMEM;
		card->nic = &facts->nics[i];
		for (size_t j = 0; j < db->n; j++) {
			r = add_card_quirk(card, db->quirks[j], facts, policy);
			if (r < 0)
				return r;
		}
	}
	r = plan_decide_modules(plan, policy);
	if (r < 0)
		return r;
	for (size_t i = 0; i < plan->n_cards; i++)
		settle_opposites(&plan->cards[i]);
	plan_evaluate(plan);
	*ret = TAKE_PTR(plan);
	return 0;
}

struct plan *plan_free(struct plan *plan)
{
	if (!plan)
		return NULL;
	for (size_t i = 0; i < plan->n_cards; i++) {
		for (size_t j = 0; j < plan->cards[i].n_quirks; j++)
			plan_quirk_clear(&plan->cards[i].quirks[j]);
		free(plan->cards[i].quirks);
	}
	free(plan->cards);
	for (size_t i = 0; i < plan->n_modules; i++)
		plan_module_clear(&plan->modules[i]);
	free(plan->modules);
	free(plan->bans);
	free(plan);
	return NULL;
}
