/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/episode.h"
#include "diagnose/import-journal.h"
#include "netlink/monitor.h"
#include "watch/watch-card.h"
#include "watch/watch.h"

/* All that watch knows while it runs. */
struct watch {
	struct env env;
	watch_report *report;
	int epoll, kmsg, timer, signals;
	struct monitor links, settings;
	struct rtnl *rtnl;
	struct episodes episodes;
	struct watch_cards cards;
	const struct policy *policy;
	char boot[BOOT_ID_SIZE]; /* its id */
	pid_t importer;		 /* 0: none runs */
	bool aside;		 /* somebody provokes hangs */
	bool is_ending;
	int error; /* that ends it */
};

/* One line to whoever reads kernel log and journal. */
void watch_say(const struct watch *watch, const char *format, ...) _printf_(2, 3);

/* Microseconds of CLOCK_BOOTTIME. */
int64_t watch_now(void);

/* watch-cure.c: stores what an episode has come to; plans anew and sets what helps. */
void watch_store(struct watch *watch, struct watch_card *card,
		 const struct episode *episode);
void watch_cure(struct watch *watch, struct watch_card *card);

/* Writes which steps are in force. */
void watch_log_steps(struct watch *watch, struct watch_card *card);

/* Cures a card of which an import has found something new. */
void watch_take_imported(struct watch *watch, struct watch_card *card);

/* watch-recover.c: carries out what the state machine of a card orders. */
void watch_obey(struct watch *watch, struct watch_card *card, enum recovery_order order);
void watch_check_deadlines(struct watch *watch);
void watch_set_timer(struct watch *watch);

/* watch-event.c: what the descriptors have to say. */
/* How the link is, for what a driver's lines do not say. */
void watch_learn_link(struct watch *watch, const struct watch_card *card);
void watch_read_kmsg(struct watch *watch);
void watch_read_links(struct watch *watch);
void watch_read_settings(struct watch *watch);
