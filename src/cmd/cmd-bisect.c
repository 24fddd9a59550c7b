/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "base/log.h"
#include "base/terminal.h"
#include "cmd/bisect-print.h"
#include "cmd/cmd.h"
#include "cmd/load-target.h"
#include "host/json.h"
#include "watch/bisect-run.h"
#include "watch/bisect-settings.h"
#include "watch/testing-lock.h"

static volatile sig_atomic_t stopped;

static void ask_to_stop(int signal _unused_)
{
	stopped = 1;
}

static void catch_signal(int number, void (*handler)(int))
{
	const struct sigaction action = { .sa_handler = handler };

	sigaction(number, &action, NULL);
}

static bool may_bisect(const struct options *options, int argc)
{
	if (options->go_on || options->status)
		return options->status || load_is_possible(options, "bisect");
	if (argc < 1)
		log_stderr("bisect: which interface?");
	else if (!options->server)
		log_stderr(
			"bisect needs --server HOST, where somebody has started \"iperf3 "
			"-s\"");
	else
		return load_is_possible(options, "bisect");
	return false;
}

static int read_state(const struct options *options, struct bisect_state *ret)
{
	struct problems problems = { 0 };
	int r = bisect_state_read(&options->env, &problems, ret);

	problems_print_some(&problems, terminal_errors());
	problems_clear(&problems);
	if (r == -ENOENT)
		log_stderr(
			"there is no bisection: nicquirk bisect IFACE --server HOST begins "
			"one");
	else if (r < 0)
		log_stderr("/var/lib/nicquirk/bisect: %s", strerror(-r));
	return r;
}

static int print_state(const struct options *options, const struct bisect_state *state)
{
	_cleanup_(json_putp) struct json_object *object = NULL;

	if (!options->json) {
		bisect_print(state);
		return 0;
	}
	if (bisect_state_to_json(state, &object) < 0)
		return -ENOMEM;
	json_print(object);
	return 0;
}

/* Held: 0. Hangs: 1. Not done: 2. */
static int bisect_exit_status(const struct bisect_state *state)
{
	if (*state->end || bisect_goes_on(&state->bisect))
		return EXIT_UNUSABLE;
	return bisect_verdict(&state->bisect) == VERIFY_HELD ? EXIT_IN_PLACE
							     : EXIT_NOT_IN_PLACE;
}

static int show_status(const struct options *options)
{
	_cleanup_(bisect_state_clear) struct bisect_state state = { 0 };

	if (read_state(options, &state) < 0 || print_state(options, &state) < 0)
		return EXIT_UNUSABLE;
	return bisect_exit_status(&state);
}

/* What was tried under another kernel says nothing of this one. */
static bool is_same_kernel(const struct load_target *target,
			   const struct bisect_state *state)
{
	const char *kernel = target->context.facts->kernel;

	if (!*state->kernel || !kernel || streq(kernel, state->kernel))
		return true;
	log_stderr(
		"the bisection is of kernel %s, and this is %s: boot that one, or begin anew "
		"with nicquirk bisect %s --server %s",
		state->kernel, kernel, target->iface->name, state->server);
	return false;
}

/* A new bisection of that port; or with --continue the one on the disk. */
static int prepare_state(const struct options *options, const struct load_target *target,
			 struct bisect_state *state)
{
	if (options->go_on) {
		if (!streq(state->slot, target->card->nic->slot)) {
			log_stderr(
				"the bisection is of the card in %s, and %s is another one",
				state->slot, target->iface->name);
			return -ENODEV;
		}
		return is_same_kernel(target, state) ? 0 : -EINVAL;
	}
	snprintf(state->slot, sizeof(state->slot), "%s", target->card->nic->slot);
	snprintf(state->interface, sizeof(state->interface), "%s", target->iface->name);
	snprintf(state->server, sizeof(state->server), "%s", options->server);
	snprintf(state->kernel, sizeof(state->kernel), "%s",
		 target->context.facts->kernel ?: "");
	state->streams = options->streams;
	state->seconds = options->time;
	state->bytes = options->bytes;
	return bisect_settings_find(target->card, target->iface, state);
}

static bool is_bisect_agreed(const struct options *options,
			     const struct load_target *target,
			     const struct bisect_state *state)
{
	char what[800];

	snprintf(
		what, sizeof(what),
		"Puts %s under load until it hangs, switches up to %zu settings off one after "
		"the\nother until it holds, then each of them back on alone. After each hang "
		"the port is\nbrought back: whoever uses it meanwhile waits. It goes on without "
		"this terminal;\nnicquirk bisect --status shows how far it is.",
		target->iface->name, state->bisect.n_candidates);
	return load_is_agreed(options, "bisect", what);
}

static struct bisect_job make_job(const struct options *options,
				  const struct load_target *target,
				  const struct bisect_state *state)
{
	struct bisect_job job = {
		.request = load_target_request(options, target),
		.card = nic_quirk_card(target->card->nic),
	};

	job.request.streams = state->streams;
	job.request.seconds = state->seconds;
	job.request.bytes = state->bytes;
	job.request.has_lock = true;
	return job;
}

/* Does the work, and dies with the guardian. */
static _Noreturn void work(struct bisect_job *job, struct bisect_state *state,
			   pid_t guardian)
{
	catch_signal(SIGTERM, ask_to_stop);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != guardian)
		stopped = 1;
	_exit(bisect_run(job, &stopped, state) < 0 ? 1 : 0);
}

