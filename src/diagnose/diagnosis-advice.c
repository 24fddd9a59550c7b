/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <stdarg.h>

#include "diagnose/diagnosis-evaluate.h"
#include "diagnose/kernel-argument.h"
#include "diagnose/setting-command.h"

static int advise(struct strings *advice, const char *format, ...) _printf_(2, 3);

/* The same is said once, however many quirks say it. */
static int advise(struct strings *advice, const char *format, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list args;
	int r;

	va_start(args, format);
	r = vasprintf(&text, format, args);
	va_end(args);
	if (r < 0) {
		text = NULL;
		return -ENOMEM;
	}
	return strings_contain(advice, text) ? 0 : strings_add(advice, text);
}

static char *join_words(const struct strings *words)
{
	char *text = NULL, *joined;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return NULL;
	for (size_t i = 0; i < words->n; i++)
		fprintf(stream, "%s%s", i ? " " : "", words->list[i]);
	return memstream_close(stream, &text, &joined) < 0 ? NULL : joined;
}

/*
 * A text of the database or the table. What it asks for on the kernel command line, and
 * is there, is not asked for.
 */
static int advise_text(struct strings *advice, const char *cmdline, const char *text)
{
	struct strings there = { 0 }, missing = { 0 };
	_cleanup_free_ char *have = NULL, *lack = NULL;
	int r = kernel_arguments_in(text, cmdline, &there, &missing);

	if (r >= 0 && there.n == 0) {
		r = advise(advice, "%s", text);
	} else if (r >= 0) {
		have = join_words(&there);
		lack = join_words(&missing);
		r = !have || !lack ? -ENOMEM
		    : missing.n	   ? advise(advice,
					    "add to the kernel command line, which has %s "
					       "already: %s",
					    have, lack)
				   : advise(advice,
					    "no argument for the kernel: %s was there, and "
					       "it still happened",
					    have);
	}
	strings_clear(&there);
	strings_clear(&missing);
	return r;
}

/* The decision on the driver, where the quirk names its build. */
static const struct plan_module *find_decision(const struct plan *plan,
					       const struct conclusion_quirk *found)
{
	if (!quirk_avoids_build(found->quirk, found->quirk->n_steps))
		return NULL;
	for (size_t i = 0; i < plan->n_modules; i++) {
		const struct plan_module *module = &plan->modules[i];

		if (found->card->nic->driver &&
		    streq(module->module->name, found->card->nic->driver))
			return module;
	}
	return NULL;
}

static int advise_commands(struct conclusion *conclusion, const char *cmdline,
			   const struct conclusion_quirk *found, unsigned step)
{
	if (!conclusion->nic || !conclusion->is_of_cause)
		return 0;
	return step_commands(conclusion->nic, cmdline, found->quirk, step,
			     &conclusion->commands);
}

static int advise_needed(struct conclusion *conclusion, const struct plan *plan,
			 const struct conclusion_quirk *found)
{
	const struct plan_module *module = find_decision(plan, found);
	const char *cmdline = plan->facts->cmdline;
	int r = 0;

	if (module && module->decision != DECISION_KEEP)
		return advise(&conclusion->advice,
			      "reboot, for the build of the driver: %s: %s: %s",
			      module->module->name, decision_name(module->decision),
			      module->reason);
	if (quirk_avoids_build(found->quirk, found->quirk->n_steps))
		return 0;
	if (!conclusion->nic || conclusion->nic->n_ifaces == 0)
		return advise(&conclusion->advice, "nicquirk apply");
	r = advise(
		&conclusion->advice,
		"nicquirk apply %s; with nicquirk enabled, the next boot does it by itself",
		conclusion_interface(conclusion));
	for (unsigned step = 1; step <= found->entry->step && r >= 0; step++)
		r = advise_commands(conclusion, cmdline, found, step);
	return r;
}

/* The line to paste, for a step that nothing asks for by itself. */
static int advise_step(struct conclusion *conclusion, const struct quirk *quirk,
		       unsigned step)
{
	return advise(&conclusion->advice,
		      "for every boot: printf '[Step]\\n%s=%u\\n' "
		      ">>/etc/nicquirk/nicquirk.conf",
		      quirk->id, step);
}

/* What the administrator can still ask for. */
static int advise_more(struct conclusion *conclusion,
		       const struct conclusion_quirk *found)
{
	const struct quirk *quirk = found->quirk;
	const unsigned next = found->entry->step + 1;
	int r;

	if (next > quirk->n_steps)
		return advise(
			&conclusion->advice,
			"nothing, unless it has happened since the cure is in place");
	r = advise(&conclusion->advice,
		   "if it has happened since the cure is in place, take the next step: "
		   "\"[Step] %s=%u\" in nicquirk.conf",
		   quirk->id, next);
	return r;
}

/*
 * The first step that is not in place; where the log names the driver alone, on any of
 * its cards.
 */
static unsigned find_missing_step(const struct conclusion *conclusion,
				  const struct plan *plan, const struct quirk *quirk)
{
	const char *driver = conclusion->event->subject.driver;
	unsigned first = 0;

	if (conclusion->nic)
		return step_first_missing(conclusion->nic, plan->facts->cmdline, quirk);
	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct nic *nic = plan->cards[i].nic;
		unsigned step;

		if (!nic->driver || !streq(nic->driver, driver))
			continue;
		step = step_first_missing(nic, plan->facts->cmdline, quirk);
		if (first == 0 || step < first)
			first = step;
	}
	return first ?: 1;
}

