/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/bisect-run.h"

#include <poll.h>
#include <time.h>

#include "netlink/monitor.h"
#include "watch/bisect-quirk.h"
#include "watch/bisect-settings.h"

/* A link may take its time after a setting that resets the card. */
#define LINK_SECONDS 30

/* A test without an answer is tried again; so often in all. */
#define TRIES 3

/* What changes is read elsewhere; here it matters only that something has. */
static void ignore_event(enum monitor_event event _unused_,
			 const struct link *link _unused_, void *data _unused_)
{
}

/* Waits for the carrier, which some settings interrupt. 0, -ENOLINK, or -errno. */
static int await_carrier(const struct verify_request *request)
{
	struct monitor monitor = { 0 };
	const time_t end = time(NULL) + LINK_SECONDS;
	struct link link = { 0 };
	int r;

	r = monitor_open_links(&monitor);
	if (r < 0)
		return r;
	while ((r = rtnl_get_link(request->rtnl, request->ifindex, &link)) >= 0 &&
	       !link.carrier && time(NULL) < end) {
		struct pollfd fd = { .fd = monitor_fd(&monitor), .events = POLLIN };

		if (poll(&fd, 1, 1000) > 0)
			r = monitor_read(&monitor, ignore_event, NULL);
		if (r < 0)
			break;
	}
	monitor_close(&monitor);
	if (r < 0)
		return r;
	return link.carrier ? 0 : -ENOLINK;
}

static void end_early(struct bisect_state *state, const char *text)
{
	snprintf(state->end, sizeof(state->end), "%s", text);
}

/* One test, again where it has no answer. 0 with the report, or -errno. */
static int run_one(const struct bisect_job *job, const volatile int *stop,
		   struct verify_report *ret)
{
	const struct verify_progress none = { 0 };
	int r = 0;

	for (unsigned try = 0; try < TRIES; try++) {
		strings_clear(&ret->counters);
		*ret = (struct verify_report){ .verdict = VERIFY_INCONCLUSIVE,
					       .reason = "no link" };
		r = await_carrier(&job->request);
		if (r >= 0)
			r = verify_run(&job->request, &none, stop, ret);
		if ((r < 0 && r != -ENOLINK) || *stop ||
		    ret->verdict != VERIFY_INCONCLUSIVE)
			return r;
	}
	return r == -ENOLINK ? 0 : r;
}

/* The lines of the first hang, for whoever maintains the driver. */
static void keep_log(const struct verify_report *report, struct bisect_state *state)
{
	for (size_t i = 0; i < report->n_phases && !*state->log; i++)
		strcpy(state->log, report->phases[i].log);
}

static void log_test(const struct bisect_job *job, const struct bisect_state *state,
		     const struct verify_report *report)
{
	char set[300];

	bisect_print_set(set, sizeof(set), &state->bisect, state->bisect.off);
	if (report->verdict == VERIFY_HELD || report->verdict == VERIFY_LEAKS)
		fprintf(job->log, "%s: held %.1f GB\n", set,
			(double)(report->sent + report->received) / 1e9);
	else
		fprintf(job->log, "%s: %s: %s\n", set,
			verify_verdict_name(report->verdict), report->reason);
	fflush(job->log);
}

/* The next test: 1 where the bisection goes on, 0 where not, or -errno. */
static int take_step(const struct bisect_job *job, const volatile int *stop,
		     struct bisect_state *state)
{
	struct verify_report report = { 0 };
	struct bisect_tried tried = { 0 };
	int r;

	r = bisect_settings_apply(job->request.env, job->ethtool, job->request.ifindex,
				  state, state->bisect.off);
	if (r == -ENODEV)
		return r;
	r = run_one(job, stop, &report);
	strings_clear(&report.counters);
	if (r < 0)
		return r;
	if (*stop) {
		end_early(state, "interrupted");
		return 0;
	}
	log_test(job, state, &report);
	keep_log(&report, state);
	if (report.verdict == VERIFY_INCONCLUSIVE) {
		end_early(state, report.reason);
		return 0;
	}
	if (report.verdict == VERIFY_HANGS && !report.recovered)
		end_early(state, "the port hangs and was not brought back");
	/* A leak is no hang: what is looked for here has held. */
	tried.verdict = report.verdict == VERIFY_HANGS ? VERIFY_HANGS : VERIFY_HELD;
	tried.bytes = report.sent + report.received;
	if (report.phase)
		snprintf(tried.phase, sizeof(tried.phase), "%s", report.phase);
	bisect_result(&state->bisect, &tried);
	return !*state->end && bisect_goes_on(&state->bisect);
}

int bisect_settle(const struct bisect_job *job, const struct bisect_state *state)
{
	return bisect_settings_apply(job->request.env, job->ethtool, job->request.ifindex,
				     state,
				     state->bisect.has_best ? state->bisect.best : 0);
}

int bisect_run(const struct bisect_job *job, const volatile int *stop,
	       struct bisect_state *state)
{
	int r, settled;

	state->end[0] = '\0';
	do {
		r = bisect_state_write(job->request.env, state);
		if (r >= 0)
			r = bisect_quirk_keep(job->request.env, state, &job->card);
		if (r >= 0)
			r = take_step(job, stop, state);
	} while (r > 0);
	if (r < 0) {
		end_early(state, strerror(-r));
		fprintf(job->log, "ended early: %s\n", strerror(-r));
		fflush(job->log);
	}
	settled = bisect_settle(job, state);
	if (!*state->end)
		bisect_quirk_remove(job->request.env, &job->card);
	else if (bisect_quirk_keep(job->request.env, state, &job->card) < 0 && r >= 0)
		r = -EIO;
	if (bisect_state_write(job->request.env, state) < 0 && r >= 0)
		r = -EIO;
	return r < 0 ? r : settled;
}
