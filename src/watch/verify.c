/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/verify.h"

#include <fnmatch.h>

#include "netlink/driver-counters.h"
#include "watch/bring-back.h"
#include "watch/guest.h"
#include "watch/testing-lock.h"
#include "watch/verify-phase.h"

/* Less than so much sent says nothing of a hang under load. */
#define BYTES_LEAST (UINT64_C(64) << 20)

/* Less than so much received says nothing of memory that is lost with it. */
#define RECEIVED_LEAST BYTES_LEAST

/* A line of which less than this part was used was never under load. */
#define LOAD_LEAST 0.5

/*
 * Growth that is no noise: memory that nothing explains moves by some MiB with the rings
 * of other drivers and the free pages that each processor keeps at hand. A driver that
 * loses pages loses them in proportion to what it receives, in each phase that does.
 */
#define LEAK_LEAST_KIB	      INT64_C(32768)
#define LEAK_LEAST_KIB_PER_GB 2048.0
#define LEAK_LEAST_SHARE      0.25

#define GIGABYTE 1e9

static void read_counters(const struct verify_request *request,
			  struct driver_counters *ret)
{
	if (driver_counters_read(request->interface, ret) < 0)
		*ret = (struct driver_counters){ 0 };
}

static int64_t read_unexplained(const struct verify_request *request)
{
	struct meminfo memory;

	return meminfo_read(request->env, &memory) < 0 ? 0 : memory.unexplained;
}

static bool is_error_counter(const char *name)
{
	static const char *const patterns[] = { "*err*",  "*reset*", "*timeout*",
						"*hang*", "*fail*",  "*missed*" };

	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++)
		if (fnmatch(patterns[i], name, 0) == 0)
			return true;
	return false;
}