/* A quirk that sets nothing by itself: the host decides, or its own log. */
static int advise_unasked(struct conclusion *conclusion, const struct plan *plan,
			  const struct conclusion_quirk *found)
{
	const struct quirk *quirk = found->quirk;
	enum incident_kind kind;
	unsigned step;
	int r;

	/* One without settings has no step to take; its advice is all there is. */
	if (quirk->n_actions == 0 || !conclusion->is_of_cause)
		return 0;
	step = find_missing_step(conclusion, plan, quirk);
	if (step > quirk->n_steps)
		return advise(&conclusion->advice,
			      "every step of %s is in place, and it still happens",
			      quirk->id);
	if (step > 1) {
		r = advise(
			&conclusion->advice,
			"step %u of %s is in place: if it was when this happened, take "
			"the next one",
			step - 1, quirk->id);
		if (r < 0)
			return r;
	}
	r = advise_commands(conclusion, plan->facts->cmdline, found, step);
	if (r < 0)
		return r;
	if (step == 1 &&
	    incident_kind_find(conclusion->event->symptom->kind, &kind) == 0 &&
	    incident_kinds_contain(&quirk->confirms, kind))
		return advise(&conclusion->advice,
			      "for every boot: nicquirk incidents --import FILE, or "
			      "without FILE from the journal");
	return advise_step(conclusion, quirk, step);
}

/* The texts of the table speak of INTERFACE, those of the database of IF. */
static char *fill_in_name(const char *text, const char *placeholder, const char *name)
{
	char *written = NULL, *filled;
	const size_t length = strlen(placeholder);
	const char *at = text, *found;
	size_t size = 0;
	FILE *stream = open_memstream(&written, &size);

	if (!stream)
		return NULL;
	for (; *name && (found = strstr(at, placeholder)); at = found + length) {
		const bool is_word =
			(found == text || isspace((unsigned char)found[-1])) &&
			!isalnum((unsigned char)found[length]);

		fprintf(stream, "%.*s%s", (int)(found - at), at,
			is_word ? name : placeholder);
	}
	fputs(at, stream);
	return memstream_close(stream, &written, &filled) < 0 ? NULL : filled;
}

static int advise_of_card(struct conclusion *conclusion, const char *cmdline,
			  const char *placeholder, const char *text)
{
	_cleanup_free_ char *filled =
		fill_in_name(text, placeholder, conclusion_interface(conclusion));

	return filled ? advise_text(&conclusion->advice, cmdline, filled) : -ENOMEM;
}

static int advise_quirk(struct conclusion *conclusion, const struct plan *plan,
			const struct conclusion_quirk *found)
{
	const char *cmdline = plan->facts->cmdline;
	const struct quirk *quirk = found->quirk;
	const struct plan_quirk *entry = found->entry;
	int r = 0;

	if (!entry)
		return advise(
			&conclusion->advice,
			"not known whether it concerns this card: nicquirk report on the "
			"host of the log, then --facts here");
	if (!entry->match)
		return entry->possible
			       ? advise(&conclusion->advice,
					"not known whether it concerns this card: nicquirk "
					"explain%s%s shows what is not known of it",
					*conclusion_interface(conclusion) ? " " : "",
					conclusion_interface(conclusion))
			       : advise(&conclusion->advice,
					"%s does not concern this host as it is now",
					quirk->id);
	if (entry->skipped)
		r = advise(&conclusion->advice,
			   "%s is skipped by this host's configuration", quirk->id);
	else if (entry->verdict == VERDICT_NEEDS_ACTION)
		r = advise_needed(conclusion, plan, found);
	else if (entry->verdict == VERDICT_MITIGATED)
		r = advise_more(conclusion, found);
	else if (entry->exhausted)
		r = advise(&conclusion->advice,
			   "every step of %s is in place, and it still happens",
			   quirk->id);
	else if (entry->verdict == VERDICT_FAILED)
		r = advise(&conclusion->advice,
			   "the kernel did not grant the cure: nicquirk explain %s",
			   quirk->id);
	else
		r = advise_unasked(conclusion, plan, found);
	for (size_t i = 0; i < quirk->advice.n && r >= 0; i++)
		r = advise_of_card(conclusion, cmdline, "IF", quirk->advice.list[i]);
	return r;
}

int conclusion_advise(struct conclusion *conclusion, const struct plan *plan)
{
	const char *cmdline = plan->facts->cmdline;
	const struct symptom_kind *kind =
		symptom_kind_find(conclusion->event->symptom->kind);
	bool is_answered = false;
	int r = 0;

	for (size_t i = 0; i < conclusion->n_quirks && r >= 0; i++) {
		const struct plan_quirk *entry = conclusion->quirks[i].entry;

		r = advise_quirk(conclusion, plan, &conclusion->quirks[i]);
		is_answered |= entry && (entry->match || !entry->possible);
	}
	if (r >= 0 && !is_answered && kind && kind->advice)
		r = advise_of_card(conclusion, cmdline, "INTERFACE", kind->advice);
	/* The driver was impatient; the card was not stuck. */
	if (r >= 0 && !conclusion->is_of_cause && conclusion->has_other_hang)
		r = advise_of_card(
			conclusion, cmdline, "INTERFACE",
			"the hang lines show the cause: see what they come to");
	else if (r >= 0 && !conclusion->is_of_cause)
		r = advise_of_card(
			conclusion, cmdline, "INTERFACE",
			"no hang line: look at the cable and the link's speed, and whether "
			"the other end sends PAUSE frames: ethtool -S INTERFACE | grep xoff");
	return r;
}
