/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* It needs some of those above and says so of none. */
#include <cmocka.h>

#include "base/name-map.h"

static void what_was_added_is_found(void **state _unused_)
{
	struct name_map map = { 0 };
	char name[32];

	assert_null(name_map_find(&map, "a", 1));
	for (size_t i = 0; i < 5000; i++) {
		size_t *number;

		snprintf(name, sizeof(name), "name-%zu", i);
		number = name_map_add(&map, name, strlen(name), i);
		assert_non_null(number);
		assert_int_equal(*number, i);
	}
	assert_int_equal(map.n, 5000);
	for (size_t i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "name-%zu", i);
		assert_non_null(name_map_find(&map, name, strlen(name)));
		assert_int_equal(*name_map_find(&map, name, strlen(name)), i);
	}
	assert_null(name_map_find(&map, "name-5000", strlen("name-5000")));
	/* Its length counts, not its end. */
	assert_null(name_map_find(&map, "name-1", strlen("name-")));
	name_map_clear(&map);
	assert_null(name_map_find(&map, "name-1", strlen("name-1")));
}

static void a_name_has_one_number(void **state _unused_)
{
	struct name_map map = { 0 };
	size_t *number;

	assert_non_null(name_map_add(&map, "a", 1, 7));
	number = name_map_add(&map, "a", 1, 8);
	assert_non_null(number);
	assert_int_equal(*number, 7);
	*number = 9;
	assert_int_equal(*name_map_find(&map, "a", 1), 9);
	assert_int_equal(map.n, 1);
	name_map_clear(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_added_is_found),
		cmocka_unit_test(a_name_has_one_number),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
