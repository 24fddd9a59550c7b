/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* It needs some of those above and says so of none. */
#include <cmocka.h>

#include <fcntl.h>

#include "base/macro.h"
#include "modules/refused-option.h"

/* What the kernel (kernel/params.c) writes of an option, and what others do. */
static void the_option_is_found_in_a_record(void **state _unused_)
{
	static const struct {
		const char *record, *want;
	} rows[] = {
		{ "3,712,5023115,-;ixgbe: `1,1' invalid for parameter `allow_unsupported_sfp'\n",
		  "allow_unsupported_sfp" },
		{ "3,712,5023115,-,caller=T1;ixgbe: `9' too large for parameter `a'\n SUBSYSTEM=module\n",
		  "a" },
		{ "3,1,1,-;ixgbe: Unknown parameter `debug'\n", "debug" },
		{ "3,1,1,-;ixgbe: `parameter `b'' invalid for parameter `c'\n", "c" },
		{ "3,1,1,-;i40e: `1,1' invalid for parameter `c'\n", NULL },
		{ "3,1,1,-;ixgbe: parameter `'\n", NULL },
		{ "3,1,1,-;ixgbe: unknown parameter 'x' ignored\n", NULL },
		{ "3,1,1,-;ixgbe: \n", NULL },
		{ "3,1,1,-;ixgbe\n parameter `d'\n", NULL },
		/* A program's. */
		{ "12,1,1,-;ixgbe: `1' invalid for parameter `c'\n", NULL },
		{ "x;ixgbe: `1' invalid for parameter `c'\n", NULL },
		{ "", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *found = NULL;
		int r = refused_option_parse(rows[i].record, "ixgbe", &found);

		assert_int_equal(r, rows[i].want ? 0 : -ENOENT);
		if (rows[i].want)
			assert_string_equal(found, rows[i].want);
	}
}

static void the_option_alone_is_dropped(void **state _unused_)
{
	static const struct {
		const char *options, *name, *want;
	} rows[] = {
		{ "a=1 b=2,2 c", "b", "a=1 c" },
		{ "b=1", "b", "" },
		{ "b=1 a=2 b=3", "b", "a=2" },
		{ "a-b=1 bb=2", "a_b", "bb=2" },
		{ "a=\"x b=1\" b=2", "b", "a=\"x b=1\"" },
		{ "a=1 bc=2", "b", NULL },
		{ "", "b", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *left = NULL;
		int r = refused_option_drop(rows[i].options, rows[i].name, &left);

		assert_int_equal(r, rows[i].want ? 0 : -ENOENT);
		if (rows[i].want)
			assert_string_equal(left, rows[i].want);
	}
}

/* A log that is not there, and one with nothing to read. */
static void a_log_that_says_nothing_names_no_option(void **state _unused_)
{
	_cleanup_close_ int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	char *found = NULL;

	assert_int_equal(refused_option_read(-1, "ixgbe", &found), -ENOENT);
	assert_int_equal(refused_option_read(fd, "ixgbe", &found), -ENOENT);
	assert_null(found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_option_is_found_in_a_record),
		cmocka_unit_test(the_option_alone_is_dropped),
		cmocka_unit_test(a_log_that_says_nothing_names_no_option),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
