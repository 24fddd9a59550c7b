/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "database.h"
#include "quirk/quirk-strict.h"

#define SOURCE "Reference=https://example.org/page\n"

static void check_strictly(void **state, const char *text, const char *wanted)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/t.quirk", text);
	db = load(scratch);
	check_problems(scratch, "");
	quirk_db_check_strictly(db, &scratch->problems);
	check_problems(scratch, wanted);
}

static void quirk_with_all_it_needs_is_fine(void **state)
{
	check_strictly(state, QUIRK("a") SOURCE "MatchDevice=8086:153a 8086:*\n", "");
}

static void missing_reference_is_told(void **state)
{
	check_strictly(state, QUIRK("a"), "t.quirk:1: [a] has no Reference\n");
}

static void reference_without_a_page_is_told(void **state)
{
	check_strictly(
		state,
		QUIRK("a") "Reference=https://example.org/\n"
			   "Reference=https://example.org\n"
			   "Reference=https://example/page\n" SOURCE,
		"t.quirk:1: [a] Reference=https://example.org/: no page of a host\n"
		"t.quirk:1: [a] Reference=https://example.org: no page of a host\n"
		"t.quirk:1: [a] Reference=https://example/page: no page of a host\n");
}

static void device_of_another_driver_is_told(void **state)
{
	check_strictly(state, QUIRK("a") SOURCE "MatchDevice=8086:153a 8086:1572\n",
		       "t.quirk:8: 8086:1572 is no device of e1000e\n");
}

static void member_of_a_group_is_told_where_the_group_is_used(void **state)
{
	check_strictly(state,
		       "[@g]\nDevice=8086:153a 8086:1521\n" QUIRK("a") SOURCE
		       "MatchDevice=@g\n",
		       "t.quirk:10: 8086:1521 is no device of e1000e\n");
}

static void device_of_one_of_two_drivers_is_fine(void **state)
{
	check_strictly(state,
		       "[a]\n" ABOUT SOURCE "MatchDriver=igb ixgbe\nFeature=lro off\n"
		       "MatchDevice=8086:1521 8086:10fb\n",
		       "");
}

static void without_a_driver_any_will_do(void **state)
{
	check_strictly(state,
		       "[a]\n" ABOUT SOURCE "MatchDevice=8086:101f\nFeature=lro off\n"
		       "[b]\n" ABOUT SOURCE "MatchDevice=8086:0000\nFeature=lro off\n"
		       "[c]\n" ABOUT SOURCE "MatchDevice=1234:101f\nFeature=lro off\n",
		       "t.quirk:13: 8086:0000 is no device of any driver\n"
		       "t.quirk:20: 1234:101f is no device of any driver\n");
}

static void unknown_driver_is_told(void **state)
{
	check_strictly(state, "[a]\n" ABOUT SOURCE "MatchDriver=e100e\nFeature=lro off\n",
		       "t.quirk:6: no device of e100e is known\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH(quirk_with_all_it_needs_is_fine),
		SCRATCH(missing_reference_is_told),
		SCRATCH(reference_without_a_page_is_told),
		SCRATCH(device_of_another_driver_is_told),
		SCRATCH(member_of_a_group_is_told_where_the_group_is_used),
		SCRATCH(device_of_one_of_two_drivers_is_fine),
		SCRATCH(without_a_driver_any_will_do),
		SCRATCH(unknown_driver_is_told),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
