/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/*
 * The seconds since 1970, UTC, that a log's wall clock shows, as log_line_parse() gives
 * it; a time without a zone is taken as this host's. -1 where it is none or lacks the
 * year.
 */
int64_t log_time_wall(const char *time);

/*
 * A time that lacks the year ("Aug 15 00:42:10"): the seconds since that year began,
 * every month having 31 days, so that their difference is how long something took. -1
 * where it is none of that kind.
 */
int64_t log_time_in_year(const char *time);

/*
 * Writes a time that names its month in another language ("So Feb 11 15:47:18 2024") as
 * "2024-02-11 15:47:18" into BUFFER, and one without a year as "Feb 11 15:47:18". BUFFER
 * stays as it is where the time cannot be read.
 */
void log_time_translate(char *buffer, size_t size, const char *time);