/*
 * Without a terminal, which may hang over the very port: starts the work, and where that
 * dies leaves the card in the best set that the disk knows of.
 */
static _Noreturn void guard_work(const struct options *options, struct bisect_job *job,
				 struct bisect_state *state)
{
	struct bisect_state last = { 0 };
	int status = 0;
	pid_t self = getpid(), worker;

	setsid();
	catch_signal(SIGHUP, SIG_IGN);
	catch_signal(SIGINT, SIG_IGN);
	catch_signal(SIGPIPE, SIG_IGN);
	catch_signal(SIGTERM, ask_to_stop);
	worker = fork();
	if (worker == 0)
		work(job, state, self);
	while (worker > 0 && waitpid(worker, &status, 0) < 0 && errno == EINTR)
		if (stopped)
			kill(worker, SIGTERM);
	if (worker > 0 && WIFEXITED(status))
		_exit(WEXITSTATUS(status));
	if (read_state(options, &last) < 0 || bisect_settle(job, &last) < 0)
		_exit(1);
	snprintf(last.end, sizeof(last.end), "the process died");
	_exit(bisect_state_write(&options->env, &last) < 0);
}

/* Shows what the work writes, until its end; Ctrl-C ends it. */
static void follow_work(pid_t guardian, int output, bool json)
{
	_cleanup_fclose_ FILE *stream = fdopen(output, "r");
	_cleanup_free_ char *line = NULL;
	size_t size = 0;

	catch_signal(SIGINT, ask_to_stop);
	while (stream) {
		if (getline(&line, &size, stream) >= 0) {
			if (!json) {
				print("  %s", line);
				fflush(terminal_output());
			}
			continue;
		}
		if (!stopped || feof(stream))
			break;
		clearerr(stream);
		kill(guardian, SIGTERM);
	}
	while (waitpid(guardian, NULL, 0) < 0 && errno == EINTR)
		kill(guardian, SIGTERM);
}

static int start_work(const struct options *options, const struct load_target *target,
		      struct bisect_state *state)
{
	struct bisect_job job = make_job(options, target, state);
	int ends[2], r;
	pid_t guardian;

	r = ethtool_open(&job.ethtool);
	if (r < 0) {
		log_stderr("ethtool netlink: %s", strerror(-r));
		return r;
	}
	if (pipe2(ends, O_CLOEXEC) < 0) {
		ethtool_close(job.ethtool);
		return -errno;
	}
	fflush(terminal_output());
	guardian = fork();
	if (guardian == 0) {
		close(ends[0]);
		job.log = fdopen(ends[1], "w");
		if (!job.log)
			_exit(1);
		guard_work(options, &job, state);
	}
	close(ends[1]);
	ethtool_close(job.ethtool);
	if (guardian < 0) {
		close(ends[0]);
		return -EAGAIN;
	}
	follow_work(guardian, ends[0], options->json);
	return 0;
}

static int show_result(const struct options *options, const struct load_target *target)
{
	_cleanup_(bisect_state_clear) struct bisect_state state = { 0 };
	const struct nic *nic = target->card->nic;

	if (read_state(options, &state) < 0 || print_state(options, &state) < 0)
		return EXIT_UNUSABLE;
	if (!options->json && state.bisect.best && !*state.end) {
		print("\n");
		if (bisect_print_quirk(&state, nic) < 0)
			return EXIT_UNUSABLE;
		print("\nTo report it where the driver is maintained:\n\n");
		bisect_print_report(&state, target->context.facts, nic);
	}
	return bisect_exit_status(&state);
}

/* Begins with what is on the disk: where nothing can be kept nothing is changed. */
static int keep_first(const struct options *options, const struct bisect_state *state)
{
	int r = bisect_state_write(&options->env, state);

	if (r < 0)
		log_stderr("/var/lib/nicquirk/bisect, where what was tried is kept: %s",
			   strerror(-r));
	return r;
}

int cmd_bisect(const struct options *options, int argc, char **argv)
{
	_cleanup_(load_target_clear) struct load_target target = { 0 };
	_cleanup_(bisect_state_clear) struct bisect_state state = { 0 };
	_cleanup_close_ int lock = -1;

	if (!may_bisect(options, argc))
		return EXIT_UNUSABLE;
	if (options->status)
		return show_status(options);
	if (options->go_on && read_state(options, &state) < 0)
		return EXIT_UNUSABLE;
	if (options->go_on && !bisect_goes_on(&state.bisect)) {
		log_stderr(
			"the bisection has come to its end: there is nothing to go on with");
		return show_status(options);
	}
	if (load_target_find(options, argc ? argv[0] : state.interface,
			     options->go_on ? state.server : options->server,
			     &target) < 0 ||
	    prepare_state(options, &target, &state) < 0 ||
	    !is_bisect_agreed(options, &target, &state))
		return EXIT_UNUSABLE;
	/* Those that do the work inherit it. */
	lock = testing_lock(&options->env);
	if (lock < 0) {
		log_stderr("%s", lock == -EBUSY ? "another test is under way"
						: strerror(-lock));
		return EXIT_UNUSABLE;
	}
	if (keep_first(options, &state) < 0 || start_work(options, &target, &state) < 0)
		return EXIT_UNUSABLE;
	return show_result(options, &target);
}
