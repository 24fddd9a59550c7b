/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <sys/timerfd.h>

#include "watch/brake.h"
#include "watch/port.h"
#include "watch/watch-state.h"

#define USEC_PER_SEC INT64_C(1000000)

static void refuse(struct watch *watch, struct watch_card *card, const char *why)
{
	char place[WATCH_PLACE_SIZE];

	recovery_ended(&card->recovery);
	if (card->reported)
		return;
	card->reported = true;
	watch_card_place(card, place);
	watch_say(watch, "%s: hung, and not brought back: %s", place, why);
}

/* Whether the card may be brought back once more; says why not, once a trouble. */
static bool is_allowed(struct watch *watch, struct watch_card *card)
{
	const int64_t now = watch_now() / USEC_PER_SEC;
	char why[160];
	int64_t again;

	if (watch->policy->no_recovery || watch->policy->mode == RUN_DRY) {
		refuse(watch, card,
		       watch->policy->no_recovery ? "Recover=no" : "nicquirk=dry-run");
		return false;
	}
	if (!card->link.up)
		return false;
	if (brake_allows(&watch->env, card->nic.slot, watch->policy->watch_limit, now,
			 &again))
		return true;
	if (watch->policy->watch_limit == 0)
		snprintf(why, sizeof(why), "Limit=0");
	else
		snprintf(
			why, sizeof(why),
			"%u times in an hour is the limit, the next try may be in %d min; "
			"check cable, switch port and card",
			watch->policy->watch_limit, (int)((again - now + 59) / 60));
	refuse(watch, card, why);
	return false;
}

static void recover(struct watch *watch, struct watch_card *card,
		    enum recovery_order order)
{
	const char *what =
		order == ORDER_RESET ? "reset of the card" : "port down and up";
	char place[WATCH_PLACE_SIZE];
	struct link link;
	int r;

	watch_card_place(card, place);
	r = brake_count(&watch->env, card->nic.slot, watch_now() / USEC_PER_SEC);
	if (r < 0)
		/* What cannot be counted has no brake. */
		return refuse(watch, card, strerror(-r));
	if (rtnl_get_link(watch->rtnl, card->link.ifindex, &link) >= 0)
		card->tx_packets = link.tx_packets;
	r = port_take_rung(&watch->env, watch->rtnl, card->link.ifindex, order,
			   &card->saved);
	if (r < 0)
		watch_say(watch, "%s: hung; %s failed: %s", place, what, strerror(-r));
	else
		watch_say(watch, "%s: hung; %s", place, what);
	recovery_taken(&card->recovery, order, watch_now());
	/* A link that did not go will not come. */
	if (r >= 0 && rtnl_get_link(watch->rtnl, card->link.ifindex, &link) >= 0)
		recovery_link(&card->recovery, link.carrier, watch_now());
	if (r < 0 && order == ORDER_BOUNCE && r != -ENODEV)
		/* A new start raises it, and so does ExecStopPost=. */
		watch->error = -EIO;
	else if (r < 0 && order == ORDER_RESET)
		recover(watch, card, ORDER_BOUNCE);
	else if (watch_card_update_steps(card, &watch->env, /* reset= */ true) < 0)
		return;
}

static void settle(struct watch *watch, struct watch_card *card)
{
	char place[WATCH_PLACE_SIZE];
	int missing;

	missing = port_settle(&watch->env, watch->rtnl, &card->saved);
	if (missing <= 0)
		return;
	watch_card_place(card, place);
	watch_say(watch, "%s: put back %d addresses, routes and the like", place,
		  missing);
}

static void report_end(struct watch *watch, struct watch_card *card, bool proven)
{
	char place[WATCH_PLACE_SIZE];

	watch_card_place(card, place);
	if (proven) {
		settle(watch, card);
		watch_say(watch, "%s: sends again, %d s after the first line", place,
			  (int)((card->recovery.link_up - card->hung_since) /
				USEC_PER_SEC));
		card->reported = false;
	} else {
		watch_say(
			watch,
			"%s: nothing has brought it back; check cable, switch port and card",
			place);
	}
	network_state_clear(&card->saved);
}

void watch_obey(struct watch *watch, struct watch_card *card, enum recovery_order order)
{
	switch (order) {
	case ORDER_NONE:
		break;
	case ORDER_RESET:
	case ORDER_BOUNCE:
		if (is_allowed(watch, card))
			recover(watch, card, order);
		else
			recovery_given_up(&card->recovery);
		break;
	case ORDER_PROVEN:
	case ORDER_FAILED:
		report_end(watch, card, order == ORDER_PROVEN);
		break;
	}
}

void watch_check_deadlines(struct watch *watch)
{
	for (size_t i = 0; i < watch->cards.n; i++) {
		struct watch_card *card = &watch->cards.list[i];
		struct recovery_progress progress;

		if (card->recovery.deadline < 0 || card->recovery.deadline > watch_now())
			continue;
		if (port_look(&watch->env, watch->rtnl, card->link.ifindex,
			      card->tx_packets, &progress))
			watch_obey(watch, card,
				   recovery_timeout(&card->recovery, &progress,
						    watch_now()));
		else
			recovery_given_up(&card->recovery);
	}
}

void watch_set_timer(struct watch *watch)
{
	struct itimerspec timer = { 0 };
	int64_t next = -1;

	for (size_t i = 0; i < watch->cards.n; i++) {
		const int64_t deadline = watch->cards.list[i].recovery.deadline;

		if (deadline >= 0 && (next < 0 || deadline < next))
			next = deadline;
	}
	if (next >= 0) {
		timer.it_value.tv_sec = next / USEC_PER_SEC;
		timer.it_value.tv_nsec = next % USEC_PER_SEC * 1000 + 1;
	}
	if (timerfd_settime(watch->timer, TFD_TIMER_ABSTIME, &timer, NULL) < 0)
		watch->error = -errno;
}
