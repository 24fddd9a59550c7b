/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/apply.h"

#include <time.h>

#include "apply/device-settings.h"
#include "facts/record.h"

/* What is due of one type on one interface, or on the card itself. */
struct batch {
	enum action_type type;
	struct plan_action **actions;
	size_t n_actions;
	struct request *settings; /* what the actions ask, each once */
	size_t n_settings;
	struct changes changes; /* what goes into the record */
	int64_t time;		/* of these changes */
};

static void batch_clear(struct batch *batch)
{
	free(batch->actions);
	free(batch->settings);
	changes_clear(&batch->changes);
}

static bool is_due(const struct plan_action *action)
{
	const struct setting *feature = NULL;

	if (action->overruled || action->have < 0 || plan_action_is_met(action) ||
	    action->state == STATE_CHANGED)
		return false;
	if (action->action->type == ACTION_FEATURE)
		feature = setting_find(action->iface->features, action->iface->n_features,
				       action->name);
	return !(feature && feature->fixed);
}

/* Quirks may share a setting: it is asked for once. */
static int add_setting(struct batch *batch, const struct plan_action *action)
{
	struct request *setting;

	for (size_t i = 0; i < batch->n_settings; i++)
		if (streq(batch->settings[i].name,
			  setting_key(batch->type, action->name)))
			return 0;
	setting = array_append(batch->settings, batch->n_settings);
	if (!setting)
		return -ENOMEM;
	*setting = (struct request){ .name = setting_key(batch->type, action->name),
				     .on = action->want };
	return 0;
}

static int collect_due(struct plan_card *card, const struct iface *iface,
		       struct batch *batch)
{
	for (size_t i = 0; i < card->n_quirks; i++)
		for (size_t j = 0; j < card->quirks[i].n_actions; j++) {
			struct plan_action *action = &card->quirks[i].actions[j], **added;

			if (action->action->type != batch->type ||
			    action->iface != iface || !is_due(action))
				continue;
			added = array_append(batch->actions, batch->n_actions);
			if (!added || add_setting(batch, action) < 0)
				return -ENOMEM;
			*added = action;
		}
	return 0;
}

/* Writes down what the kernel made of an action. NOW is NULL where it could not be read.
 */
static void take_result(struct plan_action *action, const struct setting *now, int error)
{
	action->tried = true;
	action->error = error;
	if (!now)
		return;
	action->have = now->on;
	action->state = now->on == action->want ? STATE_DONE : STATE_REFUSED;
}

/* What else the card has by now: of a quirk that waits, too, the step in force may have
 * changed with the settings of another. */
static void note_settings(struct plan_card *card, enum action_type type,
			  const struct iface *iface, const struct setting *now, size_t n)
{
	for (size_t i = 0; i < card->n_quirks; i++)
		for (size_t j = 0; j < card->quirks[i].n_all; j++) {
			struct plan_action *action = &card->quirks[i].actions[j];
			const struct setting *setting;

			if (action->action->type != type || action->iface != iface ||
			    action->tried)
				continue;
			setting = setting_find(now, n, setting_key(type, action->name));
			if (setting)
				action->have = setting->on;
		}
}

/* What a setting goes back to: of a feature that the kernel could not grant, the wish. */
static bool find_old(const struct batch *batch, const struct iface *iface,
		     const struct request *setting, bool have)
{
	const struct setting *feature = NULL;

	if (batch->type == ACTION_FEATURE)
		feature = setting_find(iface->features, iface->n_features, setting->name);
	return feature ? feature->on != feature->requested : have;
}

/*
 * When the settings were made: never before an incident that is known, or a clock that is
 * behind would let old incidents look like new ones.
 */
static int64_t change_time(const struct nic *nic)
{
	int64_t now = time(NULL);

	for (size_t i = 0; i < nic->incidents.n; i++)
		if (nic->incidents.list[i].first > now)
			now = nic->incidents.list[i].first;
	return now;
}

