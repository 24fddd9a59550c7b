/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include "base/version.h"

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void check_order(const char *a, const char *b, int order)
{
	if (sign(version_compare(a, b)) != order)
		fail_msg("%s and %s compare as %d", a, b, version_compare(a, b));
	if (sign(version_compare(b, a)) != -order)
		fail_msg("%s and %s compare as %d", b, a, version_compare(b, a));
}

static void numbers_count_and_not_letters(void **state _unused_)
{
	check_order("2.9.21", "2.13.10", -1);
	check_order("2.13.10", "2.14.13", -1);
	check_order("10", "9", 1);
	check_order("2.10.19.30", "2.10.19.82", -1);
}

static void a_missing_number_is_zero(void **state _unused_)
{
	check_order("6.12", "6.12.0", 0);
	check_order("6.12", "6.12.0.0", 0);
	check_order("6.12", "6.12.1", -1);
	check_order("2.10.19.30", "2.10.19", 1);
}

static void leading_zeros_do_not_count(void **state _unused_)
{
	check_order("6.01", "6.1", 0);
	check_order("6.01", "6.2", -1);
	check_order("000", "0", 0);
}

static void a_candidate_comes_before_its_release(void **state _unused_)
{
	check_order("6.12-rc3", "6.12", -1);
	check_order("6.12.0-rc3", "6.12", -1);
	check_order("6.12-rc3", "6.12.0-rc3", 0);
	check_order("6.12-rc3", "6.12-rc10", -1);
	check_order("6.12-rc3", "6.11.99", 1);
	check_order("6.12-rc3", "6.12.1", -1);
	check_order("6.12-rc7", "6.12.0-rc7+", 0);
}

static void a_dash_parts_numbers_only_before_a_digit(void **state _unused_)
{
	check_order("0.13-4", "0.13-3", 1);
	check_order("0.13-4", "0.13.4", 0);
	check_order("0.13-4", "0.13", 1);
	check_order("2.8.20-k", "2.8.20", 0);
	check_order("6.8.12-10-pve", "6.8.12.10", 0);
}

static void numbers_may_be_longer_than_any_integer(void **state _unused_)
{
	check_order("99999999999999999999999", "100000000000000000000000", -1);
	check_order("1.18446744073709551616", "1.0", 1);
}

static void what_begins_with_no_number_is_not_valid(void **state _unused_)
{
	assert_true(version_is_valid("6"));
	assert_true(version_is_valid("6.12-rc3"));
	assert_false(version_is_valid(""));
	assert_false(version_is_valid("v6"));
	assert_false(version_is_valid("N/A"));
	assert_false(version_is_valid("-1"));
}

static void check_upstream(const char *release, const char *wanted)
{
	_cleanup_free_ char *upstream = NULL;

	assert_int_equal(version_upstream(release, &upstream), 0);
	assert_string_equal(upstream, wanted);
}

static void the_upstream_part_ends_at_the_distribution(void **state _unused_)
{
	check_upstream("6.8.12-10-pve", "6.8.12");
	check_upstream("6.12.30", "6.12.30");
	check_upstream("6.12.0-rc3-amd64", "6.12.0-rc3");
	check_upstream("6.12-rc3", "6.12-rc3");
	check_upstream("5.14.0-570.el9.x86_64", "5.14.0");
	check_upstream("6.12.", "6.12");
	check_upstream("6.14.11+", "6.14.11");
}

static void a_release_without_a_number_has_no_upstream_part(void **state _unused_)
{
	char *upstream = NULL;

	assert_int_equal(version_upstream("mainline-6.1", &upstream), -EINVAL);
	assert_int_equal(version_upstream("", &upstream), -EINVAL);
	assert_null(upstream);
}

struct inclusion {
	const char *range;
	const char *version;
	bool inside;
};

static void check_ranges(const struct inclusion *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		_cleanup_(version_range_freep) struct version_range *range = NULL;

		assert_int_equal(version_range_parse(rows[i].range, &range), 0);
		if (version_range_contains(range, rows[i].version) != rows[i].inside)
			fail_msg("%s is %s \"%s\"", rows[i].version,
				 rows[i].inside ? "not in" : "in", rows[i].range);
	}
}

static void each_comparison_means_what_it_says(void **state _unused_)
{
	static const struct inclusion rows[] = {
		{ "2.13.10", "2.13.10", true },	 { "2.13.10", "2.13.9", false },
		{ "2.13.10", "2.13.11", false }, { "=2.13.10", "2.13.10", true },
		{ "!=6.1", "6.1.0", false },	 { "!=6.1", "6.1.1", true },
		{ "<6.1", "6.0.19", true },	 { "<6.1", "6.1", false },
		{ "<6.1", "6.1-rc8", true },	 { "<=6.1", "6.1", true },
		{ "<=6.1", "6.1.1", false },	 { ">6.1", "6.1", false },
		{ ">6.1", "6.1.1", true },	 { ">=6.1", "6.1", true },
		{ ">=6.1", "6.1-rc8", false },	 { ">=6.1", "6.0.99", false },
	};

	check_ranges(rows, ARRAY_SIZE(rows));
}

static void blanks_mean_and(void **state _unused_)
{
	static const struct inclusion rows[] = {
		{ ">=5.8 <6.4", "5.8", true },	     { ">=5.8 <6.4", "6.3.13", true },
		{ ">=5.8 <6.4", "6.4", false },	     { ">=5.8 <6.4", "5.7.19", false },
		{ " \t>=5.8\t <6.4 ", "6.1", true }, { ">=5.8 <6.4 !=6.1", "6.1", false },
	};

	check_ranges(rows, ARRAY_SIZE(rows));
}

