/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The service: a program of its own, for "nicquirk watch" to become. It sleeps for as
 * long as the host runs, and does without the libraries of the command, whose relocations
 * alone take more memory.
 */
#include "base/log.h"
#include "base/problem.h"
#include "base/terminal.h"
#include "facts/host.h"
#include "quirk/policy.h"
#include "watch/port.h"
#include "watch/watch.h"

/* A line to the kernel log, for the next boot and for "dmesg"; the journal has it by
 * that, too, and as the unit's own. */
static void report_to_logs(const struct env *env, const char *text)
{
	log_kernel(env, "%s", text);
	log_stderr("%s", text);
}

static int load_watch_policy(const struct env *env, struct policy **ret)
{
	_cleanup_(facts_freep) struct facts *facts = calloc(1, sizeof(*facts));
	struct problems problems = { 0 };
	int r;

	r = facts ? host_read(env, facts) : -ENOMEM;
	if (r >= 0)
		r = policy_load(env, facts->cmdline, &problems, ret);
	problems_print_some(&problems, terminal_errors());
	problems_clear(&problems);
	return r;
}

/* For ExecStopPost=: whatever has ended the service, no port is left down. */
static int raise_port_left(const struct env *env)
{
	_cleanup_(rtnl_closep) struct rtnl *rtnl = NULL;
	_cleanup_free_ char *name = NULL;
	char text[128];
	int r;

	r = rtnl_open(&rtnl);
	if (r >= 0)
		r = port_raise_left(env, rtnl, &name);
	if (r < 0) {
		log_stderr("the port that /run/nicquirk/recovering names stays down: %s",
			   strerror(-r));
		return EXIT_FAILURE;
	}
	if (r > 0) {
		snprintf(text, sizeof(text), "%s: was left down, raised again", name);
		report_to_logs(env, text);
	}
	return EXIT_SUCCESS;
}

static int watch(const struct env *env, const struct policy *policy)
{
	int r = watch_run(env, policy, report_to_logs);

	if (r == -EPERM) {
		/* Nothing would change that: no reason to be started again. */
		log_stderr(
			"the kernel log cannot be read (printk.devkmsg=off, or not root): "
			"no card is watched");
		return EXIT_SUCCESS;
	}
	if (r < 0)
		log_stderr("cannot go on watching: %s", strerror(-r));
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	_cleanup_(policy_freep) struct policy *policy = NULL;
	const struct env env = { 0 };

	terminal_guard();
	/* As the command has it: "nicquirk watch [--raise]". */
	if (argc == 3 && streq(argv[2], "--raise"))
		return raise_port_left(&env);
	if (argc != 2) {
		log_stderr("this is run by \"nicquirk watch\"");
		return 2;
	}
	if (load_watch_policy(&env, &policy) < 0) {
		log_stderr("%s", strerror(ENOMEM));
		return EXIT_FAILURE;
	}
	if (policy->mode == RUN_OFF || policy->watch_off) {
		log_stderr("switched off on the kernel command line");
		return EXIT_SUCCESS;
	}
	return watch(&env, policy);
}
