/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include "base/timestamp.h"

static void a_time_is_read_and_written(void **state _unused_)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} rows[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "2024-02-29T23:59:59Z", 1709251199 },
		{ "2026-11-18T04:35:42Z", 1794976542 },
		{ "9999-12-31T23:59:59Z", 253402300799 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char text[TIMESTAMP_SIZE];
		int64_t seconds = -1;

		assert_int_equal(timestamp_parse(rows[i].text, &seconds), 0);
		assert_int_equal(seconds, rows[i].seconds);
		timestamp_print(text, rows[i].seconds);
		assert_string_equal(text, rows[i].text);
	}
}

static void what_is_no_time_is_refused(void **state _unused_)
{
	static const char *const rows[] = {
		"",
		"2026-11-18",
		"2026-11-18T04:35:42",
		"2026-11-18 04:35:42Z",
		"2026-11-18T04:35:42Z ",
		"2026-11-18T04:35:42+01:00",
		"2026-02-29T00:00:00Z",
		"2026-13-01T00:00:00Z",
		"2026-00-01T00:00:00Z",
		"2026-01-01T24:00:00Z",
		"1969-12-31T23:59:59Z",
		"2026-1x-01T00:00:00Z",
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int64_t seconds = 7;

		assert_int_equal(timestamp_parse(rows[i], &seconds), -EINVAL);
		assert_int_equal(seconds, 7);
	}
}

static void a_time_beyond_the_calendar_is_its_end(void **state _unused_)
{
	char text[TIMESTAMP_SIZE];

	timestamp_print(text, INT64_MAX);
	assert_string_equal(text, "9999-12-31T23:59:59Z");
	timestamp_print(text, -1);
	assert_string_equal(text, "1970-01-01T00:00:00Z");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_time_is_read_and_written),
		cmocka_unit_test(what_is_no_time_is_refused),
		cmocka_unit_test(a_time_beyond_the_calendar_is_its_end),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
