/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/plan-confirm.h"

#include "facts/nic.h"

/* Lines of the kernel log. The driver prints one every two or four seconds while it
 * lasts. */
#define HANG_LINES 3

static bool is_of_kind(const struct incident *incident, enum incident_kind kind)
{
	/* Later versions may know more kinds: those confirm nothing here. */
	return streq(incident->kind, incident_kind_name(kind));
}

/* An emulated card stops when its host has no time for it, whatever is set. */
static bool can_count(enum incident_kind kind, const struct nic *nic)
{
	return kind != INCIDENT_TX_HANG || !nic_is_emulated(nic);
}

/* One transmit hang is a matter of a line or two on many cards that work. */
static bool suffices(const struct incident *incident, enum incident_kind kind)
{
	return kind != INCIDENT_TX_HANG || incident->lines >= HANG_LINES ||
	       incident->by_person;
}

static bool kind_confirms(enum incident_kind kind, const struct nic *nic)
{
	size_t episodes = 0;

	if (!can_count(kind, nic))
		return false;
	for (size_t i = 0; i < nic->incidents.n; i++) {
		const struct incident *incident = &nic->incidents.list[i];

		if (!is_of_kind(incident, kind))
			continue;
		episodes++;
		if (episodes > 1 || suffices(incident, kind))
			return true;
	}
	return false;
}

/* Whether the incident is the one to show: that of the highest step, the newest of those.
 */
static bool tells_more(const struct plan_quirk *entry, const struct incident *incident,
		       int step)
{
	if (!entry->confirmed || step != entry->highest)
		return !entry->confirmed || step > entry->highest;
	return incident->first >= entry->confirmed->first;
}

static void take_incidents(struct plan_quirk *entry, enum incident_kind kind)
{
	const struct incidents *incidents = &entry->nic->incidents;

	for (size_t i = 0; i < incidents->n; i++) {
		const struct incident *incident = &incidents->list[i];
		int step = incident_step(incident, entry->quirk->id);

		if (!is_of_kind(incident, kind))
			continue;
		entry->n_incidents++;
		if (!tells_more(entry, incident, step))
			continue;
		entry->confirmed = incident;
		entry->highest = step;
	}
}

void plan_confirm(struct plan_quirk *entry)
{
	const struct incident_kinds *kinds = &entry->quirk->confirms;

	entry->highest = -1;
	for (size_t i = 0; i < kinds->n; i++) {
		entry->can_confirm |= can_count(kinds->list[i], entry->nic);
		if (kind_confirms(kinds->list[i], entry->nic))
			take_incidents(entry, kinds->list[i]);
	}
}

bool plan_incident_reopens(const struct plan_quirk *entry, unsigned step, int64_t time)
{
	const struct incident_kinds *kinds = &entry->quirk->confirms;
	const struct incidents *incidents = &entry->nic->incidents;

	for (size_t i = 0; time >= 0 && entry->confirmed && i < incidents->n; i++) {
		const struct incident *incident = &incidents->list[i];

		if (incident->first <= time ||
		    incident_step(incident, entry->quirk->id) >= (int)step)
			continue;
		for (size_t j = 0; j < kinds->n; j++)
			if (is_of_kind(incident, kinds->list[j]))
				return true;
	}
	return false;
}

/* Whether no setting of the step can be other than it is wanted: the card lacks it, or it
 * is fixed. */
static bool is_always_in_force(const struct plan_quirk *entry, unsigned step)
{
	bool any = false;

	for (size_t i = 0; i < entry->n_all; i++) {
		const struct plan_action *action = &entry->actions[i];

		if (action->action->step != step)
			continue;
		any = true;
		if (action->state != STATE_FIXED &&
		    !(action->state == STATE_UNSUPPORTED && !action->want))
			return false;
	}
	return any;
}

unsigned plan_ladder_step(const struct plan_quirk *entry, bool *ret_exhausted)
{
	const unsigned last = entry->quirk->n_steps;
	unsigned in_force;

	*ret_exhausted = false;
	/* What is not known confirms, and is no reason to go further. */
	if (entry->highest < 0)
		return 1;
	in_force = (unsigned)entry->highest < last ? (unsigned)entry->highest : last;
	while (in_force < last && is_always_in_force(entry, in_force + 1))
		in_force++;
	*ret_exhausted = in_force == last;
	return in_force < last ? in_force + 1 : last;
}
