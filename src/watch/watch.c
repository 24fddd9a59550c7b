/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/watch.h"

#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <malloc.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>

#include "base/kernel-log.h"
#include "diagnose/import-journal.h"
#include "watch/kmsg.h"
#include "watch/notify.h"
#include "watch/port.h"
#include "watch/watch-state.h"

void watch_say(const struct watch *watch, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	watch->report(&watch->env, text);
}

int64_t watch_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

static int add_to_epoll(struct watch *watch, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	return epoll_ctl(watch->epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static int open_signals(struct watch *watch)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return -errno;
	watch->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	return watch->signals < 0 ? -errno : 0;
}

static int open_all(struct watch *watch)
{
	int r;

	watch->kmsg = kernel_log_follow(&watch->env);
	if (watch->kmsg < 0)
		return watch->kmsg;
	watch->epoll = epoll_create1(EPOLL_CLOEXEC);
	watch->timer = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	if (watch->epoll < 0 || watch->timer < 0)
		return -errno;
	r = open_signals(watch);
	if (r >= 0)
		r = rtnl_open(&watch->rtnl);
	if (r >= 0)
		r = monitor_open_links(&watch->links);
	if (r >= 0)
		r = monitor_open_settings(&watch->settings);
	if (r >= 0)
		r = add_to_epoll(watch, watch->kmsg);
	if (r >= 0)
		r = add_to_epoll(watch, watch->timer);
	if (r >= 0)
		r = add_to_epoll(watch, watch->signals);
	if (r >= 0)
		r = add_to_epoll(watch, monitor_fd(&watch->links));
	if (r >= 0)
		r = add_to_epoll(watch, monitor_fd(&watch->settings));
	return r;
}

static int add_dumped_link(const struct nlmsghdr *message, void *data)
{
	struct watch *watch = data;
	struct link link;
	int r;

	r = link_parse(message, &link);
	if (r >= 0)
		r = watch_cards_add(&watch->cards, &watch->env, &link);
	return r == -ENOMEM ? r : 0;
}

static int find_cards(struct watch *watch)
{
	int r;

	r = rtnl_dump(watch->rtnl, RTM_GETLINK, AF_UNSPEC, add_dumped_link, watch);
	return r == -EINTR ? 0 : r;
}

/*
 * What the journal has of this boot up to now, and of earlier ones, is read by another
 * process: it takes memory and libraries that are not needed afterwards.
 */
static void start_import(struct watch *watch)
{
	char path[PATH_MAX];
	sigset_t none;

	watch->importer = fork();
	if (watch->importer == 0) {
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		/* What it finds is in the store; errors are for the journal. */
		if (env_path(path, &watch->env, ENV_DEV, "null") < 0 ||
		    dup2(open(path, O_WRONLY), STDOUT_FILENO) < 0)
			_exit(EXIT_FAILURE);
		execl(BINDIR "/nicquirk", "nicquirk", "incidents", "--import",
		      (char *)NULL);
		_exit(127);
	}
	if (watch->importer < 0)
		watch->importer = 0;
}

static void take_import(struct watch *watch)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != watch->importer)
			continue;
		watch->importer = 0;
		if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
			watch_say(
				watch,
				"the journal could not be read: only what happens from now on counts");
		for (size_t i = 0; i < watch->cards.n; i++)
			watch_take_imported(watch, &watch->cards.list[i]);
		/* Database, plans and the store are no longer needed. */
		malloc_trim(0);
	}
}

static void read_signals(struct watch *watch)
{
	struct signalfd_siginfo info;

	while (read(watch->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			take_import(watch);
		else
			watch->is_ending = true;
	}
}

static void read_timer(struct watch *watch)
{
	uint64_t expirations;

	/* The deadlines say what is due. */
	while (read(watch->timer, &expirations, sizeof(expirations)) > 0)
		;
}

static void dispatch(struct watch *watch, int fd)
{
	if (fd == watch->kmsg)
		watch_read_kmsg(watch);
	else if (fd == watch->timer)
		read_timer(watch);
	else if (fd == watch->signals)
		read_signals(watch);
	else if (fd == monitor_fd(&watch->links))
		watch_read_links(watch);
	else
		watch_read_settings(watch);
}

static int loop(struct watch *watch)
{
	struct epoll_event events[5];

	while (!watch->is_ending && !watch->error) {
		int n;

		watch_set_timer(watch);
		n = epoll_wait(watch->epoll, events, ARRAY_SIZE(events), -1);
		if (n < 0 && errno != EINTR)
			return -errno;
		for (int i = 0; i < n && !watch->error; i++)
			dispatch(watch, events[i].data.fd);
		watch_check_deadlines(watch);
	}
	return watch->error;
}

/* What the last run, or an import, may have left undone. */
static int raise_left(struct watch *watch)
{
	_cleanup_free_ char *name = NULL;
	int r;

	r = port_raise_left(&watch->env, watch->rtnl, &name);
	if (r > 0)
		watch_say(watch, "%s: was left down, raised again", name);
	return r;
}

static int prepare(struct watch *watch)
{
	int r;

	r = boot_id_read(&watch->env, watch->boot);
	if (r >= 0)
		r = open_all(watch);
	if (r >= 0)
		r = raise_left(watch);
	return r < 0 ? r : find_cards(watch);
}

/* Hangs that go on have had lines since they were stored. */
static void store_open_episodes(struct watch *watch)
{
	for (unsigned i = 0; i < watch->episodes.n_open; i++) {
		const struct episode *episode = &watch->episodes.open[i];
		struct watch_card *card =
			watch_cards_find_slot(&watch->cards, episode->subject.slot);

		if (card && !episode->interrupted)
			watch_store(watch, card, episode);
	}
}

static void watch_clear(struct watch *watch)
{
	watch_cards_clear(&watch->cards);
	monitor_close(&watch->links);
	monitor_close(&watch->settings);
	rtnl_close(watch->rtnl);
	closep(&watch->epoll);
	closep(&watch->kmsg);
	closep(&watch->timer);
	closep(&watch->signals);
}

int watch_run(const struct env *env, const struct policy *policy, watch_report *report)
{
	/* Here only the part of it that is used takes memory; calloc() would write to
	 * all.
	 */
	static struct watch watch;
	int r;

	watch.env = *env;
	watch.policy = policy;
	watch.report = report;
	watch.epoll = watch.kmsg = watch.timer = watch.signals = -1;
	r = prepare(&watch);
	if (r >= 0) {
		notify_systemd("READY=1");
		for (size_t i = 0; i < watch.cards.n; i++) {
			watch_learn_link(&watch, &watch.cards.list[i]);
			watch_log_steps(&watch, &watch.cards.list[i]);
		}
		start_import(&watch);
		malloc_trim(0);
		r = loop(&watch);
		store_open_episodes(&watch);
	}
	watch_clear(&watch);
	return r;
}
