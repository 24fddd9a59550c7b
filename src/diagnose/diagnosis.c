/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/diagnosis.h"

#include <ctype.h>

#include "diagnose/diagnosis-card.h"
#include "diagnose/kernel-report.h"
#include "diagnose/log-bar.h"
#include "diagnose/log-context.h"
#include "diagnose/log-moment.h"
#include "diagnose/open-hang.h"

/* Between a card that was taken out and the driver's word that it is gone. */
#define UNDOCK_SECONDS 10

struct state {
	struct diagnosis *diagnosis;
	const struct log_reader *reader;
	const struct needles *needles;
	struct log_line line;
	uint64_t n_lines;
	unsigned boot;
	struct kernel_report report;
	struct log_builds builds; /* in this boot */
	struct log_moment undocked;
	struct open_hang hang; /* whose dump may go on with the next line */
	bool is_fatal;	       /* the firmware saw a fatal error of the bus */
};

/* An event of the line that is being looked at. */
static struct event event_of_line(const struct state *state,
				  const struct symptom *symptom)
{
	const struct log_line *line = &state->line;
	struct event event = { .symptom = symptom, .count = 1, .boot = state->boot };
	/* /dev/kmsg writes the newlines of a block so. */
	const char *newline = memmem(line->text, line->length, "\\x0a", 4);
	const char *json_newline = memmem(line->text, line->length, "\\n", 2);

	event.first_line = event.last_line = state->n_lines;
	memcpy(event.first, line->time, sizeof(event.first));
	memcpy(event.last, line->time, sizeof(event.last));
	if (json_newline && (!newline || json_newline < newline))
		newline = json_newline;
	log_escape(event.example, sizeof(event.example), line->text,
		   newline ? (size_t)(newline - line->text) : line->length);
	return event;
}

/* The boot is over: what has been learned of it belongs to its events. */
static void settle_boot(struct state *state)
{
	struct diagnosis *diagnosis = state->diagnosis;

	for (size_t i = 0; i < diagnosis->n_events; i++) {
		struct event *event = &diagnosis->events[i];

		if (event->boot != state->boot)
			continue;
		memcpy(event->kernel, diagnosis->kernel, sizeof(event->kernel));
		memcpy(event->kernel_upstream, diagnosis->kernel_upstream,
		       sizeof(event->kernel_upstream));
		for (size_t j = 0; j < state->builds.n; j++)
			if (streq(state->builds.list[j].name, event->subject.driver))
				event->driver = state->builds.list[j].driver;
	}
	state->boot++;
	state->builds.n = 0;
	state->undocked.line = 0;
	state->is_fatal = false;
}

static int close_report(struct state *state)
{
	return kernel_report_close(&state->report, &state->builds, state->diagnosis);
}

