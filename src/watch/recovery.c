/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/recovery.h"

/*
 * Drivers of which a port that goes down and up was seen to come back, and whether their
 * ETHTOOL_NWAY_RST resets the card: e1000_nway_reset() is e1000e_reinit_locked(), and so
 * on. In i40e and ice it restarts the link and nothing else.
 */
static const struct {
	const char *driver;
	bool has_reset;
} drivers[] = {
	{ "e1000e", true },
	{ "igb", true },
	{ "igc", true },
};

bool recovery_init(struct recovery *recovery, const char *driver)
{
	*recovery = (struct recovery){ .deadline = -1 };
	for (size_t i = 0; driver && i < ARRAY_SIZE(drivers); i++)
		if (streq(drivers[i].driver, driver)) {
			recovery->has_reset = drivers[i].has_reset;
			return true;
		}
	return false;
}

static void end(struct recovery *recovery)
{
	recovery->state = RECOVERY_IDLE;
	recovery->rung = ORDER_NONE;
	recovery->deadline = -1;
}

static enum recovery_order next_rung(struct recovery *recovery)
{
	if (recovery->rung == ORDER_NONE && recovery->has_reset)
		return ORDER_RESET;
	if (recovery->rung != ORDER_BOUNCE)
		return ORDER_BOUNCE;
	end(recovery);
	return ORDER_FAILED;
}

enum recovery_order recovery_line(struct recovery *recovery, bool confirms, int64_t now)
{
	switch (recovery->state) {
	case RECOVERY_IDLE:
		recovery->state = RECOVERY_WAITING;
		recovery->lines = 0;
		recovery->deadline = now + RECOVERY_WAIT_USEC;
		break;
	case RECOVERY_WAITING:
		break;
	case RECOVERY_LINK:
		/* Of before the rung: without a link the driver looks for no hang. */
		return ORDER_NONE;
	case RECOVERY_PROOF:
		return next_rung(recovery);
	}
	recovery->lines++;
	recovery->last_line = now;
	return confirms && recovery->never_resets ? next_rung(recovery) : ORDER_NONE;
}

void recovery_ended(struct recovery *recovery)
{
	if (recovery->state == RECOVERY_WAITING)
		end(recovery);
}

void recovery_given_up(struct recovery *recovery)
{
	end(recovery);
}

void recovery_link(struct recovery *recovery, bool carrier, int64_t now)
{
	if (recovery->state == RECOVERY_LINK && carrier) {
		recovery->state = RECOVERY_PROOF;
		recovery->link_up = now;
		recovery->deadline = now + RECOVERY_PROOF_USEC;
	} else if (recovery->state == RECOVERY_PROOF && !carrier) {
		recovery->state = RECOVERY_LINK;
		recovery->deadline = now + RECOVERY_LINK_USEC;
	}
}

static enum recovery_order prove(struct recovery *recovery,
				 const struct recovery_progress *progress, int64_t now)
{
	if (!progress->carrier) {
		recovery_link(recovery, false, now);
		return ORDER_NONE;
	}
	if (!progress->is_stuck) {
		end(recovery);
		return ORDER_PROVEN;
	}
	if (now < recovery->link_up + RECOVERY_LINK_USEC) {
		recovery->deadline = recovery->link_up + RECOVERY_LINK_USEC;
		return ORDER_NONE;
	}
	return next_rung(recovery);
}

enum recovery_order recovery_timeout(struct recovery *recovery,
				     const struct recovery_progress *progress,
				     int64_t now)
{
	if (recovery->deadline < 0 || now < recovery->deadline)
		return ORDER_NONE;
	switch (recovery->state) {
	case RECOVERY_IDLE:
		break;
	case RECOVERY_WAITING:
		/* One line, and then silence: the card came back by itself. */
		if (recovery->lines > 1 &&
		    now - recovery->last_line < RECOVERY_SILENCE_USEC)
			return next_rung(recovery);
		end(recovery);
		break;
	case RECOVERY_LINK:
		if (!progress->carrier)
			return next_rung(recovery);
		/* Nobody has said so. */
		recovery_link(recovery, true, now);
		break;
	case RECOVERY_PROOF:
		return prove(recovery, progress, now);
	}
	return ORDER_NONE;
}

void recovery_taken(struct recovery *recovery, enum recovery_order order, int64_t now)
{
	recovery->rung = order;
	recovery->state = RECOVERY_LINK;
	recovery->deadline = now + RECOVERY_LINK_USEC;
}
