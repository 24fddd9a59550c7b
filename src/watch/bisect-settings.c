/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/bisect-settings.h"

#include "apply/device-settings.h"
#include "base/array.h"
#include "quirk/feature-group.h"

/* After the card's own ladder, one a step. */
static const char *const offloads[] = { "tso", "gso", "gro", "rx", "rxvlan", "txvlan" };

#define EEE_NAME "eee"

/*
 * The kernel switches the second off with the first (netdev_fix_features()). The second
 * is tried alone before that, or a card that holds without it would seem to need the
 * first.
 */
static const struct {
	const char *name, *takes_along;
} dependent[] = {
	{ "tx", "tso" },
	{ "sg", "tso" },
	{ "sg", "gso" },
};

static bool is_original_on(const struct bisect_state *state, const char *name)
{
	for (size_t i = 0; i < state->n_original; i++)
		if (state->original[i].on &&
		    (streq(state->original[i].name, name) ||
		     feature_group_has(state->original[i].name, name)))
			return true;
	return false;
}

static int note_original(const struct iface *iface, struct bisect_state *state)
{
	for (size_t i = 0; i < iface->n_features; i++) {
		const struct setting *feature = &iface->features[i];

		if (!feature->fixed && !feature->requested &&
		    settings_add(&state->original, &state->n_original, feature->name,
				 feature->on) < 0)
			return -ENOMEM;
	}
	if (iface->eee != EEE_ON && iface->eee != EEE_OFF)
		return 0;
	return settings_add(&state->original, &state->n_original, EEE_NAME,
			    iface->eee == EEE_ON);
}

static void add_feature(struct bisect_state *state, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(dependent); i++)
		if (streq(dependent[i].name, name) &&
		    is_original_on(state, dependent[i].takes_along))
			bisect_add(&state->bisect, ACTION_FEATURE,
				   dependent[i].takes_along);
	if (is_original_on(state, name))
		bisect_add(&state->bisect, ACTION_FEATURE, name);
}

static void add_step(const struct plan_card *card, unsigned step,
		     struct bisect_state *state)
{
	for (size_t i = 0; i < card->n_quirks; i++) {
		const struct quirk *quirk = card->quirks[i].quirk;

		if (!card->quirks[i].match || card->quirks[i].skipped)
			continue;
		for (size_t j = 0; j < quirk->n_actions; j++) {
			const struct action *action = &quirk->actions[j];

			if (action->step != step || action->on)
				continue;
			if (action->type == ACTION_EEE && is_original_on(state, EEE_NAME))
				bisect_add(&state->bisect, ACTION_EEE, "");
			else if (action->type == ACTION_FEATURE)
				add_feature(state, action->name);
		}
	}
}

int bisect_settings_find(const struct plan_card *card, const struct iface *iface,
			 struct bisect_state *state)
{
	unsigned steps = 0;

	if (note_original(iface, state) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < card->n_quirks; i++)
		if (card->quirks[i].match && card->quirks[i].quirk->n_steps > steps)
			steps = card->quirks[i].quirk->n_steps;
	for (unsigned step = 1; step <= steps; step++)
		add_step(card, step, state);
	for (size_t i = 0; i < ARRAY_SIZE(offloads); i++)
		add_feature(state, offloads[i]);
	return 0;
}

/* Whether a setting that was on is to be off in that set. */
static bool is_candidate_off(const struct bisect *bisect, uint32_t off, const char *name)
{
	for (size_t i = 0; i < bisect->n_candidates; i++) {
		const struct bisect_candidate *candidate = &bisect->candidates[i];

		if (!(off & UINT32_C(1) << i))
			continue;
		if (candidate->type == ACTION_EEE
			    ? streq(name, EEE_NAME)
			    : feature_group_has(name, candidate->name))
			return true;
	}
	return false;
}

/* Setting EEE resets some cards, also to what it is. */
static int apply_eee(struct ethtool *ethtool, unsigned ifindex, bool on)
{
	bool now;
	int r = ethtool_get_eee(ethtool, ifindex, &now);

	if (r < 0 || now == on)
		return r;
	return ethtool_set_eee(ethtool, ifindex, on);
}

int bisect_settings_apply(const struct env *env, struct ethtool *ethtool,
			  unsigned ifindex, const struct bisect_state *state,
			  uint32_t off)
{
	const struct setting_target target = {
		.env = env, .ethtool = ethtool, .slot = state->slot, .ifindex = ifindex
	};
	_cleanup_free_ struct request *requests =
		calloc(state->n_original + 1, sizeof(*requests));
	size_t n = 0;
	int r = 0, error;

	if (!requests)
		return -ENOMEM;
	for (size_t i = 0; i < state->n_original; i++) {
		const struct setting *original = &state->original[i];
		bool on = !is_candidate_off(&state->bisect, off, original->name);

		if (!original->on)
			continue;
		if (!streq(original->name, EEE_NAME)) {
			requests[n++] = (struct request){ original->name, on };
			continue;
		}
		error = apply_eee(ethtool, ifindex, on);
		r = error < 0 ? error : r;
	}
	error = n ? setting_write(&target, ACTION_FEATURE, requests, n) : 0;
	return error < 0 ? error : r;
}
