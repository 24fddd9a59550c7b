/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/confirmed-print.h"

#include "base/terminal.h"
#include "base/timestamp.h"
#include "diagnose/incident-text.h"

/* The incidents of the kind that confirmed the quirk. */
static struct incident_sum sum_up(const struct plan_quirk *entry)
{
	const struct incidents *incidents = &entry->nic->incidents;
	struct incident_sum sum = { .kind = entry->confirmed->kind };

	for (size_t i = 0; i < incidents->n; i++)
		if (streq(incidents->list[i].kind, sum.kind))
			incident_sum_add(&sum, &incidents->list[i], -1);
	return sum;
}

static void print_incident_sum(const struct incident_sum *sum)
{
	char text[INCIDENT_TEXT_SIZE];

	incident_sum_print(text, sum);
	print("%s", text);
}

static void print_day(int64_t time)
{
	char text[TIMESTAMP_SIZE];

	timestamp_print(text, time);
	print("%.10s", text);
}

static bool is_other_kernel(const struct plan *plan, const struct incident *incident)
{
	return plan->facts->kernel && incident->kernel &&
	       !streq(plan->facts->kernel, incident->kernel);
}

static const char *what_to_forget(const struct nic *nic)
{
	return nic->n_ifaces ? nic->ifaces[0].name : nic->slot ?: "all";
}

/* Whether it has to go on like this for ever: the fault may be gone with another kernel.
 */
static void print_way_down(const struct plan *plan, const struct plan_quirk *entry,
			   const struct incident_sum *sum)
{
	const struct incident *raised = entry->confirmed;
	const char *what = streq(sum->kind, "tx-hang") ? "hang" : "incident";

	/* A step that is only asked for has been in force since never. */
	if (entry->verdict != VERDICT_MITIGATED || entry->step == 0 || raised->first < 0)
		return;
	print("; step %u since ", entry->step);
	print_day(raised->first);
	if (sum->last > raised->last && sum->last > raised->first) {
		print(", the last %s ", what);
		print_day(sum->last);
	} else {
		print(", no %s since", what);
	}
	if (is_other_kernel(plan, raised))
		print("; kernel changed since: nicquirk incidents --forget %s to try "
		      "without",
		      what_to_forget(entry->nic));
}

void confirmed_print_line(const struct plan *plan, const struct plan_quirk *entry)
{
	const struct incident_sum sum = sum_up(entry);

	print_incident_sum(&sum);
	if (entry->exhausted)
		print("; every step is in place and it still happens");
	print_way_down(plan, entry, &sum);
}

static void print_unconfirmed(const struct plan_quirk *entry)
{
	const struct incident_kinds *kinds = &entry->quirk->confirms;

	if (!entry->can_confirm) {
		print("  never confirmed on an emulated card\n");
		return;
	}
	print("  not confirmed: the kernel log has shown no");
	for (size_t i = 0; i < kinds->n; i++)
		print("%s %s", i ? " or" : "", incident_kind_name(kinds->list[i]));
	print(" of this card\n");
}

void confirmed_print(const struct plan *plan, const struct plan_quirk *entry)
{
	const struct incident *incident = entry->confirmed;
	struct incident_sum sum;
	char first[TIMESTAMP_SIZE];

	if (entry->quirk->confirms.n == 0)
		return;
	if (!incident) {
		print_unconfirmed(entry);
		return;
	}
	sum = sum_up(entry);
	print("  confirmed: ");
	print_incident_sum(&sum);
	print_way_down(plan, entry, &sum);
	print("\n    %s", incident->kind);
	if (incident->first >= 0) {
		timestamp_print(first, incident->first);
		print(" %s", first);
	}
	if (incident->kernel)
		print(", kernel %s", incident->kernel);
	print("%s\n", incident->by_person ? ", imported from a file" : "");
}

void confirmed_print_reason(const struct plan_quirk *entry)
{
	if (!entry->confirmed)
		return;
	if (entry->exhausted)
		print(": every step is in place and it still happens");
	else if (entry->highest > 0)
		print(": it happened with step %d in force", entry->highest);
	else if (entry->highest == 0)
		print(": it happened with nothing in force");
	else
		print(": what was in force when it happened is not known");
}
