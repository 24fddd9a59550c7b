/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/incident-text.h"

#include <inttypes.h>

#include "diagnose/symptom.h"

void incident_sum_add(struct incident_sum *sum, const struct incident *incident,
		      int64_t seconds)
{
	const bool is_first = sum->episodes++ == 0;

	sum->lines += incident->lines;
	if (seconds < 0)
		seconds = incident->first >= 0 && incident->last > incident->first
				  ? incident->last - incident->first
				  : 0;
	sum->seconds += seconds;
	if (is_first)
		sum->first = sum->last = -1;
	if (incident->first >= 0 && (sum->first < 0 || incident->first < sum->first))
		sum->first = incident->first;
	if (incident->last > sum->last)
		sum->last = incident->last;
}

void duration_print(char ret[static DURATION_SIZE], int64_t seconds)
{
	if (seconds < 120)
		snprintf(ret, DURATION_SIZE, "%" PRId64 " s", seconds);
	else if (seconds < 2 * 3600)
		snprintf(ret, DURATION_SIZE, "%" PRId64 " min", (seconds + 30) / 60);
	else if (seconds < 48 * 3600)
		snprintf(ret, DURATION_SIZE, "%.1f h", (double)seconds / 3600);
	else
		snprintf(ret, DURATION_SIZE, "%.1f days", (double)seconds / 86400);
}

void count_print(char ret[static COUNT_SIZE], uint64_t count)
{
	char digits[COUNT_SIZE];
	const size_t n = (size_t)snprintf(digits, sizeof(digits), "%" PRIu64, count);
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			ret[at++] = ',';
		ret[at++] = digits[i];
	}
	ret[at] = '\0';
}

void incident_sum_print(char ret[static INCIDENT_TEXT_SIZE],
			const struct incident_sum *sum)
{
	const struct symptom_kind *kind = symptom_kind_find(sum->kind);
	char episodes[COUNT_SIZE], lines[COUNT_SIZE], duration[DURATION_SIZE];

	count_print(episodes, sum->episodes);
	count_print(lines, sum->lines);
	duration_print(duration, sum->seconds);
	if (streq(sum->kind, "tx-hang"))
		snprintf(ret, INCIDENT_TEXT_SIZE, "hung %s%sin %s episode%s (%s line%s)",
			 sum->seconds ? duration : "", sum->seconds ? " " : "", episodes,
			 sum->episodes == 1 ? "" : "s", lines,
			 sum->lines == 1 ? "" : "s");
	else
		snprintf(ret, INCIDENT_TEXT_SIZE, "%s: %s time%s (%s line%s)",
			 kind ? kind->title : sum->kind, episodes,
			 sum->episodes == 1 ? "" : "s", lines,
			 sum->lines == 1 ? "" : "s");
}
