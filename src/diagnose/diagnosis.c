/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/diagnosis.h"

#include <ctype.h>

/* A report of the kernel with its trace is some 60 lines long. */
#define REPORT_LINES 100
#define BUILDS_MAX   16

struct build_seen {
	char name[24];
	struct log_driver driver;
};

/* A report whose lines come one by one: what it is about stands at its end. */
struct report {
	unsigned lines_left; /* 0: none is open */
	bool has_event;
	struct event event; /* not counted before it is known whose it is */
	char driver[24];    /* whose functions its trace names */
	struct event trace; /* the line that names it */
	struct event tainted;
	bool has_modules;
};

struct state {
	struct diagnosis *diagnosis;
	const struct needles *needles;
	struct log_line line;
	uint64_t n_lines;
	unsigned boot;
	struct report report;
	struct build_seen builds[BUILDS_MAX]; /* in this boot */
	size_t n_builds;
};

int diagnosis_needles(struct needles **ret)
{
	const char *anchors[NEEDLES_MAX];
	size_t lengths[NEEDLES_MAX], n = 0;

	for (; symptoms[n].kind; n++) {
		if (n == NEEDLES_MAX)
			return -EINVAL;
		anchors[n] = symptom_anchor(&symptoms[n], &lengths[n]);
	}
	return needles_new(anchors, lengths, n, ret);
}

/* An event of the line that is being looked at. */
static struct event event_of_line(const struct state *state,
				  const struct symptom *symptom)
{
	const struct log_line *line = &state->line;
	struct event event = { .symptom = symptom, .count = 1, .boot = state->boot };
	/* /dev/kmsg writes the newlines of a block so. */
	const char *newline = memmem(line->text, line->length, "\\x0a", 4);

	event.first_line = event.last_line = state->n_lines;
	memcpy(event.first, line->time, sizeof(event.first));
	memcpy(event.last, line->time, sizeof(event.last));
	log_escape(event.example, sizeof(event.example), line->text,
		   newline ? (size_t)(newline - line->text) : line->length);
	return event;
}

/* What is known of a driver in this boot; NULL beyond the limit. */
static struct log_driver *find_build(struct state *state, const char *name)
{
	for (size_t i = 0; i < state->n_builds; i++)
		if (streq(state->builds[i].name, name))
			return &state->builds[i].driver;
	if (state->n_builds == BUILDS_MAX || strlen(name) >= sizeof(state->builds->name))
		return NULL;
	state->builds[state->n_builds] = (struct build_seen){ 0 };
	strcpy(state->builds[state->n_builds].name, name);
	return &state->builds[state->n_builds++].driver;
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
		for (size_t j = 0; j < state->n_builds; j++)
			if (streq(state->builds[j].name, event->subject.driver))
				event->driver = state->builds[j].driver;
	}
	state->boot++;
	state->n_builds = 0;
}

/* The one driver of ours that is known to be out of the tree, or "". */
static const char *sole_stranger(const struct state *state)
{
	const char *name = "";

	for (size_t i = 0; i < state->n_builds; i++) {
		if (state->builds[i].driver.origin != ORIGIN_OUT_OF_TREE)
			continue;
		if (*name)
			return "";
		name = state->builds[i].name;
	}
	return name;
}

static int close_report(struct state *state)
{
	struct report *report = &state->report;
	int r = 0;

	if (report->has_event) {
		/* Who damages memory need not be there when the damage is found. */
		if (!*report->driver &&
		    report->event.symptom->gravity == GRAVITY_CRITICAL)
			strcpy(report->driver, sole_stranger(state));
		memcpy(report->event.subject.driver, report->driver,
		       sizeof(report->driver));
		r = diagnosis_add(state->diagnosis, &report->event);
	} else if (*report->driver && report->trace.symptom) {
		memcpy(report->trace.subject.driver, report->driver,
		       sizeof(report->driver));
		r = diagnosis_add(state->diagnosis, &report->trace);
	} else if (report->tainted.symptom && !report->has_modules) {
		r = diagnosis_add(state->diagnosis, &report->tainted);
	}
	*report = (struct report){ 0 };
	return r;
}

/* The word that begins at AT, up to one of STOP, as text; "" where it does not fit. */
static void copy_word(char *buffer, size_t size, const char *at, const char *end,
		      const char *stop)
{
	size_t length = 0;

	while (at + length < end && at[length] && !strchr(stop, at[length]) &&
	       isgraph((unsigned char)at[length]))
		length++;
	if (length >= size)
		length = 0;
	memcpy(buffer, at, length);
	buffer[length] = '\0';
}

