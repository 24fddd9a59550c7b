/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/plan.h"

#include "facts/nic.h"
#include "plan/plan-action.h"
#include "plan/plan-build.h"
#include "plan/plan-match.h"
#include "plan/plan-module.h"

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_OK] = "ok",
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
	};
	ASSERT_ROWS(names, STATE_UNSUPPORTED + 1);

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
		return false;
	}
	return false;
}

static bool is_skipped(const struct policy *policy, const struct quirk *quirk,
		       const struct nic *nic)
{
	char buffer[PCI_ID_SIZE];
	const char *id = pci_id_print(buffer, nic->vendor, nic->device);

	return strings_contain(&policy->skip_quirks, quirk->id) ||
	       (id && strings_contain(&policy->skip_devices, id)) ||
	       (nic->slot && strings_contain(&policy->skip_devices, nic->slot));
}

static bool same_setting(const struct plan_action *a, const struct plan_action *b)
{
	return a->action->type == b->action->type && a->iface == b->iface &&
	       (a->name == b->name || (a->name && b->name && streq(a->name, b->name)));
}

/* Two quirks may ask opposite things of one setting: the one that switches off wins. */
static void overrule(struct plan_card *card, const struct plan_action *winner)
{
	for (size_t i = 0; i < card->n_quirks; i++)
		for (size_t j = 0; j < card->quirks[i].n_actions; j++) {
			struct plan_action *loser = &card->quirks[i].actions[j];

			if (loser->want && same_setting(loser, winner))
				loser->overruled = true;
		}
}

static void settle_opposites(struct plan_card *card)
{
	for (size_t i = 0; i < card->n_quirks; i++)
		for (size_t j = 0; j < card->quirks[i].n_actions; j++)
			if (!card->quirks[i].actions[j].want)
				overrule(card, &card->quirks[i].actions[j]);
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
	entry.step = policy_step(policy, quirk);
	entry.skipped = is_skipped(policy, quirk, card->nic);
	entry.advised = policy_doubts(policy, quirk) || quirk->n_actions == 0;
	if (entry.match && !entry.skipped && !entry.advised) {
		r = plan_add_actions(&entry, facts, card->nic);
		if (r < 0)
			return r;
	}
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

		if (!entry->possible || entry->skipped || entry->advised)
			continue;
		if (!entry->match && entry->quirk->match[MATCH_FIRMWARE].text)
			wanted |= NIC_FIRMWARE;
		for (size_t j = 0; j < entry->quirk->n_actions; j++)
			if (entry->quirk->actions[j].step <= entry->step)
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

static enum verdict quirk_verdict(const struct plan_quirk *entry)
{
	enum verdict verdict = VERDICT_MITIGATED;

	if (!entry->match || entry->skipped)
		return VERDICT_OK;
	if (entry->advised)
		return VERDICT_ADVICE;
	for (size_t i = 0; i < entry->n_actions; i++) {
		const struct plan_action *action = &entry->actions[i];

		if (action->overruled || plan_action_is_met(action))
			continue;
		if (action->state != STATE_NEEDED)
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
