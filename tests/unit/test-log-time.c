/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include <time.h>

#include "diagnose/log-time.h"

static const struct {
	const char *text;
	int64_t seconds; /* UTC, on a host that is two hours ahead */
} rows[] = {
	{ "2025-04-20T12:00:01Z", 1745150401 },
	{ "2025-04-20T12:00:01+02:00", 1745143201 },
	{ "2025-04-20T12:00:01+0200", 1745143201 },
	{ "2025-04-20T12:00:01.123456-05:00", 1745168401 },
	{ "2025-04-20T12:00:01,123456+02:00", 1745143201 },
	{ "2025-04-20 12:00:01", 1745143201 },
	{ "2025-04-20 12:00:01\0"
	  "9Z",
	  1745143201 },
	{ "Sun 2025-04-20 12:00:01 CEST", 1745143201 },
	{ "Sun 2025-04-20 12:00:01 UTC", 1745150401 },
	{ "Sun Apr 20 12:00:01 2025", 1745143201 },
	{ "Sun Apr  6 12:00:01 2025", 1743933601 },
	{ "Apr 20 2025 12:00:01", 1745143201 },
	{ "1745143201.123456", 1745143201 },
	{ "Apr 20 12:00:01", -1 },
	{ "Apr20 12:00", -1 },
	{ "12345.678901", -1 },
	{ "2025-13-20T12:00:01Z", -1 },
	{ "2025-04-20T25:00:01Z", -1 },
	{ "2025-04-20", -1 },
	{ "", -1 },
};

static void a_wall_clock_is_read(void **state _unused_)
{
	setenv("TZ", "XXX-2", 1);
	tzset();
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (log_time_wall(rows[i].text) != rows[i].seconds)
			fail_msg("%s: %lld", rows[i].text,
				 (long long)log_time_wall(rows[i].text));
}

static void without_a_year_it_shows_how_long(void **state _unused_)
{
	const int64_t first = log_time_in_year("Aug 15 00:42:10");

	assert_int_equal(log_time_in_year("Aug 21 18:11:02") - first,
			 6 * 86400 + 17 * 3600 + 28 * 60 + 52);
	assert_int_equal(log_time_in_year("Aug 15 2025 00:42:10"), -1);
	assert_int_equal(log_time_in_year("12345.678901"), -1);
	assert_int_equal(log_time_in_year(""), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wall_clock_is_read),
		cmocka_unit_test(without_a_year_it_shows_how_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
