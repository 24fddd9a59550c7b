/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "diagnose/diagnosis-evaluate.h"

/* "eno1 (0000:00:19.0): ", as much of it as is known. */
static void print_place(const struct conclusion *conclusion, FILE *stream)
{
	const char *interface = conclusion_interface(conclusion);
	const char *slot = conclusion_slot(conclusion);
	const char *driver = conclusion->event->subject.driver;

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
static bool repeats_cure(const struct conclusion *conclusion,
			 const struct conclusion *before)
{
	if (conclusion->nic != before->nic || conclusion->n_quirks != before->n_quirks ||
	    conclusion->n_quirks == 0 || conclusion->advice.n != before->advice.n)
		return false;
	for (size_t i = 0; i < conclusion->n_quirks; i++)
		if (conclusion->quirks[i].quirk != before->quirks[i].quirk)
			return false;
	return true;
}

static void print_cure(const struct conclusion *conclusion, FILE *stream)
{
	for (size_t i = 0; i < conclusion->n_quirks; i++) {
		const struct conclusion_quirk *found = &conclusion->quirks[i];
		const char *state = conclusion_quirk_state(found);

		fprintf(stream, "  quirk: %s: %s (%s)\n", found->quirk->id,
			state ?: "possible", found->quirk->title);
	}
	for (size_t i = 0; i < conclusion->commands.n; i++)
		fprintf(stream, "  now: %s\n", conclusion->commands.list[i]);
	for (size_t i = 0; i < conclusion->advice.n; i++)
		fprintf(stream, "  do: %s\n", conclusion->advice.list[i]);
}

static void print_conclusion(const struct conclusion *conclusion,
			     const struct conclusion *before, FILE *stream)
{
	const struct event *event = conclusion->event;
	const struct symptom_kind *kind = symptom_kind_find(event->symptom->kind);

	fprintf(stream, "%s: ",
		event->symptom->gravity == GRAVITY_BENIGN
			? "harmless"
			: gravity_name(event->symptom->gravity));
	print_place(conclusion, stream);
	fprintf(stream, "%s\n", kind ? kind->title : event->symptom->kind);
	print_times(event, stream);
	fprintf(stream, "  log: %s\n", event->example);
	print_driver(event, stream);
	if (conclusion_family(conclusion))
		fprintf(stream, "  card: %s, by the driver's number for it\n",
			conclusion_family(conclusion));
	if (conclusion->meaning)
		fprintf(stream, "  why: %s\n", conclusion->meaning);
	if (before && repeats_cure(conclusion, before))
		fputs("  quirk: as above\n", stream);
	else
		print_cure(conclusion, stream);
}

void conclusions_print(const struct conclusions *conclusions, FILE *stream)
{
	const struct diagnosis *diagnosis = conclusions->diagnosis;
	const char *kernel = conclusions->plan->facts->kernel;

	for (size_t i = 0; i < conclusions->n; i++) {
		if (i)
			fputc('\n', stream);
		print_conclusion(&conclusions->list[i],
				 i ? &conclusions->list[i - 1] : NULL, stream);
	}
	if (conclusions->n == 0)
		fputs("Nothing about network cards.\n", stream);
	if (conclusions->n && *diagnosis->kernel && kernel &&
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