static int compare_counters(const struct driver_counters *before,
			    const struct driver_counters *after, struct strings *ret)
{
	for (size_t i = 0; i < before->n && i < after->n; i++) {
		const char *name = driver_counters_name(after, i);
		uint64_t more = after->values[i] - before->values[i];
		char text[64];

		if (!more || !is_error_counter(name) ||
		    !streq(name, driver_counters_name(before, i)))
			continue;
		snprintf(text, sizeof(text), "%s +%llu", name, (unsigned long long)more);
		if (strings_add(ret, text) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* Whether memory went in each phase that received much, at no less than a part of RATE.
 */
static bool leaks_steadily(const struct verify_report *report, double rate)
{
	for (size_t i = 0; i < report->n_phases; i++) {
		const struct verify_phase_result *phase = &report->phases[i];
		const double gigabytes = (double)phase->iperf.received / GIGABYTE;

		/* A tenth of all: less says nothing. */
		if (phase->ran && phase->iperf.received >= report->received / 10 &&
		    (double)phase->growth_kib < gigabytes * rate * LEAK_LEAST_SHARE)
			return false;
	}
	return true;
}

static void judge_memory(int64_t available, struct verify_report *report)
{
	const double gigabytes = (double)report->received / GIGABYTE;

	for (size_t i = 0; i < report->n_phases; i++)
		report->growth_kib += report->phases[i].growth_kib;
	if (report->received < RECEIVED_LEAST)
		return;
	report->growth_kib_per_gb = (double)report->growth_kib / gigabytes;
	if (report->growth_kib < LEAK_LEAST_KIB ||
	    report->growth_kib_per_gb < LEAK_LEAST_KIB_PER_GB ||
	    !leaks_steadily(report, report->growth_kib_per_gb))
		return;
	report->verdict = VERIFY_LEAKS;
	report->phase = "receive";
	/* At 1 Gb/s, 450 GB are received an hour. */
	report->hours_left =
		(int64_t)((double)available / report->growth_kib_per_gb / 450);
	snprintf(report->reason, sizeof(report->reason),
		 "%lld KiB that nothing explains, %.0f KiB a GB received",
		 (long long)report->growth_kib, report->growth_kib_per_gb);
}

static double best_rate(const struct verify_report *report)
{
	double best = 0;

	for (size_t i = 0; i < report->n_phases; i++) {
		const struct iperf_result *iperf = &report->phases[i].iperf;
		double more = (double)(iperf->sent > iperf->received ? iperf->sent
								     : iperf->received);

		if (report->phases[i].ran && iperf->seconds > 0 &&
		    more / iperf->seconds > best)
			best = more / iperf->seconds;
	}
	return best * 8 / 1e6;
}

/* Whether enough went through to say anything. */
static void judge_load(struct verify_report *report, int speed)
{
	const double rate = best_rate(report);

	for (size_t i = 0; i < report->n_phases; i++) {
		const struct verify_phase_result *phase = &report->phases[i];

		if (!phase->ran || !*phase->note)
			continue;
		report->verdict = VERIFY_INCONCLUSIVE;
		snprintf(report->reason, sizeof(report->reason), "%s: %.180s",
			 phase->name, phase->note);
		return;
	}
	if (report->sent < BYTES_LEAST) {
		report->verdict = VERIFY_INCONCLUSIVE;
		snprintf(report->reason, sizeof(report->reason),
			 "too little was sent: %.1f MB", (double)report->sent / 1e6);
	} else if (speed > 0 && rate < speed * LOAD_LEAST) {
		report->verdict = VERIFY_INCONCLUSIVE;
		snprintf(report->reason, sizeof(report->reason),
			 "the line was never under load: at most %.0f of %d Mb/s", rate,
			 speed);
	} else {
		report->verdict = VERIFY_HELD;
	}
}

void verify_judge(struct verify_report *report, int speed, int64_t available)
{
	judge_load(report, speed);
	/* Also of a test that was too short for more. */
	judge_memory(available, report);
}

/* Whether the phase has shown that the card hangs. */
static bool has_hung(const struct verify_phase_result *result)
{
	return result->fault || (result->stalled && result->carrier && !result->sends);
}

static void judge_hang(const struct verify_request *request, struct verify_report *report,
		       const struct verify_phase_result *result)
{
	report->verdict = VERIFY_HANGS;
	report->phase = result->name;
	snprintf(report->reason, sizeof(report->reason), "%s in phase %s after %.1f MB",
		 result->fault ?: "nothing is sent any more", result->name,
		 (double)(report->sent + report->received) / 1e6);
	report->recovered = bring_back(request->env, request->rtnl, request->ifindex,
				       request->driver) == 0;
}

static int run_phase(const struct verify_phase *phase,
		     const struct verify_request *request,
		     const struct verify_progress *progress, const volatile int *stop,
		     struct verify_report *report)
{
	struct verify_phase_result *result = &report->phases[report->n_phases++];
	const char *skip = verify_phase_skip(phase, request);
	int64_t unexplained;
	int r = 0;

	*result = (struct verify_phase_result){ .name = phase->name, .answers = -1 };
	if (!skip && phase->guest && guest_make(request->bridge, request->guest) < 0)
		skip = "ip(8) could not make a guest on the bridge";
	if (skip) {
		snprintf(result->note, sizeof(result->note), "%s", skip);
		return 0;
	}
	if (progress->begin)
		progress->begin(progress->user, phase->name);
	unexplained = read_unexplained(request);
	r = verify_phase_run(phase, request, progress, stop,
			     phase->guest ? GUEST_NETWORK : NULL, report->n_phases > 1,
			     result);
	result->growth_kib = read_unexplained(request) - unexplained;
	if (phase->guest)
		guest_remove();
	report->sent += result->iperf.sent;
	report->received += result->iperf.received;
	if (result->streams > report->streams)
		report->streams = result->streams;
	if (progress->end)
		progress->end(progress->user, result);
	return r;
}

/* Runs the phases until one fails. 1 where the card hung, 0, or -errno. */
static int run_phases(const struct verify_request *request,
		      const struct verify_progress *progress, const volatile int *stop,
		      struct verify_report *report)
{
	for (size_t i = 0; i < n_verify_phases && !*stop; i++) {
		const struct verify_phase_result *result =
			&report->phases[report->n_phases];
		int r = run_phase(&verify_phases[i], request, progress, stop, report);

		if (r < 0)
			return r;
		if (result->ran && has_hung(result)) {
			judge_hang(request, report, result);
			return 1;
		}
		/* Without a server the next ones would say the same. */
		if (result->ran && *result->note)
			return 0;
	}
	return 0;
}

static int read_link_speed(const struct verify_request *request)
{
	_cleanup_free_ char *text = NULL;

	if (env_read(request->env, ENV_SYS, &text, "class/net/%s/speed",
		     request->interface) < 0)
		return -1;
	return atoi(text);
}

int verify_run(const struct verify_request *request,
	       const struct verify_progress *progress, const volatile int *stop,
	       struct verify_report *ret)
{
	_cleanup_close_ int lock = -1;
	struct verify_report report = { .hours_left = -1 };
	struct driver_counters before, after;
	struct meminfo memory = { 0 };
	int r;

	if (!request->has_lock) {
		lock = testing_lock(request->env);
		if (lock < 0)
			return lock;
	}
	read_counters(request, &before);
	r = run_phases(request, progress, stop, &report);
	read_counters(request, &after);
	if (r == 0) {
		if (meminfo_read(request->env, &memory) < 0)
			memory = (struct meminfo){ 0 };
		verify_judge(&report, read_link_speed(request), memory.available);
	}
	if (r == 0 && *stop) {
		report.verdict = VERIFY_INCONCLUSIVE;
		snprintf(report.reason, sizeof(report.reason), "interrupted");
	}
	if (r >= 0)
		r = compare_counters(&before, &after, &report.counters);
	driver_counters_clear(&before);
	driver_counters_clear(&after);
	if (r < 0)
		return r;
	*ret = report;
	return 0;
}
