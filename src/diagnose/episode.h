/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/hang-dump.h"
#include "diagnose/log-record.h"

/*
 * Episodes: records of the kernel log that belong to one and the same trouble of a card.
 * A pure state machine, fed with one record after the other of one boot, whether from an
 * old log or live.
 */

#define EPISODE_CARDS_MAX 64
#define EPISODES_OPEN_MAX 128

/* A transmit hang confirms a quirk from this line on, or at the first one of a second
 * episode. */
#define EPISODE_HANG_LINES 3

struct episode {
	unsigned id;	  /* in the order in which they began; never 0 */
	const char *kind; /* a name of the symptom table */
	struct log_subject subject;
	uint64_t lines;
	int64_t first, last; /* seconds since 1970, UTC; -1: unknown */
	int64_t first_monotonic,
		last_monotonic; /* microseconds since boot; -1: unknown */
	bool confirms;		/* it stands for evidence */

	/* By which the next record is seen to belong to it. */
	unsigned card;
	struct hang_dump dump;
	bool has_placeholders; /* the log's dumps are not as the kernel printed them */
	bool interrupted;      /* reset, link up or ifup since its last line */
};

/* What a record has changed; several may be set. */
enum episode_change {
	EPISODE_BEGINS = 1 << 0,
	EPISODE_GOES_ON = 1 << 1,
	EPISODE_CONFIRMS = 1 << 2, /* once an episode */
	EPISODE_ENDS = 1 << 3, /* a hang, unless the next dump is of the same packet */
};

/* A card as the log has shown it so far. */
struct episode_card {
	struct log_subject subject;
	int speed;	/* of the link in Mb/s; 0: no link, -1: unknown */
	unsigned hangs; /* transmit hangs before, also of earlier boots */
};

/* All zero but for BY_PERSON is the beginning of a boot. */
struct episodes {
	bool by_person; /* a person answers for the log: one line suffices, without a dump
			 */
	struct episode_card cards[EPISODE_CARDS_MAX];
	unsigned n_cards;
	struct episode open[EPISODES_OPEN_MAX];
	unsigned n_open;
	unsigned last_id;
	/* When a card was taken out of its slot: it is lost, and nothing is wrong. */
	bool has_undocked;
	int64_t undocked_monotonic, undocked; /* as in struct episode */
};

/*
 * Takes the next record. Returns what it has changed, of EPISODE_*, 0 for nothing. RET is
 * then the episode of the record's fault, or without one the hang that ends. RET_VERDICT,
 * which may be NULL, says whether a hang line counts: one that does not changes nothing.
 */
unsigned episodes_feed(struct episodes *episodes, const struct log_record *record,
		       struct episode *ret, enum hang_verdict *ret_verdict);

/*
 * Goes on from an incident of this boot that is known already: RET is its episode as if
 * its lines had just been fed. False beyond the limits. KIND is a name of the symptom
 * table.
 */
bool episodes_prime(struct episodes *episodes, const struct log_subject *subject,
		    const char *kind, const struct incident *incident,
		    struct episode *ret);

/* The card, to set what is known of it from elsewhere; NULL beyond the limit. */
struct episode_card *episodes_find_card(struct episodes *episodes,
					const struct log_subject *subject);

/* Another boot begins: nothing goes on, and the speed of no link is known. */
void episodes_end_boot(struct episodes *episodes);

/* How long it has lasted, in seconds; 0 where one line or the log's lack of times is all.
 */
int64_t episode_seconds(const struct episode *episode);
