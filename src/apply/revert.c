/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/revert.h"

#include "apply/device-settings.h"
#include "facts/record.h"

/* Asks for the old value of each change of TYPE that still stands: those go into
 * SETTINGS. */
static int collect_standing(const struct changes *changes, enum action_type type,
			    const struct setting *now, size_t n_now,
			    struct request *settings, struct revert_result *result)
{
	int n = 0;

	for (size_t i = 0; i < changes->n; i++) {
		const struct change *change = &changes->list[i];
		const struct setting *flag;

		if (change->type != type || change->old == change->asked ||
		    (!change->granted && type != ACTION_FEATURE))
			continue;
		flag = setting_find(now, n_now, setting_key(type, change->name));
		if (flag && flag->on == change->asked)
			settings[n++] = (struct request){
				.name = setting_key(type, change->name),
				.on = change->old,
			};
		else if (change->granted)
			result->left++;
	}
	return n;
}

/*
 * The kernel keeps in mind which features it was asked for in vain, and grants them once
 * what they depend on is there. Adds such wishes to the N SETTINGS, to be taken back; how
 * many there are then.
 */
static int collect_wishes(const struct changes *changes, const struct setting *now,
			  size_t n_now, struct request *settings, int n)
{
	for (size_t i = 0; i < changes->n; i++) {
		const struct change *change = &changes->list[i];
		const struct setting *flag;

		if (change->type != ACTION_FEATURE || change->granted ||
		    change->old == change->asked)
			continue;
		flag = setting_find(now, n_now, change->name);
		if (flag && flag->on != change->asked)
			settings[n++] = (struct request){
				.name = change->name,
				.on = change->old,
			};
	}
	return n;
}

static int revert_type(const struct setting_target *target, enum action_type type,
		       const struct changes *changes, struct revert_result *result)
{
	_cleanup_free_ struct request *settings = calloc(changes->n, sizeof(*settings));
	struct setting *now = NULL;
	size_t n_now = 0;
	int n, n_asked, r;

	if (!settings)
		return -ENOMEM;
	r = setting_read(target, type, &now, &n_now);
	if (r < 0)
		return r;
	n = n_asked = collect_standing(changes, type, now, n_now, settings, result);
	if (type == ACTION_FEATURE)
		n_asked = collect_wishes(changes, now, n_now, settings, n);
	settings_free(now, n_now);
	if (n_asked == 0)
		return 0;
	r = setting_write(target, type, settings, (size_t)n_asked);
	if (r < 0)
		return r;
	now = NULL;
	r = setting_read(target, type, &now, &n_now);
	if (r < 0)
		return r;
	for (int i = 0; i < n; i++) {
		const struct setting *flag = setting_find(now, n_now, settings[i].name);

		/* What it depends on may have gone back too: then it was no more than a
		 * wish. */
		if (flag && (flag->on == settings[i].on || flag->requested))
			result->undone++;
		else
			result->failed++;
	}
	settings_free(now, n_now);
	return 0;
}

static bool has_type(const struct changes *changes, enum action_type type)
{
	for (size_t i = 0; i < changes->n; i++)
		if (changes->list[i].type == type)
			return true;
	return false;
}

int revert_changes(const struct env *env, struct ethtool *ethtool, const struct nic *nic,
		   const struct iface *iface, struct revert_result *ret)
{
	const struct changes *changes = iface ? &iface->changes : &nic->changes;
	const struct setting_target target = {
		.env = env,
		.ethtool = ethtool,
		.slot = nic->slot,
		.ifindex = iface ? iface->ifindex : 0,
	};
	int r = 0;

	if (changes->n == 0)
		return 0;
	for (enum action_type type = 0; type < ACTION_TYPE_MAX; type++) {
		int error = 0;

		/* What is recorded of an interface that is not here is for its return. */
		if (!iface && !action_is_of_card(type))
			continue;
		if (action_is_setting(type) && has_type(changes, type))
			error = revert_type(&target, type, changes, ret);
		if (error < 0)
			r = error;
	}
	/* While something could not be put back, its record is still of use. */
	if (r < 0 || ret->failed)
		return r;
	return record_forget(env, nic->slot, target.ifindex);
}
