/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "diagnosis-judge.h"

/* "eno1 (0000:00:19.0): ", as much of it as is known. */
static void print_place(const struct finding *finding, FILE *stream)
{
	const char *interface = finding_interface(finding);
	const char *slot = finding_slot(finding);
	const char *driver = finding->event->subject.driver;

	if (*interface && *slot)
		fprintf(stream, "%s (%s): ", interface, slot);
	else if (*interface || *slot)
		fprintf(stream, "%s: ", *interface ? interface : slot);
	else if (*driver)
		fprintf(stream, "%s: ", driver);
}

static void print_times(const struct event *event, FILE *stream)
{
	if (event->count == 1)
		fputs("  once", stream);
	else
		fprintf(stream, "  %" PRIu64 " times", event->count);
	if (*event->first && event->count == 1)
		fprintf(stream, ", at %s", event->first);
	else if (*event->first)
		fprintf(stream, ", from %s to %s", event->first, event->last);
	fputc('\n', stream);
}

/* The driver of that boot, where the log knows more than its name. */
static void print_driver(const struct event *event, FILE *stream)
{
	if (event->driver.origin == ORIGIN_UNKNOWN)
		return;
	fprintf(stream, "  driver: %s%s%s, %s%s%s\n", event->subject.driver,
		*event->driver.version ? " " : "", event->driver.version,
		origin_name(event->driver.origin), *event->kernel ? ", kernel " : "",
		event->kernel);
}

/* Whether the one before has said all that there is to say of the cure. */
static bool is_told(const struct finding *finding, const struct finding *before)
{
	if (finding->nic != before->nic || finding->n_quirks != before->n_quirks ||
	    finding->n_quirks == 0 || finding->advice.n != before->advice.n)
		return false;
	for (size_t i = 0; i < finding->n_quirks; i++)
		if (finding->quirks[i].quirk != before->quirks[i].quirk)
			return false;
	return true;
}

static void print_cure(const struct finding *finding, FILE *stream)
{
	for (size_t i = 0; i < finding->n_quirks; i++) {
		const struct finding_quirk *found = &finding->quirks[i];
		const char *state = finding_quirk_state(found);

		fprintf(stream, "  quirk: %s: %s (%s)\n", found->quirk->id,
			state ?: "possible", found->quirk->title);
	}
	for (size_t i = 0; i < finding->advice.n; i++)
		fprintf(stream, "  do: %s\n", finding->advice.list[i]);
}

static void print_finding(const struct finding *finding, const struct finding *before,
			  FILE *stream)
{
	const struct event *event = finding->event;
	const struct symptom_kind *kind = symptom_kind_find(event->symptom->kind);

	fprintf(stream, "%s: ",
		event->symptom->gravity == GRAVITY_BENIGN
			? "harmless"
			: gravity_name(event->symptom->gravity));
	print_place(finding, stream);
	fprintf(stream, "%s\n", kind ? kind->title : event->symptom->kind);
	print_times(event, stream);
	fprintf(stream, "  log: %s\n", event->example);
	print_driver(event, stream);
	if (kind && kind->meaning)
		fprintf(stream, "  why: %s\n", kind->meaning);
	if (before && is_told(finding, before))
		fputs("  quirk: as above\n", stream);
	else
		print_cure(finding, stream);
}

void findings_print(const struct findings *findings, FILE *stream)
{
	const struct diagnosis *diagnosis = findings->diagnosis;
	const char *kernel = findings->plan->facts->kernel;

	for (size_t i = 0; i < findings->n; i++) {
		if (i)
			fputc('\n', stream);
		print_finding(&findings->list[i], i ? &findings->list[i - 1] : NULL,
			      stream);
	}
	if (findings->n == 0)
		fputs("Nothing about network cards.\n", stream);
	if (findings->n && *diagnosis->kernel && kernel &&
	    !streq(diagnosis->kernel, kernel))
		fprintf(stream,
			"\nThe log is of kernel %s, the host's is %s: states are those of the host.\n",
			diagnosis->kernel, kernel);
	if (diagnosis->dropped)
		fprintf(stream,
			"\nMore than %d different events: %" PRIu64
			" others are left out.\n",
			DIAGNOSIS_EVENTS_MAX, diagnosis->dropped);
}