static int take_modules(struct state *state, const char *at)
{
	char strangers[LOG_BUILDS_MAX][40];
	const size_t n = log_builds_take_modules(
		&state->builds, at, state->line.text + state->line.length, strangers);

	state->report.has_modules = true;
	for (size_t i = 0; i < n; i++) {
		struct event event = event_of_line(state, symptom_of_kind("out-of-tree"));
		const size_t length = strcspn(strangers[i], "(");

		snprintf(event.subject.driver, sizeof(event.subject.driver), "%.*s",
			 (int)length, strangers[i]);
		snprintf(event.example, sizeof(event.example),
			 "Modules linked in: ... %.39s ...", strangers[i]);
		if (diagnosis_add(state->diagnosis, &event) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* "CPU: 42 PID: 0 Comm: swapper/42 Tainted: G    B D    OE     5.8.0-33-generic #36" */
static void take_kernel(struct state *state, const char *text, size_t length)
{
	const char *end = memmem(text, length, " #", 2), *start;
	char release[sizeof(state->diagnosis->kernel)];

	if (!end)
		return;
	start = memrchr(text, ' ', (size_t)(end - text));
	if (!start || !isdigit((unsigned char)start[1]))
		return;
	log_copy_word(release, sizeof(release), start + 1, end, "");
	if (strchr(release, '.') && !*state->diagnosis->kernel)
		strcpy(state->diagnosis->kernel, release);
}

static int take_trace(struct state *state, const struct symptom *symptom,
		      const struct symptom_match *match)
{
	const struct log_line *line = &state->line;
	const char *end = line->text + line->length;
	struct kernel_report *report = &state->report;

	kernel_report_begin_trace(report);
	if (streq(symptom->kind, "modules"))
		return take_modules(state, match->start + strlen(symptom->pattern) + 1);
	if (streq(symptom->kind, "tainted")) {
		report->tainted = event_of_line(state, symptom);
		take_kernel(state, match->start, (size_t)(end - match->start));
		return 0;
	}
	report->trace = event_of_line(state, symptom);
	kernel_report_take_function(report, line->text, line->length, symptom->drivers);
	return 0;
}

/* Of which card the message is. False where it is of none of ours. */
static bool find_subject(const struct state *state, const struct symptom *symptom,
			 const struct symptom_match *match, struct log_subject *ret)
{
	const char *text = state->line.text;
	const enum subject_rule rule = symptom->subject;
	struct log_subject subject = { 0 };
	bool known;

	if (rule == SUBJECT_NONE || rule == SUBJECT_TRACE) {
		if (symptom->drivers && !strchr(symptom->drivers, ' '))
			strcpy(subject.driver, symptom->drivers);
		*ret = subject;
		return true;
	}
	log_subject_find(text, (size_t)(match->start - text), false, &subject);
	if (match->gap)
		log_subject_find(match->gap, match->gap_length, true, &subject);
	known = log_driver_is_known(subject.driver);
	if (rule == SUBJECT_PLACE) {
		/* "pci", "DMAR": which card it is decides. */
		if (!known)
			subject.driver[0] = '\0';
		*ret = subject;
		return *subject.slot || *subject.interface;
	}
	if (*subject.driver ? !known || !symptom_is_of(symptom, subject.driver)
			    : rule == SUBJECT_OURS)
		return false;
	if (rule != SUBJECT_CARD && rule != SUBJECT_OURS)
		subject.interface[0] = '\0';
	if (rule == SUBJECT_DRIVER && !*subject.driver)
		return false;
	if (!*subject.driver && symptom->drivers && !strchr(symptom->drivers, ' '))
		strcpy(subject.driver, symptom->drivers);
	*ret = subject;
	return true;
}

static int take_event(struct state *state, struct event *event)
{
	const char *kind = event->symptom->kind;

	if (streq(kind, "out-of-tree")) {
		struct log_driver *build =
			log_builds_find(&state->builds, event->subject.driver);

		if (build)
			build->origin = ORIGIN_OUT_OF_TREE;
	}
	if (streq(kind, "link-lost") &&
	    log_moment_follows(log_moment_of(&state->line, state->n_lines),
			       &state->undocked, UNDOCK_SECONDS))
		event->symptom = symptom_of_kind("undocked");
	if (streq(kind, "no-resources") &&
	    log_bar_is_optional(state->line.text, state->line.length))
		event->symptom = symptom_of_kind("optional-bar");
	if (!streq(kind, "tx-hang"))
		return diagnosis_add(state->diagnosis, event);
	open_hang_begin(&state->hang, event, state->line.text, state->line.length);
	return 0;
}

static int take_boot_line(struct state *state, const struct symptom *symptom,
			  const struct symptom_match *match)
{
	const char *end = state->line.text + state->line.length, *debian;
	int r;

	if (match->start != state->line.text)
		return 0;
	r = close_report(state);
	settle_boot(state);
	log_copy_word(state->diagnosis->kernel, sizeof(state->diagnosis->kernel),
		      match->start + strlen(symptom->pattern), end, "");
	/* "... #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)" */
	state->diagnosis->kernel_upstream[0] = '\0';
	debian = memmem(match->start, (size_t)(end - match->start), " Debian ", 8);
	if (debian)
		log_copy_word(state->diagnosis->kernel_upstream,
			      sizeof(state->diagnosis->kernel_upstream), debian + 8, end,
			      "-+~");
	return r;
}

/* A line that begins a report, or belongs to one. */
static int take_report_line(struct state *state, const struct symptom *symptom,
			    const struct event *event)
{
	struct kernel_report *report = &state->report;
	const struct log_line *line = &state->line;
	int r;

	if (symptom->role == ROLE_WARNING &&
	    memmem(line->text, line->length, "skb_warn_bad_offload", 20)) {
		struct event offload = *event;

		offload.symptom = symptom_of_kind("bad-offload");
		return take_report_line(state, offload.symptom, &offload);
	}
	if (symptom->role == ROLE_WARNING &&
	    kernel_report_is_spoken_for(line->text, line->length))
		return 0;
	if (symptom->role == ROLE_CONTINUE && report->has_event && !*report->driver &&
	    (symptom->subject == SUBJECT_TRACE ||
	     streq(report->event.symptom->kind, symptom->kind)))
		return 0;
	r = close_report(state);
	kernel_report_begin(report, event);
	kernel_report_take_line(report, line->text, line->length);
	return r;
}

/* The device of a fatal error. Of a lesser one the kernel prints lines of its own. */
static int take_fatal(struct state *state, const struct symptom_match *match)
{
	static const struct symptom fatal = { "aer",	     "",
					      NULL,	     GRAVITY_CRITICAL,
					      SUBJECT_PLACE, ROLE_EVENT };
	struct event event = event_of_line(state, &fatal);
	const char *end = state->line.text + state->line.length;
	const char *id = memmem(match->start, (size_t)(end - match->start), "id: ", 4);

	log_subject_find(id + 4, (size_t)(end - id) - 4, true, &event.subject);
	if (!state->is_fatal || !*event.subject.slot)
		return 0;
	return diagnosis_add(state->diagnosis, &event);
}

static int take_symptom(struct state *state, const struct symptom *symptom,
			const struct symptom_match *match)
{
	struct event event;

	switch (symptom->role) {
	case ROLE_TRACE:
		return take_trace(state, symptom, match);
	case ROLE_BOOT:
		return take_boot_line(state, symptom, match);
	case ROLE_DEVICE:
		diagnosis_take_device(state->diagnosis, state->line.text, match);
		return 0;
	case ROLE_FAMILY:
		diagnosis_take_family(state->diagnosis, state->line.text, match);
		return 0;
	case ROLE_FATAL:
		state->is_fatal = true;
		return 0;
	case ROLE_FATAL_OF:
		return take_fatal(state, match);
	case ROLE_UNDOCK:
		state->undocked = log_moment_of(&state->line, state->n_lines);
		return 0;
	default:
		break;
	}
	event = event_of_line(state, symptom);
	if (!find_subject(state, symptom, match, &event.subject))
		return 0;
	if (symptom->role == ROLE_VERSION) {
		log_builds_take_version(&state->builds, event.subject.driver,
					match->start + strlen(symptom->pattern),
					state->line.text + state->line.length);
		return 0;
	}
	if (symptom->role == ROLE_EVENT)
		return take_event(state, &event);
	return take_report_line(state, symptom, &event);
}

/* The first row of the table whose message the line is, or NULL. */
static const struct symptom *find_symptom(const struct state *state,
					  struct symptom_match *ret)
{
	const char *at = state->line.text, *end = at + state->line.length;
	size_t i, length;

	while ((at = needles_find(state->needles, at, (size_t)(end - at), &i))) {
		/* Others may begin here and go on otherwise. */
		for (; symptoms[i].kind && !symptom_is_incidental(&symptoms[i]); i++) {
			const char *anchor = symptom_anchor(&symptoms[i], &length);

			if (length <= (size_t)(end - at) &&
			    memcmp(anchor, at, length) == 0 &&
			    symptom_matches(&symptoms[i], state->line.text,
					    state->line.length, ret))
				return &symptoms[i];
		}
		at++;
	}
	return NULL;
}

static int diagnose_line(struct state *state, const char *bytes, size_t length)
{
	const struct symptom *symptom = NULL;
	struct symptom_match match;
	struct kernel_report *report = &state->report;
	size_t which;
	int r;

	state->n_lines++;
	if (open_hang_is_open(&state->hang)) {
		log_context_parse(state->reader, bytes, length, &state->line);
		r = open_hang_take_line(&state->hang, state->line.text,
					state->line.length, state->diagnosis);
		if (r)
			return r;
	}
	/* Most lines of a report have nothing, and their prefix is not worth a look. */
	if (needles_find(state->needles, bytes, length, &which)) {
		log_context_parse(state->reader, bytes, length, &state->line);
		symptom = find_symptom(state, &match);
	}
	if (report->lines_left) {
		/* The head of the next report is no line of this one. */
		if (!symptom || !symptom_is_report(symptom))
			kernel_report_take_line(report, bytes, length);
		report->lines_left--;
		if (report->lines_left == 0 || memmem(bytes, length, "[ end trace ", 12))
			if (close_report(state) < 0)
				return -ENOMEM;
	}
	/* What other programs say of a log is no log. */
	if (symptom && state->line.foreign &&
	    (symptom->subject != SUBJECT_NONE || symptom->role != ROLE_EVENT))
		return 0;
	return symptom ? take_symptom(state, symptom, &match) : 0;
}

int diagnosis_read(struct log_reader *reader, const struct needles *needles,
		   struct diagnosis **ret)
{
	_cleanup_(diagnosis_freep) struct diagnosis *diagnosis =
		calloc(1, sizeof(*diagnosis));
	_cleanup_free_ struct state *state = calloc(1, sizeof(*state));
	const char *line;
	size_t length;
	int r;

	if (!diagnosis || !state)
		return -ENOMEM;
	state->diagnosis = diagnosis;
	state->reader = reader;
	state->needles = needles;
	while ((r = log_reader_next(reader,
				    state->report.lines_left > 0 ||
					    open_hang_is_open(&state->hang),
				    &line, &length)) > 0)
		if (diagnose_line(state, line, length) < 0)
			return -ENOMEM;
	if (r >= 0)
		r = open_hang_close(&state->hang, diagnosis);
	if (r >= 0)
		r = close_report(state);
	if (r < 0)
		return r;
	settle_boot(state);
	r = diagnosis_finish(diagnosis);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(diagnosis);
	return 0;
}
