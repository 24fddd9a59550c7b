/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/plan-action.h"

#include "base/cmdline.h"
#include "plan/plan-confirm.h"
#include "quirk/feature-group.h"

/*
 * What is not as it is wanted although our record shows that the kernel granted it was
 * changed by somebody, who may have a reason, unless the fault has come back since.
 */
static enum action_state unmet_state(const struct plan_quirk *entry,
				     const struct action *action,
				     const struct change *change)
{
	if (!change || change->asked != action->on)
		return STATE_NEEDED;
	if (!change->granted)
		return STATE_REFUSED;
	return plan_incident_reopens(entry, action->step, change->time) ? STATE_NEEDED
									: STATE_CHANGED;
}

static enum action_state setting_state(const struct plan_quirk *entry,
				       const struct action *action, bool have, bool fixed,
				       const struct change *change)
{
	if (have != action->on)
		return fixed ? STATE_REFUSED : unmet_state(entry, action, change);
	if (change && change->asked == action->on && change->old != action->on)
		return STATE_DONE;
	return fixed ? STATE_FIXED : STATE_ALREADY;
}

static struct plan_action *append_action(struct plan_quirk *entry,
					 const struct action *action,
					 const struct iface *iface, const char *name)
{
	struct plan_action *added = array_append(entry->actions, entry->n_all);

	if (added)
		*added = (struct plan_action){
			.action = action,
			.iface = iface,
			.name = name,
			.want = action->on,
			.have = -1,
			.state = STATE_NEEDED,
		};
	return added;
}

static int add_unsupported(struct plan_quirk *entry, const struct action *action,
			   const struct iface *iface, const char *name)
{
	struct plan_action *added = append_action(entry, action, iface, name);

	if (!added)
		return -ENOMEM;
	added->state = STATE_UNSUPPORTED;
	return 0;
}

static enum action_state feature_state(const struct plan_quirk *entry,
				       const struct action *action,
				       const struct setting *feature,
				       const struct change *change)
{
	/* It would not stay so: what it depends on may come at any time. */
	if (feature->on == action->on && feature->requested && !feature->fixed)
		return unmet_state(entry, action, change);
	return setting_state(entry, action, feature->on, feature->fixed, change);
}

static int add_feature_actions(struct plan_quirk *entry, const struct action *action,
			       const struct iface *iface)
{
	const char *pattern = feature_group_pattern(action->name);
	bool any = false;

	for (size_t i = 0; i < iface->n_features; i++) {
		const struct setting *feature = &iface->features[i];
		struct plan_action *added;

		if (!feature_is_of_pattern(feature->name, pattern))
			continue;
		any = true;
		added = append_action(entry, action, iface, feature->name);
		if (!added)
			return -ENOMEM;
		added->have = feature->on;
		added->state = feature_state(
			entry, action, feature,
			change_find(&iface->changes, ACTION_FEATURE, feature->name));
	}
	if (any)
		return 0;
	if (iface->features_known)
		return add_unsupported(entry, action, iface, action->name);
	return append_action(entry, action, iface, action->name) ? 0 : -ENOMEM;
}

static int add_flag(struct plan_quirk *entry, const struct action *action,
		    const struct iface *iface, const struct setting *flag, bool known,
		    const struct change *change)
{
	struct plan_action *added;

	if (known && !flag)
		return add_unsupported(entry, action, iface, action->name);
	added = append_action(entry, action, iface, action->name);
	if (!added)
		return -ENOMEM;
	if (flag) {
		added->have = flag->on;
		added->state = setting_state(entry, action, flag->on, false, change);
	}
	return 0;
}

static int add_private_flag(struct plan_quirk *entry, const struct action *action,
			    const struct iface *iface)
{
	return add_flag(
		entry, action, iface,
		setting_find(iface->private_flags, iface->n_private_flags, action->name),
		iface->private_flags_known,
		change_find(&iface->changes, ACTION_PRIVATE_FLAG, action->name));
}

static int add_eee(struct plan_quirk *entry, const struct action *action,
		   const struct iface *iface)
{
	const struct setting flag = { .on = iface->eee == EEE_ON };
	bool known = iface->eee == EEE_ON || iface->eee == EEE_OFF;

	return add_flag(entry, action, iface, known ? &flag : NULL,
			iface->eee != EEE_UNKNOWN,
			change_find(&iface->changes, ACTION_EEE, NULL));
}