static const struct symptom *symptom_of_kind(const char *kind)
{
	for (const struct symptom *symptom = symptoms; symptom->kind; symptom++)
		if (streq(symptom->kind, kind))
			return symptom;
	return NULL;
}

/* "Modules linked in: ... i40e(OE) ..." */
static int take_modules(struct state *state, const char *at, const char *end)
{
	char word[40];

	state->report.has_modules = true;
	while (at < end) {
		struct log_driver *build;
		bool was_known;
		char *paren;

		copy_word(word, sizeof(word), at, end, "");
		while (at < end && !isblank((unsigned char)*at))
			at++;
		while (at < end && isblank((unsigned char)*at))
			at++;
		paren = strchr(word, '(');
		if (paren)
			*paren = '\0';
		if (!log_driver_is_known(word))
			continue;
		build = find_build(state, word);
		if (!build)
			continue;
		was_known = build->origin == ORIGIN_OUT_OF_TREE;
		build->origin = ORIGIN_IN_TREE;
		if (paren && strchr(paren + 1, 'O'))
			build->origin = ORIGIN_OUT_OF_TREE;
		if (build->origin == ORIGIN_OUT_OF_TREE && !was_known) {
			struct event event =
				event_of_line(state, symptom_of_kind("out-of-tree"));

			strcpy(event.subject.driver, word);
			snprintf(event.example, sizeof(event.example),
				 "Modules linked in: ... %s(%.8s ...", word, paren + 1);
			if (diagnosis_add(state->diagnosis, &event) < 0)
				return -ENOMEM;
		}
	}
	return 0;
}

/* " ? i40e_napi_poll+0x5b/0x100 [i40e]": the innermost of ours is what was at work. */
static void take_frame(struct report *report, const char *text, size_t length)
{
	const char *end = text + length;
	const char *offset = memmem(text, length, "+0x", 3), *bracket;
	char module[sizeof(report->driver)];

	if (!offset || *report->driver)
		return;
	bracket = memmem(offset, (size_t)(end - offset), " [", 2);
	if (!bracket)
		return;
	copy_word(module, sizeof(module), bracket + 2, end, "]");
	if (log_driver_is_known(module))
		strcpy(report->driver, module);
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
	copy_word(release, sizeof(release), start + 1, end, "");
	if (strchr(release, '.') && !*state->diagnosis->kernel)
		strcpy(state->diagnosis->kernel, release);
}

static int take_trace(struct state *state, const struct symptom *symptom,
		      const struct symptom_match *match)
{
	const struct log_line *line = &state->line;
	const char *end = line->text + line->length;
	struct report *report = &state->report;

	if (report->lines_left == 0)
		report->lines_left = REPORT_LINES;
	if (streq(symptom->kind, "modules"))
		return take_modules(state, match->start + strlen(symptom->pattern) + 1,
				    end);
	if (streq(symptom->kind, "tainted")) {
		report->tainted = event_of_line(state, symptom);
		take_kernel(state, match->start, (size_t)(end - match->start));
		return 0;
	}
	report->trace = event_of_line(state, symptom);
	take_frame(report, line->text, line->length);
	if (!*report->driver)
		strcpy(report->driver, symptom->drivers);
	return 0;
}

/* "i40e: Intel(R) 40-10 Gigabit Ethernet Connection Network Driver - version 2.13.10" */
static void take_version(struct state *state, const char *driver, const char *at)
{
	struct log_driver *build = find_build(state, driver);
	char version[sizeof(build->version)];
	size_t length;

	copy_word(version, sizeof(version), at, state->line.text + state->line.length,
		  "");
	if (!build || !isdigit((unsigned char)*version))
		return;
	length = strlen(version);
	memcpy(build->version, version, length + 1);
	/* The kernel's own end in -k, as long as they had numbers of their own. */
	build->origin = length > 2 && streq(version + length - 2, "-k")
				? ORIGIN_IN_TREE
				: ORIGIN_OUT_OF_TREE;
}

