/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <time.h>

#include "base/log.h"
#include "watch/kmsg.h"
#include "watch/testing-lock.h"
#include "watch/watch-state.h"

#define USEC_PER_SEC INT64_C(1000000)

/* So many records are read before anything else gets its turn: somebody may flood the
 * log. */
#define RECORDS_A_TURN 1000

/* printk's clock is CLOCK_MONOTONIC, but for what it counts while the host sleeps. */
static int64_t monotonic_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * USEC_PER_SEC + now.tv_nsec / 1000;
}

static bool is_power_of_two(uint64_t n)
{
	return (n & (n - 1)) == 0;
}

/* A hang has thousands of lines: the store has its beginning, its end, and when it has
 * doubled. */
static bool is_to_be_stored(const struct episode *episode, unsigned changes)
{
	return (changes & (EPISODE_BEGINS | EPISODE_CONFIRMS | EPISODE_ENDS)) ||
	       is_power_of_two(episode->lines);
}

static void recover_at_line(struct watch *watch, struct watch_card *card,
			    const struct episode *episode, unsigned changes)
{
	if (!card->recoverable)
		return;
	if (changes & EPISODE_BEGINS && card->recovery.state == RECOVERY_IDLE)
		card->hung_since = watch_now();
	watch_obey(watch, card,
		   recovery_line(&card->recovery, episode->confirms, watch_now()));
}

static void take_changes(struct watch *watch, struct watch_card *card,
			 const struct episode *episode, unsigned changes)
{
	const bool is_line = changes & (EPISODE_BEGINS | EPISODE_GOES_ON);

	if (is_to_be_stored(episode, changes))
		watch_store(watch, card, episode);
	if (changes & EPISODE_CONFIRMS)
		watch_cure(watch, card);
	if (is_line && streq(episode->kind, "tx-hang"))
		recover_at_line(watch, card, episode, changes);
	if (changes & EPISODE_ENDS) {
		recovery_ended(&card->recovery);
		if (watch_card_update_steps(card, &watch->env, /* reset= */ true) < 0)
			return;
	}
}

static void feed_episodes(struct watch *watch, struct watch_card *card,
			  struct log_record *record)
{
	struct episode episode;
	unsigned changes;

	record->nic = &card->nic;
	/* By the slot alone: interfaces are renamed. */
	snprintf(record->subject.slot, sizeof(record->subject.slot), "%s",
		 card->nic.slot);
	snprintf(record->subject.interface, sizeof(record->subject.interface), "%s",
		 card->link.name);
	changes = episodes_feed(&watch->episodes, record, &episode, NULL);
	log_debug("%s: \"%.*s\": %s", card->nic.slot, (int)strcspn(record->text, "\n"),
		  record->text, changes ? episode.kind : "of no episode");
	if (changes)
		take_changes(watch, card, &episode, changes);
}

static void take_kmsg(const struct kmsg_record *from, void *data)
{
	struct watch *watch = data;
	struct watch_card *card = watch_cards_find_slot(&watch->cards, from->slot);
	struct log_record record;

	if (!card || watch->aside || !log_record_parse(from->text, from->length, &record))
		return;
	record.monotonic = from->monotonic;
	record.wall = time(NULL) - (monotonic_now() - from->monotonic) / USEC_PER_SEC;
	feed_episodes(watch, card, &record);
}

/* Hangs that somebody provokes are no incidents, and what comes after is not their end.
 */
static void look_for_tests(struct watch *watch)
{
	const bool aside = testing_is_locked(&watch->env);

	if (aside == watch->aside)
		return;
	watch->aside = aside;
	if (aside)
		watch_say(watch, "standing aside: /run/nicquirk/testing is locked");
	episodes_end_boot(&watch->episodes);
	for (size_t i = 0; i < watch->cards.n; i++)
		recovery_given_up(&watch->cards.list[i].recovery);
}

