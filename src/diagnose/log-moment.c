/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/log-moment.h"

#include "diagnose/log-time.h"

struct log_moment log_moment_of(const struct log_line *line, uint64_t number)
{
	struct log_moment moment = { .line = number, .seconds = -1 };

	if (line->monotonic >= 0)
		moment.seconds = line->monotonic / 1000000;
	if (moment.seconds < 0)
		moment.seconds = log_time_wall(line->time);
	if (moment.seconds < 0)
		moment.seconds = log_time_in_year(line->time);
	return moment;
}

bool log_moment_follows(struct log_moment now, const struct log_moment *then,
			int64_t seconds)
{
	if (then->line == 0)
		return false;
	if (then->seconds >= 0 && now.seconds >= 0)
		return now.seconds >= then->seconds &&
		       now.seconds - then->seconds <= seconds;
	return now.line - then->line <= (uint64_t)seconds;
}
