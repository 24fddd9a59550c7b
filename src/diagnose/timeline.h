/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/log-reader.h"

/* What happened to each Intel card in the last boot of a kernel log. */

#define TIMELINE_CARDS_MAX  64
#define TIMELINE_EVENTS_MAX 64

enum timeline_event_type {
	TIMELINE_APPEARED, /* its interface is there */
	TIMELINE_MODULE,   /* the module stage had a word on its driver */
	TIMELINE_CURED,	   /* we have set something */
	TIMELINE_IN_PLACE, /* we have looked, and all was right */
	TIMELINE_UNDONE,   /* somebody has switched back on what we had set */
	TIMELINE_RENAMED,
	TIMELINE_ENSLAVED, /* a bridge or bond has taken it */
	TIMELINE_LINK_UP,
	TIMELINE_HUNG,	/* its driver says so */
	TIMELINE_FAULT, /* another one */
	TIMELINE_EVENT_MAX,
};

struct timeline_event {
	enum timeline_event_type type;
	int64_t time;	  /* microseconds since boot; -1: unknown */
	char detail[192]; /* new name, master, what was set; "" */
};

struct timeline_card {
	char slot[24];
	char driver[24];
	char interface[16]; /* its last name */
	struct timeline_event events[TIMELINE_EVENTS_MAX];
	size_t n_events;
};

struct timeline {
	char kernel[64]; /* "" where the log does not say */
	struct timeline_card cards[TIMELINE_CARDS_MAX];
	size_t n_cards;
};

/* Whether a card was cured in time. */
enum timeline_verdict {
	TIMELINE_NOTHING, /* no line of ours */
	TIMELINE_IN_TIME,
	TIMELINE_LATE, /* it was up, or in a bridge or bond, before */
};

/* Takes one message of the log, without its prefix. */
void timeline_take(struct timeline *timeline, const char *text, size_t length,
		   int64_t time);

/* What stands in the lines that are of interest, but for those that a driver of ours
 * begins with the slot of its card. 0 or -ENOMEM. */
_must_check_ int timeline_needles(struct needles **ret);

/* Reads the log to its end; NEEDLES are timeline_needles(). 0, or an error of reading it.
 */
_must_check_ int timeline_read(struct log_reader *reader, const struct needles *needles,
			       struct timeline *ret);

/*
 * The verdict on a card. RET_CURE and RET_TAKEN are the events that it goes by, NULL
 * where there is none.
 */
enum timeline_verdict timeline_judge(const struct timeline_card *card,
				     const struct timeline_event **ret_cure,
				     const struct timeline_event **ret_taken);

/* "appeared", "module", "cured", "in-place", "undone", "renamed", "enslaved", "link-up",
 * "hung", "fault". */
const char *timeline_event_name(enum timeline_event_type type);