static int note_change(struct batch *batch, const struct changes *before,
		       const struct request *setting, bool old, bool granted)
{
	const char *name = batch->type == ACTION_EEE ? NULL : setting->name;
	const struct change *earlier = change_find(before, batch->type, setting->name);
	struct change *change = array_append(batch->changes.list, batch->changes.n);

	if (!change)
		return -ENOMEM;
	*change = (struct change){
		.type = batch->type,
		/* What was found the first time is what revert goes back to. */
		.old = earlier ? earlier->old : old,
		.asked = setting->on,
		.granted = granted,
		.time = batch->time,
	};
	if (name) {
		change->name = strdup(name);
		if (!change->name)
			return -ENOMEM;
	}
	return 0;
}

/* Whether the request reached the card, so that what it says now is its answer. */
static bool was_heard(int error)
{
	return error != -ENODEV && error != -EPERM && error != -EACCES &&
	       error != -ETIMEDOUT;
}

static int carry_out(const struct setting_target *target, struct batch *batch,
		     struct plan_card *card, const struct iface *iface)
{
	const struct nic *nic = card->nic;
	const struct changes *before = iface ? &iface->changes : &nic->changes;
	struct setting *now = NULL;
	size_t n_now = 0;
	int error, r;

	batch->time = change_time(nic);
	error = setting_write(target, batch->type, batch->settings, batch->n_settings);
	if (was_heard(error)) {
		r = setting_read(target, batch->type, &now, &n_now);
		if (r < 0 && error >= 0)
			error = r;
	}
	r = 0;
	for (size_t i = 0; i < batch->n_settings && r >= 0; i++) {
		const struct request *setting = &batch->settings[i];
		const struct setting *flag = setting_find(now, n_now, setting->name);

		if (flag)
			r = note_change(batch, before, setting,
					find_old(batch, iface, setting, !setting->on),
					flag->on == setting->on);
	}
	for (size_t i = 0; i < batch->n_actions; i++)
		take_result(
			batch->actions[i],
			setting_find(now, n_now,
				     setting_key(batch->type, batch->actions[i]->name)),
			error);
	note_settings(card, batch->type, iface, now, n_now);
	settings_free(now, n_now);
	if (r >= 0 && batch->changes.n)
		r = record_update(target->env, target->slot, target->ifindex,
				  batch->changes.list, batch->changes.n);
	return r;
}

static int apply_to(const struct setting_target *target, struct plan_card *card,
		    const struct iface *iface)
{
	/* Private flags and EEE may reset the card, so the features come last. */
	static const enum action_type order[] = {
		ACTION_ASPM,
		ACTION_PRIVATE_FLAG,
		ACTION_EEE,
		ACTION_FEATURE,
	};
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		_cleanup_(batch_clear) struct batch batch = { .type = order[i] };
		int error;

		error = collect_due(card, iface, &batch);
		if (error >= 0 && batch.n_settings)
			error = carry_out(target, &batch, card, iface);
		if (error < 0)
			r = error;
	}
	return r;
}

static int apply_to_card(const struct env *env, struct ethtool *ethtool,
			 struct plan_card *card, unsigned ifindex)
{
	struct setting_target target = {
		.env = env,
		.ethtool = ethtool,
		.slot = card->nic->slot,
	};
	int r;

	r = apply_to(&target, card, NULL);
	for (size_t i = 0; i < card->nic->n_ifaces; i++) {
		const struct iface *iface = &card->nic->ifaces[i];
		int error;

		if (ifindex && iface->ifindex != ifindex)
			continue;
		target.ifindex = iface->ifindex;
		error = apply_to(&target, card, iface);
		if (error < 0)
			r = error;
	}
	return r;
}

static bool has_ifindex(const struct nic *nic, unsigned ifindex)
{
	for (size_t i = 0; i < nic->n_ifaces; i++)
		if (nic->ifaces[i].ifindex == ifindex)
			return true;
	return false;
}

int apply_plan(const struct env *env, struct ethtool *ethtool, struct plan *plan,
	       unsigned ifindex)
{
	int r = 0;

	for (size_t i = 0; i < plan->n_cards; i++) {
		struct plan_card *card = &plan->cards[i];
		int error;

		if (ifindex && !has_ifindex(card->nic, ifindex))
			continue;
		error = apply_to_card(env, ethtool, card, ifindex);
		if (error < 0)
			r = error;
	}
	plan_evaluate(plan);
	return r;
}