static void bars_mean_or(void **state _unused_)
{
	static const char range[] = ">=6.14 <6.14.11 | >=6.12.30 <6.12.41";
	static const struct inclusion rows[] = {
		{ range, "6.14.10", true },  { range, "6.12.30", true },
		{ range, "6.12.40", true },  { range, "6.14.11", false },
		{ range, "6.13", false },    { range, "6.12.29", false },
		{ range, "6.12.41", false }, { "1|2|>3", "2", true },
		{ "1|2|>3", "4", true },     { "1|2|>3", "3", false },
	};

	check_ranges(rows, ARRAY_SIZE(rows));
}

static void what_is_no_version_lies_in_no_range(void **state _unused_)
{
	static const struct inclusion rows[] = {
		{ ">=0", "N/A", false },
		{ "!=1", "", false },
	};

	check_ranges(rows, ARRAY_SIZE(rows));
}

static void a_bad_range_is_refused(void **state _unused_)
{
	static const char *const ranges[] = {
		"",	      " ",	  "|",	     "6.1 |",	  "| 6.1",
		"6.1 || 6.2", "<",	  "< 6.1",   "==6.1",	  "=>6.1",
		"~6.1",	      "6.1.",	  "6..1",    "6.1foo",	  "2.8.20-k",
		"6.x",	      "6.1, 6.2", "6.12-rc", "6.12-rc3+", ">=5.8 to 6.1",
	};

	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++) {
		struct version_range *range = NULL;

		if (version_range_parse(ranges[i], &range) != -EINVAL)
			fail_msg("\"%s\" is taken for a range", ranges[i]);
		assert_null(range);
	}
}

static void ranges_meet_where_a_version_lies_in_both(void **state _unused_)
{
	static const struct {
		const char *a, *b;
		bool meet;
	} rows[] = {
		{ "<6.19", ">=6.19", false },
		{ "<=6.19", ">=6.19", true },
		{ ">6.1", "<6.2", true },
		{ ">6.1", "<6.1", false },
		{ "6.1 | 6.3", "6.2 | 6.3", true },
		{ "6.1", "!=6.1", false },
		{ "<5 | >=6.1 <6.2", ">=5 <6.1 | >=6.2", false },
		{ "<5 | >=6.1 <6.2", ">=5 <6.1.1", true },
		{ "<5", "<4", true },
		{ ">5", ">4", true },
		{ ">=6.12-rc1 <6.12", "<6.12-rc1", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(version_range_freep) struct version_range *a = NULL, *b = NULL;

		assert_int_equal(version_range_parse(rows[i].a, &a), 0);
		assert_int_equal(version_range_parse(rows[i].b, &b), 0);
		if (version_ranges_meet(a, b) != rows[i].meet ||
		    version_ranges_meet(b, a) != rows[i].meet)
			fail_msg("%s and %s", rows[i].a, rows[i].b);
	}
}

static void a_series_lies_in_a_range_only_with_all_of_it(void **state _unused_)
{
	static const struct {
		const char *range, *version;
		int contains;
	} rows[] = {
		{ ">=6.1", "6.1.0", 1 },
		{ ">=6.1 <6.2", "6.1.0", 1 },
		{ ">=6.2", "6.1.0", 0 },
		{ "<6.1", "6.1.0", 0 },
		{ "<6.1.21", "6.1.0", -1 },
		{ ">=6.1.1", "6.1.0", -1 },
		{ "<=6.1", "6.1", -1 },
		{ "6.8.12", "6.8.0", -1 },
		{ ">=6.1.10 <6.1.20 | >=6.2", "6.1.0", -1 },
		{ "<6.1.21", "6.10.0", 0 },
		{ ">=6.9-rc1 <6.9", "6.9.0", 0 },
		{ ">=6.1.5 | <6.2", "6.1.0", 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(version_range_freep) struct version_range *range = NULL;

		assert_int_equal(version_range_parse(rows[i].range, &range), 0);
		if (version_range_contains_series(range, rows[i].version) !=
		    rows[i].contains)
			fail_msg("%s in %s", rows[i].version, rows[i].range);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_count_and_not_letters),
		cmocka_unit_test(a_missing_number_is_zero),
		cmocka_unit_test(leading_zeros_do_not_count),
		cmocka_unit_test(a_candidate_comes_before_its_release),
		cmocka_unit_test(a_dash_parts_numbers_only_before_a_digit),
		cmocka_unit_test(numbers_may_be_longer_than_any_integer),
		cmocka_unit_test(what_begins_with_no_number_is_not_valid),
		cmocka_unit_test(the_upstream_part_ends_at_the_distribution),
		cmocka_unit_test(a_release_without_a_number_has_no_upstream_part),
		cmocka_unit_test(each_comparison_means_what_it_says),
		cmocka_unit_test(blanks_mean_and),
		cmocka_unit_test(bars_mean_or),
		cmocka_unit_test(what_is_no_version_lies_in_no_range),
		cmocka_unit_test(a_bad_range_is_refused),
		cmocka_unit_test(a_series_lies_in_a_range_only_with_all_of_it),
		cmocka_unit_test(ranges_meet_where_a_version_lies_in_both),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
