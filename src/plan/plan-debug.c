/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/plan-debug.h"

#include "base/log.h"

static void debug_mismatch(const char *slot, const struct plan_quirk *entry)
{
	for (size_t i = 0; i < entry->n_keys; i++) {
		const struct plan_key *key = &entry->keys[i];

		if (!key->match)
			log_debug("%s: %s: no match: %s wants %s, has %s", slot,
				  entry->quirk->id, match_key_name(key->key), key->want,
				  key->have ?: "(unknown)");
	}
}

static void debug_actions(const char *slot, const struct plan_quirk *entry)
{
	for (size_t i = 0; i < entry->n_actions; i++) {
		const struct plan_action *action = &entry->actions[i];

		log_debug("%s: %s: %s %s %s: %s%s", slot, entry->quirk->id,
			  action->iface ? action->iface->name : "card",
			  action->name ?: "eee", action->want ? "on" : "off",
			  action_state_name(action->state),
			  action->overruled ? ", overruled by another quirk" : "");
	}
}

static void debug_card(const struct plan_card *card)
{
	const char *slot = card->nic->slot ?: "?";

	for (size_t i = 0; i < card->n_quirks; i++) {
		const struct plan_quirk *entry = &card->quirks[i];

		if (!entry->match) {
			if (entry->named)
				debug_mismatch(slot, entry);
			continue;
		}
		log_debug("%s: %s: %s, step %u", slot, entry->quirk->id,
			  plan_quirk_state(entry), entry->step);
		debug_actions(slot, entry);
	}
	log_debug("%s: %s", slot, verdict_name(card->verdict));
}

void plan_debug(const struct plan *plan)
{
	/* The udev helper makes a plan at each interface. */
	if (!log_debug_is_on())
		return;
	for (size_t i = 0; i < plan->n_cards; i++)
		debug_card(&plan->cards[i]);
	for (size_t i = 0; i < plan->n_modules; i++)
		log_debug("%s: %s: %s", plan->modules[i].module->name,
			  decision_name(plan->modules[i].decision),
			  plan->modules[i].reason);
}
