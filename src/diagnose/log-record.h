/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/log-line.h"
#include "diagnose/symptom.h"
#include "facts/facts.h"

/* What a message means for the trouble that its card is in. */
enum log_mark {
	MARK_NONE,
	MARK_LINK_UP,
	MARK_LINK_DOWN,
	MARK_RESET,    /* the driver starts the card anew */
	MARK_IFUP,     /* the interface was raised */
	MARK_PROBE,    /* the driver has begun with the card */
	MARK_UNDOCKED, /* some card was taken out of its slot */
};

/* One message of the kernel, whole: the dump of a hang with all its lines is one. */
struct log_record {
	struct log_subject subject;
	const struct symptom *symptom; /* a fault of the card; NULL: none */
	enum log_mark mark;
	int speed;	  /* of MARK_LINK_UP, in Mb/s; -1: not said */
	const char *text; /* without prefixes */
	size_t length;
	/* What the text does not hold: the caller fills it in. */
	int64_t monotonic;     /* microseconds since boot; -1: unknown */
	int64_t wall;	       /* seconds since 1970, UTC; -1: unknown */
	const struct nic *nic; /* the card as the facts know it; NULL: unknown */
};

/*
 * Finds out what a message says of which card. What the caller fills in is unknown
 * afterwards. True where the message is of one of our drivers' cards and of interest.
 */
bool log_record_parse(const char *text, size_t length, struct log_record *ret);
