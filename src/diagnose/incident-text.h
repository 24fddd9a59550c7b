/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"
#include "facts/incident.h"

/* What incidents of one kind come to. */
struct incident_sum {
	const char *kind;
	uint64_t episodes, lines;
	int64_t seconds;     /* of those whose times are known */
	int64_t first, last; /* seconds since 1970, UTC; -1: unknown */
};

/* Counts an incident in that lasted SECONDS; -1: by its own times. */
void incident_sum_add(struct incident_sum *sum, const struct incident *incident,
		      int64_t seconds);

#define INCIDENT_TEXT_SIZE 200

/* "hung 20.6 h in 14 episodes (37,021 lines)", without the times of day. */
void incident_sum_print(char ret[static INCIDENT_TEXT_SIZE],
			const struct incident_sum *sum);

/* "45 s", "20 min", "20.6 h", "6.5 days" */
#define DURATION_SIZE 32
void duration_print(char ret[static DURATION_SIZE], int64_t seconds);

/* "37,021" */
#define COUNT_SIZE 32
void count_print(char ret[static COUNT_SIZE], uint64_t count);
