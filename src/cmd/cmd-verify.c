/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <time.h>

#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/load-target.h"
#include "cmd/verify-print.h"
#include "facts/verified-now.h"
#include "host/json.h"
#include "host/verified-store.h"

static volatile sig_atomic_t stopped;

static void stop(int signal _unused_)
{
	stopped = 1;
}

static bool may_verify(const struct options *options, int argc)
{
	if (argc < 1)
		log_stderr("verify: which interface?");
	else if (!options->server)
		log_stderr(
			"verify needs --server HOST, where somebody has started \"iperf3 "
			"-s\"");
	else
		return load_is_possible(options, "verify");
	return false;
}

/* What is to come, and whether the person agrees. */
static bool is_agreed(const struct options *options, const struct load_target *target)
{
	char what[600];

	snprintf(
		what, sizeof(what),
		"Sends to %s and receives from it over %s, some %u s a kind of traffic, up to "
		"%u\nstreams at once. A port with a fault may hang and is then brought back: "
		"whoever\nuses it meanwhile waits.",
		target->server.host, target->iface->name, options->time,
		options->streams);
	return load_is_agreed(options, "verify", what);
}

static int print_result(const struct options *options, const struct verify_report *report,
			const char *interface)
{
	_cleanup_(json_putp) struct json_object *object = NULL;

	if (!options->json) {
		verify_print(report, interface);
		return 0;
	}
	if (verify_to_json(report, interface, &object) < 0)
		return -ENOMEM;
	json_print(object);
	return 0;
}

/* The result is a fact of this host from now on. */
static int keep_result(const struct options *options, const struct load_target *target,
		       const struct verify_report *report)
{
	struct verified verified = { 0 };
	int r;

	r = verified_describe(target->context.facts, target->card->nic, target->iface,
			      &verified);
	if (r < 0)
		return r;
	verified.verdict = report->verdict;
	verified.sent = report->sent;
	verified.received = report->received;
	verified.streams = report->streams;
	verified.time = time(NULL);
	if (report->phase) {
		verified.phase = strdup(report->phase);
		r = verified.phase ? 0 : -ENOMEM;
	}
	if (r >= 0)
		r = verified_store_add(&options->env, target->card->nic, &verified);
	verified_clear(&verified);
	return r;
}

static int run_test(const struct options *options, const struct load_target *target)
{
	const struct verify_request request = load_target_request(options, target);
	const struct sigaction action = { .sa_handler = stop };
	struct verify_progress progress = { 0 };
	struct verify_report report;
	int r;

	if (!options->json)
		verify_print_progress(&progress);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	r = verify_run(&request, &progress, &stopped, &report);
	if (r == -EBUSY)
		log_stderr("another test is under way");
	else if (r < 0)
		log_stderr("%s: %s", request.interface, strerror(-r));
	if (r < 0)
		return EXIT_UNUSABLE;
	if (report.verdict != VERIFY_INCONCLUSIVE) {
		r = keep_result(options, target, &report);
		if (r < 0)
			log_stderr("the result is not kept: %s", strerror(-r));
	}
	r = print_result(options, &report, request.interface);
	strings_clear(&report.counters);
	if (r < 0 || report.verdict == VERIFY_INCONCLUSIVE)
		return EXIT_UNUSABLE;
	return report.verdict == VERIFY_HELD ? EXIT_IN_PLACE : EXIT_NOT_IN_PLACE;
}

int cmd_verify(const struct options *options, int argc, char **argv)
{
	_cleanup_(load_target_clear) struct load_target target = { 0 };

	if (!may_verify(options, argc) ||
	    load_target_find(options, argv[0], options->server, &target) < 0 ||
	    !is_agreed(options, &target))
		return EXIT_UNUSABLE;
	return run_test(options, &target);
}
