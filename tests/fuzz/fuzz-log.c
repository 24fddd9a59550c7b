/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel logs, which come from anywhere: whatever they hold, what is made of them can be
 * shown on any terminal, and says the same of the same log each time. The lines that a
 * timeline passes over have nothing to say to it.
 */
#include "diagnose/diagnosis-evaluate.h"
#include "diagnose/import-text.h"
#include "diagnose/log-context.h"
#include "diagnose/timeline.h"
#include "fuzz.h"
#include "host/facts-json.h"
#include "host/json.h"
#include "quirk/quirk-file.h"

static const char host[] =
	"{\"schema\":\"nicquirk.facts/1\",\"kernel\":\"6.8.12-10-pve\",\"nics\":["
	"{\"slot\":\"0000:00:19.0\",\"vendor\":\"8086\",\"device\":\"153a\","
	"\"driver\":\"e1000e\",\"interfaces\":[{\"name\":\"eno1\",\"ifindex\":2}]},"
	"{\"slot\":\"0000:01:00.0\",\"vendor\":\"8086\",\"device\":\"1572\","
	"\"driver\":\"i40e\",\"interfaces\":[{\"name\":\"enp1s0f0\",\"ifindex\":3}]}]}";

static struct {
	struct facts *facts;
	struct quirk_db *db;
	struct plan *plan;
	struct needles *needles, *all_needles, *timeline_needles;
} known;

static void know(void)
{
	static const struct policy policy = { .evidence = EVIDENCE_B };

	if (known.facts)
		return;
	REQUIRE(facts_from_json(host, strlen(host), "host", NULL, &known.facts) == 0);
	REQUIRE(quirk_db_load(&(struct env){ 0 }, "quirks", NULL, &known.db) == 0);
	REQUIRE(plan_make(known.facts, known.db, &policy, &known.plan) == 0);
	REQUIRE(symptom_needles(false, &known.needles) == 0);
	REQUIRE(symptom_needles(true, &known.all_needles) == 0);
	REQUIRE(timeline_needles(&known.timeline_needles) == 0);
}

static void check_printable(const char *text)
{
	for (; *text; text++)
		REQUIRE(*text >= ' ' && *text < 0x7f);
}

static void check_event(const struct event *event)
{
	REQUIRE(event->count > 0 && event->first_line <= event->last_line);
	check_printable(event->first);
	check_printable(event->last);
	check_printable(event->example);
	check_printable(event->kernel);
	check_printable(event->driver.version);
	check_printable(event->subject.driver);
	check_printable(event->subject.slot);
	check_printable(event->subject.interface);
}

/* What is made of the log: NULL where it is no text. */
static char *diagnose(void)
{
	_cleanup_(log_reader_closep) struct log_reader *reader = NULL;
	_cleanup_(diagnosis_freep) struct diagnosis *diagnosis = NULL;
	_cleanup_(conclusions_clear) struct conclusions findings = { 0 };
	struct json_object *json;
	int r;

	REQUIRE(log_reader_open(fuzz_env(), NULL, known.needles, &reader) == 0);
	r = diagnosis_read(reader, known.needles, &diagnosis);
	REQUIRE(r == 0 || r == -EBADMSG || r == -EILSEQ);
	if (r < 0)
		return NULL;
	check_printable(diagnosis->kernel);
	for (size_t i = 0; i < diagnosis->n_events; i++)
		check_event(&diagnosis->events[i]);
	REQUIRE(diagnosis_evaluate(diagnosis, known.db, known.plan, &findings) == 0);
	REQUIRE(findings.n <= diagnosis->n_events);
	REQUIRE(conclusions_to_json(&findings, &json) == 0);
	return fuzz_json(json);
}

static bool want_all(const struct nic *nic _unused_, const char *kind _unused_,
		     void *user _unused_)
{
	return true;
}

/* What incidents make of the log belongs to one of the cards and has lines. */
static void check_import(void)
{
	_cleanup_(log_reader_closep) struct log_reader *reader = NULL;
	_cleanup_(log_import_freep) struct log_import *import = NULL;
	const struct log_import_result *result;

	REQUIRE(log_import_new(known.facts, true, want_all, NULL, &import) == 0);
	REQUIRE(log_reader_open(fuzz_env(), NULL, known.all_needles, &reader) == 0);
	if (import_text(reader, import) < 0)
		return;
	result = log_import_result(import);
	for (size_t i = 0; i < result->n; i++) {
		const struct incident *incident = &result->list[i].incident;

		REQUIRE(result->list[i].nic && incident->kind && incident->boot);
		REQUIRE(incident->lines > 0);
		if (incident->kernel)
			check_printable(incident->kernel);
	}
}

/* What each line there is comes to. */
static void read_each_line(struct timeline *timeline)
{
	_cleanup_(log_reader_closep) struct log_reader *reader = NULL;
	const char *bytes;
	size_t length;

	REQUIRE(log_reader_open(fuzz_env(), NULL, known.all_needles, &reader) == 0);
	while (log_reader_next(reader, true, &bytes, &length) > 0) {
		struct log_line line;

		log_context_parse(reader, bytes, length, &line);
		if (!line.foreign)
			timeline_take(timeline, line.text, line.length, line.monotonic);
	}
}

static void check_timeline(void)
{
	static struct timeline timeline, whole;
	_cleanup_(log_reader_closep) struct log_reader *reader = NULL;
	const struct needles *needles = known.timeline_needles;

	timeline = whole = (struct timeline){ 0 };
	REQUIRE(log_reader_open(fuzz_env(), NULL, needles, &reader) == 0);
	if (timeline_read(reader, needles, &timeline) < 0)
		return;
	read_each_line(&whole);
	REQUIRE(memcmp(&timeline, &whole, sizeof(whole)) == 0);
}

/* The parts of a line lie in the line. */
static void check_lines(struct bytes input)
{
	while (input.n) {
		const char *end = memchr(input.at, '\n', input.n) ?: input.at + input.n;
		struct log_subject subject = { 0 };
		struct log_line line;

		log_line_parse(input.at, (size_t)(end - input.at), &line);
		REQUIRE(line.text >= input.at && line.text + line.length <= end);
		check_printable(line.time);
		log_subject_find(line.text, line.length, false, &subject);
		log_subject_find(line.text, line.length, true, &subject);
		end += end < input.at + input.n;
		input.n -= (size_t)(end - input.at);
		input.at = end;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = { (const char *)data, size };
	_cleanup_free_ char *told = NULL, *again = NULL;

	know();
	check_lines(input);
	fuzz_write(ENV_DEV, "kmsg", input);
	told = diagnose();
	again = diagnose();
	REQUIRE(!told == !again);
	if (told)
		REQUIRE_SAME(told, again);
	check_import();
	check_timeline();
	return 0;
}
