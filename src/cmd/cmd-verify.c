/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <time.h>

#include "base/log.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/context.h"
#include "cmd/verify-print.h"
#include "facts/verified-now.h"
#include "host/json.h"
#include "host/verified-store.h"
#include "watch/server.h"
#include "watch/verify.h"

static volatile sig_atomic_t stopped;

static void stop(int signal _unused_)
{
	stopped = 1;
}

/* What the test needs of this host; released with target_clear(). */
struct target {
	struct context context;
	const struct nic *nic;
	const struct iface *iface;
	struct server server;
	struct rtnl *rtnl;
};

static void target_clear(struct target *target)
{
	rtnl_close(target->rtnl);
	context_clear(&target->context);
}

static bool may_verify(const struct options *options, int argc)
{
	if (argc < 1)
		log_stderr("verify: which interface?");
	else if (!options->server)
		log_stderr(
			"verify needs --server HOST, where somebody has started \"iperf3 "
			"-s\"");
	else if (options->facts_file || !env_is_live(&options->env))
		log_stderr("verify looks at this host alone");
	else if (geteuid() != 0)
		log_stderr("verify needs root: it brings a port that hangs back");
	else if (iperf_find() < 0)
		log_stderr("verify needs iperf3: apt install iperf3");
	else
		return true;
	return false;
}

static bool find_port(struct target *target, const char *name)
{
	const struct facts *facts = target->context.facts;

	for (size_t i = 0; i < facts->n_nics; i++)
		for (size_t j = 0; j < facts->nics[i].n_ifaces; j++)
			if (streq(facts->nics[i].ifaces[j].name, name)) {
				target->nic = &facts->nics[i];
				target->iface = &facts->nics[i].ifaces[j];
				return true;
			}
	log_stderr("no PCI network card has an interface '%s'", name);
	return false;
}

static bool check_server(struct target *target, const char *text)
{
	const char *name = target->iface->name;
	char other[IFNAMSIZ] = "?";
	unsigned ifindex = 0;
	int r;

	r = server_find(text, &target->server);
	if (r == -EINVAL)
		log_stderr("--server takes HOST or HOST:PORT, not '%s'", text);
	else if (r < 0)
		log_stderr("'%s' has no address",
			   target->server.host[0] ? target->server.host : text);
	if (r < 0)
		return false;
	r = server_check_route(&target->server, target->rtnl, target->iface->ifindex,
			       &ifindex);
	if (r == -EXDEV) {
		if_indextoname(ifindex, other);
		log_stderr("traffic to %s leaves by %s and not by %s",
			   target->server.host, other, name);
	} else if (r < 0) {
		log_stderr("no way to %s: %s", target->server.host, strerror(-r));
	}
	return r >= 0;
}

static int find_target(const struct options *options, const char *name,
		       struct target *target)
{
	int r;

	r = context_load(options, SCAN_LINKS, &target->context);
	if (r < 0)
		return r;
	if (!find_port(target, name))
		return -ENODEV;
	r = rtnl_open(&target->rtnl);
	if (r < 0) {
		log_stderr("route netlink: %s", strerror(-r));
		return r;
	}
	return check_server(target, options->server) ? 0 : -EINVAL;
}

/* What is to come, and whether the person agrees. */
static bool is_agreed(const struct options *options, const struct target *target)
{
	char answer[16];

	if (options->yes)
		return true;
	if (!isatty(STDIN_FILENO)) {
		log_stderr(
			"verify asks before it begins: give --yes where nobody can answer");
		return false;
	}
	fprintf(stderr,
		"Sends to %s and receives from it over %s, some %u s a kind of traffic, up to %u\n"
		"streams at once. A port with a fault may hang and is then brought back: whoever\n"
		"uses it meanwhile waits. Begin? [y/N] ",
		target->server.host, target->iface->name, options->time,
		options->streams);
	return fgets(answer, sizeof(answer), stdin) && (*answer == 'y' || *answer == 'Y');
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
static int keep_result(const struct options *options, const struct target *target,
		       const struct verify_report *report)
{
	struct verified verified = { 0 };
	int r;

	r = verified_describe(target->context.facts, target->nic, target->iface,
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
		r = verified_store_add(&options->env, target->nic, &verified);
	verified_clear(&verified);
	return r;
}

static int run_test(const struct options *options, const struct target *target)
{
	const struct verify_request request = {
		.env = &options->env,
		.rtnl = target->rtnl,
		.slot = target->nic->slot,
		.driver = target->nic->driver,
		.interface = target->iface->name,
		.ifindex = target->iface->ifindex,
		.bridge = target->iface->master,
		.host = target->server.host,
		.port = *target->server.port ? target->server.port : NULL,
		.has_ipv4 = target->server.has_ipv4,
		.has_ipv6 = target->server.has_ipv6,
		.bytes = options->bytes,
		.streams = options->streams,
		.seconds = options->time,
		.guest = options->guest,
	};
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
	_cleanup_(target_clear) struct target target = { 0 };

	if (!may_verify(options, argc) || find_target(options, argv[0], &target) < 0 ||
	    !is_agreed(options, &target))
		return EXIT_UNUSABLE;
	return run_test(options, &target);
}
