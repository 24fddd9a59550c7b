/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "diagnose/event.h"
#include "diagnose/log-reader.h"

/* What a kernel log shows of the cards, as it is: see diagnosis-evaluate.h for what to
 * make of it. */

/* So many different ones are kept: a log is input from anywhere. */
#define DIAGNOSIS_EVENTS_MAX 256
#define DIAGNOSIS_CARDS_MAX  64

/* A network card that the kernel found at boot. */
struct log_card {
	char slot[24];
	int32_t vendor, device; /* -1: unknown */
	int family;		/* e1000e's number for the kind of MAC; -1: unknown */
};

struct diagnosis {
	struct event *events; /* the worst first, then in the order of the log */
	size_t n_events;
	uint64_t dropped;	  /* different events beyond the limit */
	char kernel[64];	  /* the last one that began to log, or "" */
	char kernel_upstream[24]; /* of it, where the release hides it; or "" */
	struct log_card cards[DIAGNOSIS_CARDS_MAX];
	size_t n_cards;
};

/* Counts the event in, or with those that are the same. 0 or -ENOMEM. */
_must_check_ int diagnosis_add(struct diagnosis *diagnosis, const struct event *event);

/*
 * Joins events of one card that the log names by its slot here and by its interface
 * there, and sorts them. 0 or -ENOMEM.
 */
_must_check_ int diagnosis_finish(struct diagnosis *diagnosis);

/* Reads the log to its end. 0, -ENOMEM, or the error of reading it. */
_must_check_ int diagnosis_read(struct log_reader *reader, const struct needles *needles,
				struct diagnosis **ret);

/* Frees DIAGNOSIS, which may be NULL; returns NULL. */
struct diagnosis *diagnosis_free(struct diagnosis *diagnosis);
DEFINE_CLEANUP(struct diagnosis, diagnosis_free)