/* Whom the message is about. False where it is none of ours. */
static bool find_subject(const struct state *state, const struct symptom *symptom,
			 const struct symptom_match *match, struct log_subject *ret)
{
	const char *text = state->line.text;
	struct log_subject subject = { 0 };

	if (symptom->subject != SUBJECT_NONE) {
		log_subject_find(text, (size_t)(match->start - text), false, &subject);
		if (match->gap)
			log_subject_find(match->gap, match->gap_length, true, &subject);
		if (*subject.driver && !log_driver_is_known(subject.driver))
			return false;
		if (symptom->subject != SUBJECT_CARD)
			subject.interface[0] = '\0';
		if (symptom->subject == SUBJECT_DRIVER && !*subject.driver)
			return false;
	}
	if (!*subject.driver && symptom->drivers && !strchr(symptom->drivers, ' '))
		strcpy(subject.driver, symptom->drivers);
	*ret = subject;
	return true;
}

/* "pci 0000:00:19.0: [8086:153a] type 00 class 0x020000" */
static void take_device(struct state *state, const struct symptom_match *match)
{
	const char *text = state->line.text;
	size_t head = (size_t)(match->start - text);
	struct log_subject subject = { 0 };
	struct log_card *card;
	char digits[sizeof("[vvvv:dddd")];
	unsigned vendor, device;

	if (head < sizeof(digits))
		return;
	head -= sizeof(digits) - 1;
	memcpy(digits, text + head, sizeof(digits) - 1);
	digits[sizeof(digits) - 1] = '\0';
	log_subject_find(text, head, false, &subject);
	if (!*subject.slot || sscanf(digits, "[%4x:%4x", &vendor, &device) != 2)
		return;
	card = diagnosis_add_card(state->diagnosis, subject.slot);
	if (card) {
		card->vendor = (int32_t)vendor;
		card->device = (int32_t)device;
	}
}

static int take_symptom(struct state *state, const struct symptom *symptom,
			const struct symptom_match *match)
{
	struct report *report = &state->report;
	struct event event;
	int r;

	if (symptom->role == ROLE_TRACE)
		return take_trace(state, symptom, match);
	if (symptom->role == ROLE_BOOT) {
		if (match->start != state->line.text)
			return 0;
		r = close_report(state);
		settle_boot(state);
		copy_word(state->diagnosis->kernel, sizeof(state->diagnosis->kernel),
			  match->start + strlen(symptom->pattern),
			  state->line.text + state->line.length, "");
		return r;
	}
	if (symptom->role == ROLE_DEVICE) {
		take_device(state, match);
		return 0;
	}
	if (symptom->role == ROLE_MARK || symptom->role == ROLE_OWN)
		return 0;
	event = event_of_line(state, symptom);
	if (!find_subject(state, symptom, match, &event.subject))
		return 0;
	if (symptom->role == ROLE_VERSION) {
		take_version(state, event.subject.driver,
			     match->start + strlen(symptom->pattern));
		return 0;
	}
	if (streq(symptom->kind, "out-of-tree")) {
		struct log_driver *build = find_build(state, event.subject.driver);

		if (build)
			build->origin = ORIGIN_OUT_OF_TREE;
	}
	if (symptom->role == ROLE_EVENT)
		return diagnosis_add(state->diagnosis, &event);
	if (symptom->role == ROLE_CONTINUE && report->has_event &&
	    streq(report->event.symptom->kind, symptom->kind))
		return 0;
	r = close_report(state);
	report->lines_left = REPORT_LINES;
	report->has_event = true;
	report->event = event;
	return r;
}

/* The first row of the table whose message the line is, or NULL. */
static const struct symptom *find_symptom(const struct state *state,
					  struct symptom_match *ret)
{
	const char *at = state->line.text, *end = at + state->line.length;
	size_t i, length;

	while ((at = needles_find(state->needles, at, (size_t)(end - at), &i))) {
		/* Others may begin here and go on otherwise. */
		for (; symptoms[i].kind; i++) {
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
	struct report *report = &state->report;
	size_t which;

	state->n_lines++;
	/* Most lines of a report have nothing, and their prefix is not worth a look. */
	if (needles_find(state->needles, bytes, length, &which)) {
		log_line_parse(bytes, length, &state->line);
		symptom = find_symptom(state, &match);
	}
	if (report->lines_left) {
		take_frame(report, bytes, length);
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
	struct state state = { .diagnosis = diagnosis, .needles = needles };
	const char *line;
	size_t length;
	int r;

	if (!diagnosis)
		return -ENOMEM;
	while ((r = log_reader_next(reader, state.report.lines_left > 0, &line,
				    &length)) > 0)
		if (diagnose_line(&state, line, length) < 0)
			return -ENOMEM;
	if (r < 0)
		return r;
	r = close_report(&state);
	if (r < 0)
		return r;
	settle_boot(&state);
	r = diagnosis_finish(diagnosis);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(diagnosis);
	return 0;
}
