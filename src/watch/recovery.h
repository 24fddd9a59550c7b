/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/*
 * When and how a card whose transmit unit hangs is brought back. A pure state machine of
 * one card: it is fed with what happens, and answers with what to do. Times are
 * microseconds of CLOCK_BOOTTIME.
 */

/*
 * A driver that still resets a hung card does so within 10 s of the first line:
 * dev_watchdog() waits 5 s (watchdog_timeo of e1000e, igb and igc) and looks every 5 s.
 */
#define RECOVERY_WAIT_USEC INT64_C(11000000)

/* No line for so long after the link is up: it is back. Drivers print one every 2 or 4 s.
 */
#define RECOVERY_PROOF_USEC INT64_C(10000000)

/* The longest wait for the link, and for a first packet to go out. */
#define RECOVERY_LINK_USEC INT64_C(30000000)

/* Lines further apart are no hang that goes on. */
#define RECOVERY_SILENCE_USEC INT64_C(6000000)

/* What to do now. */
enum recovery_order {
	ORDER_NONE,
	ORDER_RESET,  /* the driver's own reset, by ETHTOOL_NWAY_RST */
	ORDER_BOUNCE, /* port down and up */
	ORDER_PROVEN, /* nothing: the card is back */
	ORDER_FAILED, /* nothing: no rung has brought it back */
};

enum recovery_state {
	RECOVERY_IDLE,
	RECOVERY_WAITING, /* the driver may reset the card by itself */
	RECOVERY_LINK,	  /* a rung was taken; the link is not up yet */
	RECOVERY_PROOF,	  /* the link is up; is the card really back? */
};

struct recovery {
	bool has_reset;	   /* the driver's ETHTOOL_NWAY_RST resets the card */
	bool never_resets; /* this kernel leaves a hung card hung */
	enum recovery_state state;
	enum recovery_order rung; /* the last one taken */
	unsigned lines;		  /* of the hang, while WAITING */
	int64_t last_line;
	int64_t link_up;  /* when, while PROOF */
	int64_t deadline; /* when recovery_timeout() is to be called; -1: never */
};

/* How a port stands, for a proof. */
struct recovery_progress {
	bool carrier;
	bool is_stuck; /* packets wait in the card, and none has gone out since the rung
			*/
};

/* All that the driver of that name allows; false where cards of it are not brought back
 * at all. */
_must_check_ bool recovery_init(struct recovery *recovery, const char *driver);

/* A line of a hang: whether it CONFIRMS, or is of a hang that is confirmed. */
_must_check_ enum recovery_order recovery_line(struct recovery *recovery, bool confirms,
					       int64_t now);

/* The driver has reset the card by itself, or somebody has done it. */
void recovery_ended(struct recovery *recovery);

/* What was ordered was not done: nothing is awaited. */
void recovery_given_up(struct recovery *recovery);

/* The carrier has come or gone. */
void recovery_link(struct recovery *recovery, bool carrier, int64_t now);

/* The deadline has passed. */
_must_check_ enum recovery_order
recovery_timeout(struct recovery *recovery, const struct recovery_progress *progress,
		 int64_t now);

/* An order was carried out: the link is awaited. */
void recovery_taken(struct recovery *recovery, enum recovery_order order, int64_t now);