void watch_read_kmsg(struct watch *watch)
{
	uint64_t lost = 0;
	int r;

	look_for_tests(watch);
	r = kmsg_read(watch->kmsg, RECORDS_A_TURN, take_kmsg, watch, &lost);
	if (r < 0)
		watch->error = r;
}

static int read_speed_file(const struct watch *watch, const char *name)
{
	_cleanup_free_ char *text = NULL;

	if (env_read(&watch->env, ENV_SYS, &text, "class/net/%s/speed", name) < 0)
		return -1;
	return atoi(text);
}

void watch_learn_link(struct watch *watch, const struct watch_card *card)
{
	struct log_subject subject = { 0 };
	struct episode_card *known;

	snprintf(subject.slot, sizeof(subject.slot), "%s", card->nic.slot);
	known = episodes_find_card(&watch->episodes, &subject);
	if (known)
		known->speed =
			card->link.carrier ? read_speed_file(watch, card->link.name) : 0;
}

/* What the kernel says of the link without a line in its log, or with one that names no
 * device. */
static void feed_mark(struct watch *watch, struct watch_card *card, enum log_mark mark)
{
	struct log_record record = {
		.mark = mark,
		.speed = -1,
		.monotonic = monotonic_now(),
		.wall = time(NULL),
		.text = "",
	};

	if (mark == MARK_LINK_UP)
		record.speed = read_speed_file(watch, card->link.name);
	feed_episodes(watch, card, &record);
}

static void take_link_change(struct watch *watch, struct watch_card *card,
			     const struct link *link)
{
	const struct link before = card->link;

	card->link = *link;
	if (watch->aside)
		return;
	if (!before.up && link->up)
		feed_mark(watch, card, MARK_IFUP);
	if (before.carrier == link->carrier)
		return;
	feed_mark(watch, card, link->carrier ? MARK_LINK_UP : MARK_LINK_DOWN);
	recovery_link(&card->recovery, link->carrier, watch_now());
}

static void look_at_all_links(struct watch *watch)
{
	for (size_t i = watch->cards.n; i > 0; i--) {
		struct watch_card *card = &watch->cards.list[i - 1];
		struct link link;
		int r;

		r = rtnl_get_link(watch->rtnl, card->link.ifindex, &link);
		if (r == -ENODEV)
			watch_cards_remove(&watch->cards, card->link.ifindex);
		else if (r >= 0)
			take_link_change(watch, card, &link);
	}
}

static void add_new_card(struct watch *watch, const struct link *link)
{
	int r = watch_cards_add(&watch->cards, &watch->env, link);

	if (r > 0)
		watch_learn_link(watch, watch_cards_find(&watch->cards, link->ifindex));
	else if (r == -ENOMEM)
		watch->error = r;
}

static void take_link_event(enum monitor_event event, const struct link *link, void *data)
{
	struct watch *watch = data;
	struct watch_card *card;

	if (event == MONITOR_LOST) {
		look_at_all_links(watch);
		return;
	}
	card = watch_cards_find(&watch->cards, link->ifindex);
	if (event == MONITOR_REMOVED)
		watch_cards_remove(&watch->cards, link->ifindex);
	else if (card)
		take_link_change(watch, card, link);
	else
		add_new_card(watch, link);
}

void watch_read_links(struct watch *watch)
{
	int r = monitor_read(&watch->links, take_link_event, watch);

	if (r < 0)
		watch->error = r;
}

static void take_settings(enum monitor_event event, const struct link *link, void *data)
{
	struct watch *watch = data;

	for (size_t i = 0; i < watch->cards.n; i++) {
		struct watch_card *card = &watch->cards.list[i];

		int r;

		if (event != MONITOR_LOST && card->link.ifindex != link->ifindex)
			continue;
		r = watch_card_update_steps(card, &watch->env, /* reset= */ false);
		if (r > 0)
			watch_log_steps(watch, card);
		else if (r == -ENOMEM)
			watch->error = r;
	}
}

void watch_read_settings(struct watch *watch)
{
	int r = monitor_read(&watch->settings, take_settings, watch);

	if (r < 0)
		watch->error = r;
}