static int add_aspm(struct plan_quirk *entry, const struct action *action,
		    const struct facts *facts, const struct nic *nic)
{
	/* With pcie_aspm=off no device has a file for it (pcie_aspm_init_link_state()).
	 */
	const bool off = facts->cmdline && cmdline_has(facts->cmdline, "pcie_aspm=off");

	return add_flag(entry, action, NULL,
			setting_find(nic->aspm, nic->n_aspm, action->name),
			nic->aspm_known || off,
			change_find(&nic->changes, ACTION_ASPM, action->name));
}

/* The card runs the very build that the quirk names: its origin and version have
 * matched. */
static int add_build_action(struct plan_quirk *entry, const struct action *action,
			    const struct nic *nic)
{
	return append_action(entry, action, NULL, nic->driver) ? 0 : -ENOMEM;
}

static int add_blacklist(struct plan_quirk *entry, const struct action *action,
			 const struct facts *facts)
{
	const struct module *module = facts_module(facts, action->name);
	struct plan_action *added = append_action(entry, action, NULL, action->name);

	if (!added)
		return -ENOMEM;
	added->have = module && module->is_loaded;
	added->state = added->have ? STATE_NEEDED : STATE_ALREADY;
	return 0;
}

/* Whether the change is one that the action has asked for. */
static bool is_change_of(const struct change *change, const struct action *action)
{
	if (change->type != action->type || change->asked != action->on)
		return false;
	if (action->type == ACTION_FEATURE)
		return change->name && feature_group_has(change->name, action->name);
	return !change->name || streq(change->name, action->name);
}

/*
 * Without an interface here (it may be in another network namespace) nobody knows how
 * it is: what was set before it was moved stands, as far as we know.
 */
static int add_to_absent(struct plan_quirk *entry, const struct action *action,
			 const struct nic *nic)
{
	bool any = false;

	for (size_t i = 0; i < nic->changes.n; i++) {
		const struct change *change = &nic->changes.list[i];
		struct plan_action *added;

		if (!change->granted || !is_change_of(change, action))
			continue;
		added = append_action(entry, action, NULL, change->name);
		if (!added)
			return -ENOMEM;
		added->have = change->asked;
		added->state = STATE_DONE;
		any = true;
	}
	return any || append_action(entry, action, NULL, action->name) ? 0 : -ENOMEM;
}

static int add_to_interfaces(struct plan_quirk *entry, const struct action *action,
			     const struct nic *nic,
			     int (*add)(struct plan_quirk *entry,
					const struct action *action,
					const struct iface *iface))
{
	for (size_t i = 0; i < nic->n_ifaces; i++) {
		int r = add(entry, action, &nic->ifaces[i]);

		if (r < 0)
			return r;
	}
	return nic->n_ifaces ? 0 : add_to_absent(entry, action, nic);
}

int plan_add_actions(struct plan_quirk *entry, const struct facts *facts,
		     const struct nic *nic)
{
	int r = 0;

	for (size_t i = 0; i < entry->quirk->n_actions && r >= 0; i++) {
		const struct action *action = &entry->quirk->actions[i];

		switch (action->type) {
		case ACTION_FEATURE:
			r = add_to_interfaces(entry, action, nic, add_feature_actions);
			break;
		case ACTION_PRIVATE_FLAG:
			r = add_to_interfaces(entry, action, nic, add_private_flag);
			break;
		case ACTION_EEE:
			r = add_to_interfaces(entry, action, nic, add_eee);
			break;
		case ACTION_ASPM:
			r = add_aspm(entry, action, facts, nic);
			break;
		case ACTION_BUILD:
			r = add_build_action(entry, action, nic);
			break;
		case ACTION_BLACKLIST:
			r = add_blacklist(entry, action, facts);
			break;
		case ACTION_TYPE_MAX:
			break;
		}
	}
	return r;
}

int plan_add_build_actions(struct plan_quirk *entry)
{
	for (size_t i = 0; i < entry->quirk->n_actions; i++) {
		const struct action *action = &entry->quirk->actions[i];

		if (action->type == ACTION_BUILD && action->step <= entry->step &&
		    !append_action(entry, action, NULL, NULL))
			return -ENOMEM;
	}
	return 0;
}

void plan_choose_actions(struct plan_quirk *entry)
{
	entry->n_actions = 0;
	while (entry->n_actions < entry->n_all &&
	       entry->actions[entry->n_actions].action->step <= entry->step)
		entry->n_actions++;
}
