/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/log-line.h"

/* When a line was logged, as far as it says so; its place in the log else. */
struct log_moment {
	uint64_t line;	 /* from 1; 0: no line */
	int64_t seconds; /* since boot, since 1970 or since the year began; -1: unknown */
};

/* The moment of the line NUMBER of a log. */
struct log_moment log_moment_of(const struct log_line *line, uint64_t number);

/* Whether NOW comes after THEN, by no more than so many seconds, or lines where one of
 * them has no time. */
bool log_moment_follows(struct log_moment now, const struct log_moment *then,
			int64_t seconds);
