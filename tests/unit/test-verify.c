/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is made of a test under load: what iperf3 says, memory, the verdict. */
#include "scratch.h"

#include "watch/iperf.h"
#include "watch/meminfo.h"
#include "watch/server.h"
#include "watch/verify.h"

#define GB UINT64_C(1000000000)

/* Of the rows that follow, those whose JSON has all that the test is for. */
#define N_COMPLETE 5

static void iperf_says_what_was_sent_and_received(void **state)
{
	static const struct {
		struct iperf_test test;
		const char *json;
		uint64_t sent, received;
	} rows[] = {
		{ { 0 },
		  "{\"end\":{\"sum_sent\":{\"bytes\":5,\"seconds\":2,\"retransmits\":3},"
		  "\"sum_received\":{\"bytes\":4}}}",
		  5,
		  0 },
		{ { .receive = true },
		  "{\"end\":{\"sum_sent\":{\"bytes\":5,\"seconds\":2},"
		  "\"sum_received\":{\"bytes\":4}}}",
		  0,
		  4 },
		{ { .both = true },
		  "{\"end\":{\"sum_sent\":{\"bytes\":5,\"seconds\":2},"
		  "\"sum_received_bidir_reverse\":{\"bytes\":7}}}",
		  5,
		  7 },
		{ { .udp = true },
		  "{\"end\":{\"sum\":{\"bytes\":6,\"seconds\":2}}}",
		  6,
		  0 },
		{ { .udp = true },
		  "{\"end\":{\"sum\":{\"bytes\":6},\"sum_sent\":{\"bytes\":8,\"seconds\":2}}}",
		  8,
		  0 },
		/* From here on a figure is missing. */
		{ { .both = true },
		  "{\"end\":{\"sum_sent\":{\"bytes\":5,\"seconds\":2}}}",
		  5,
		  0 },
		{ { .receive = true }, "{\"end\":{\"sum_sent\":{\"bytes\":5}}}", 0, 0 },
		{ { .udp = true }, "{\"end\":{\"sum\":{\"seconds\":2}}}", 0, 0 },
		{ { 0 }, "{\"start\":{}}", 0, 0 },
		{ { 0 }, "{\"end\":{},\"error\":\"no\"}", 0, 0 },
		{ { 0 }, "{\"end\":[]}", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct iperf_result result;

		assert_int_equal(iperf_parse(rows[i].json, &rows[i].test, &result), 0);
		assert_int_equal(result.sent, rows[i].sent);
		assert_int_equal(result.received, rows[i].received);
		assert_int_equal(*result.error != '\0', i == N_COMPLETE + 4);
		assert_int_equal(result.retransmits, i == 0 ? 3 : -1);
		assert_int_equal(result.complete, i < N_COMPLETE);
	}
}

static void what_is_no_json_is_refused(void **state)
{
	struct iperf_result result;

	(void)state;
	assert_int_equal(iperf_parse("", &(struct iperf_test){ 0 }, &result), -EBADMSG);
	assert_int_equal(iperf_parse("[]", &(struct iperf_test){ 0 }, &result), -EBADMSG);
	assert_int_equal(iperf_parse("{\"end\":", &(struct iperf_test){ 0 }, &result),
			 -EBADMSG);
}

static void a_server_has_a_host_and_perhaps_a_port(void **state)
{
	static const struct {
		const char *text, *host, *port;
		int r;
	} rows[] = {
		{ "127.0.0.1", "127.0.0.1", "", 0 },
		{ "127.0.0.1:5301", "127.0.0.1", "5301", 0 },
		{ "::1", "::1", "", 0 },
		{ "[::1]:5301", "::1", "5301", 0 },
		{ "[::1]", "::1", "", 0 },
		{ "[::1", "", "", -EINVAL },
		{ "[::1]5301", "", "", -EINVAL },
		{ "127.0.0.1:", "", "", -EINVAL },
		{ "127.0.0.1:0", "", "", -EINVAL },
		{ "127.0.0.1:x", "", "", -EINVAL },
		{ "", "", "", -EINVAL },
		{ ":5301", "", "", -EINVAL },
		{ "-J", "", "", -EINVAL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct server server = { 0 };

		assert_int_equal(server_find(rows[i].text, &server), rows[i].r);
		assert_string_equal(server.host, rows[i].host);
		assert_string_equal(server.port, rows[i].port);
	}
}

static void memory_is_explained_by_lines_and_by_zfs(void **state)
{
	struct scratch *scratch = *state;
	struct meminfo memory;

	assert_int_equal(meminfo_read(&scratch->env, &memory), -ENOENT);
	scratch_write(
		scratch, ENV_PROC, "meminfo",
		"MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 300 kB\n"
		"Cached: 200 kB\nSwapCached: 10 kB\nAnonPages: 90 kB\nMapped: 50 kB\n");
	assert_int_equal(meminfo_read(&scratch->env, &memory), 0);
	assert_int_equal(memory.unexplained, 600);
	assert_int_equal(memory.available, 300);
	scratch_write(scratch, ENV_PROC, "spl/kstat/zfs/arcstats",
		      "name type data\nhits 4 7\nsize 4 102400\nc_max 4 1\n");
	assert_int_equal(meminfo_read(&scratch->env, &memory), 0);
	assert_int_equal(memory.unexplained, 500);
	/* Of two processors, in two zones; a page is 4 KiB or more. */
	scratch_write(
		scratch, ENV_PROC, "zoneinfo",
		"Node 0, zone DMA32\n  pages free 7\n    cpu: 0\n              count:    3\n"
		"              high: 9\n    cpu: 1\n              count: 4\n");
	assert_int_equal(meminfo_read(&scratch->env, &memory), 0);
	assert_int_equal(memory.unexplained, 500 - 7 * sysconf(_SC_PAGESIZE) / 1024);
	scratch_write(scratch, ENV_PROC, "meminfo", "MemFree: 100 kB\n");
	assert_int_equal(meminfo_read(&scratch->env, &memory), -EBADMSG);
}

/* Three phases of 10 s that went well: 1 GB each, of which two received. */
static struct verify_report fine(void)
{
	return (struct verify_report){
		.n_phases = 3,
		.phases = { { .name = "transmit",
			      .ran = true,
			      .iperf = { .sent = GB, .seconds = 10 } },
			    { .name = "receive",
			      .ran = true,
			      .iperf = { .received = GB, .seconds = 10 } },
			    { .name = "both",
			      .ran = true,
			      .iperf = { .sent = GB, .received = GB, .seconds = 10 } } },
		.sent = 2 * GB,
		.received = 2 * GB,
		.hours_left = -1,
	};
}

static void what_went_through_has_held(void **state)
{
	struct verify_report report = fine();

	(void)state;
	verify_judge(&report, 1000, 1000000);
	assert_int_equal(report.verdict, VERIFY_HELD);
	report = fine();
	report.phases[1].growth_kib = 30000; /* what other programs may do as well */
	report.phases[2].growth_kib = 100;
	verify_judge(&report, -1, 1000000);
	assert_int_equal(report.verdict, VERIFY_HELD);
}

static void too_little_says_nothing(void **state)
{
	struct verify_report report = fine();

	(void)state;
	report.sent = 10000000;
	verify_judge(&report, -1, 0);
	assert_int_equal(report.verdict, VERIFY_INCONCLUSIVE);
	report = fine();
	verify_judge(&report, 10000, 0);
	assert_int_equal(report.verdict, VERIFY_INCONCLUSIVE);
	report = fine();
	strcpy(report.phases[2].note, "iperf3: the server has terminated");
	verify_judge(&report, -1, 0);
	assert_int_equal(report.verdict, VERIFY_INCONCLUSIVE);
	assert_string_equal(report.reason, "both: iperf3: the server has terminated");
}

static void little_that_was_received_is_no_leak(void **state)
{
	struct verify_report report = fine();

	(void)state;
	report.received = report.phases[1].iperf.received = 300000;
	report.phases[2].iperf.received = 0;
	report.phases[1].growth_kib = 160000;
	verify_judge(&report, -1, 16500000);
	assert_int_equal(report.verdict, VERIFY_HELD);
}

static void memory_that_goes_in_each_phase_that_receives_is_a_leak(void **state)
{
	struct verify_report report = fine();

	(void)state;
	report.phases[1].growth_kib = 160000;
	report.phases[2].growth_kib = 170000;
	verify_judge(&report, -1, 16500000);
	assert_int_equal(report.verdict, VERIFY_LEAKS);
	assert_int_equal(report.growth_kib, 330000);
	/* 100 GB more can be received, at 450 GB an hour. */
	assert_int_equal(report.hours_left, 0);
	report = fine();
	report.phases[1].growth_kib = 160000;
	report.phases[2].growth_kib = -1000;
	verify_judge(&report, -1, 16500000);
	assert_int_equal(report.verdict, VERIFY_HELD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(iperf_says_what_was_sent_and_received),
		cmocka_unit_test(what_is_no_json_is_refused),
		cmocka_unit_test(a_server_has_a_host_and_perhaps_a_port),
		SCRATCH(memory_is_explained_by_lines_and_by_zfs),
		cmocka_unit_test(what_went_through_has_held),
		cmocka_unit_test(too_little_says_nothing),
		cmocka_unit_test(little_that_was_received_is_no_leak),
		cmocka_unit_test(memory_that_goes_in_each_phase_that_receives_is_a_leak),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
