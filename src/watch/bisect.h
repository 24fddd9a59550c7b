/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"
#include "facts/verified.h"
#include "quirk/quirk.h"

/*
 * Which settings have to be off for a card to hold: a pure state machine. It is asked
 * what to try, and takes each result. A set of settings that are off is a bit mask of
 * the candidates.
 */

#define BISECT_CANDIDATES_MAX 24
#define BISECT_TRIED_MAX      (2 * BISECT_CANDIDATES_MAX + 2)

struct bisect_candidate {
	enum action_type type; /* a feature or EEE */
	char name[48];	       /* "tso", or the kernel's name; "" for EEE */
};

struct bisect_tried {
	uint32_t off;
	enum verify_verdict verdict; /* held or hangs */
	uint64_t bytes;		     /* until then */
	char phase[16];		     /* in which it hung; "" */
};

enum bisect_stage {
	BISECT_SHOW, /* does it hang as it is? */
	BISECT_UP,   /* one more candidate off each time */
	BISECT_DOWN, /* each of those that are off back on, alone */
	BISECT_DONE,
	BISECT_STAGE_MAX,
};

struct bisect {
	struct bisect_candidate candidates[BISECT_CANDIDATES_MAX];
	size_t n_candidates;
	enum bisect_stage stage;
	uint32_t off;  /* of the test that is next or under way */
	uint32_t best; /* the smallest set that held; meaningless until HAS_BEST */
	bool has_best;
	size_t next; /* the candidate that is switched back on next */
	struct bisect_tried tried[BISECT_TRIED_MAX];
	size_t n_tried;
};

/* Adds a candidate, unless it is there already or there is no room. */
void bisect_add(struct bisect *bisect, enum action_type type, const char *name);

/* Whether there is another test; its set is then bisect->off. */
bool bisect_goes_on(const struct bisect *bisect);

/* What came of the test: held or hangs. */
void bisect_result(struct bisect *bisect, const struct bisect_tried *tried);

/*
 * The verdict at the end: held where nothing had to be off or a set was found; hangs
 * where no set holds.
 */
enum verify_verdict bisect_verdict(const struct bisect *bisect);

/* "show", "up", "down", "done". */
const char *bisect_stage_name(enum bisect_stage stage);

/* The stage of that name; BISECT_STAGE_MAX: there is none. */
enum bisect_stage bisect_stage_find(const char *name);

/* A set in words, "tso off, eee off"; "nothing off" for none. */
void bisect_print_set(char *buffer, size_t size, const struct bisect *bisect,
		      uint32_t off);
