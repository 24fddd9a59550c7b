/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "database.h"
#include "quirk/quirk-conflict.h"

static void check_conflicts(void **state, const char *text, const char *wanted)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	problems_clear(&scratch->problems);
	scratch_write(scratch, ENV_DATA, "quirks.d/t.quirk", text);
	db = load(scratch);
	check_problems(scratch, "");
	assert_int_equal(quirk_db_find_conflicts(db, &scratch->problems), 0);
	check_problems(scratch, wanted);
}

static void opposite_actions_on_one_card_are_told(void **state)
{
	check_conflicts(
		state,
		QUIRK("a") "[b]\n" ABOUT
			   "MatchDevice=8086:0001\nFeature=tx-tcp-segmentation on\n",
		"t.quirk:12: feature tx-tcp-segmentation is asked to be on, but off "
		"by [a]\n");
}

static void opposite_actions_in_one_quirk_are_told_once(void **state)
{
	check_conflicts(state, QUIRK("a") "Step=2\nFeature=tso on\n",
			"t.quirk:8: feature tso is asked to be on, but off by [a]\n");
}

static void opposite_actions_on_different_cards_are_fine(void **state)
{
	check_conflicts(state,
			QUIRK("a") "MatchKernel=<6.19\n"
				   "[b]\n" ABOUT "MatchDriver=igb\nFeature=tso on\n"
				   "[c]\n" ABOUT "MatchKernel=>=6.19\nFeature=tso on\n",
			"");
}

#define CARDS ABOUT "MatchDriver=e1000e\n"

/* Features of one group are settings of their own; the group is all of them. */
static void features_meet_their_group_alone(void **state)
{
	check_conflicts(state,
			"[a]\n" CARDS "Feature=tx-tcp-segmentation off\n"
			"[b]\n" CARDS "Feature=tx-tcp6-segmentation on\n",
			"");
	check_conflicts(state,
			"[a]\n" CARDS "Feature=tx-tcp-segmentation off\n"
			"[b]\n" CARDS "Feature=tso on\n",
			"t.quirk:12: feature tso is asked to be on, but off by [a]\n");
	check_conflicts(state,
			"[a]\n" CARDS "PrivateFlag=x off\n"
			"[b]\n" CARDS "PrivateFlag=x on\n",
			"t.quirk:12: private-flag x is asked to be on, but off by [a]\n");
	check_conflicts(state,
			"[a]\n" CARDS "PrivateFlag=x off\n"
			"[b]\n" CARDS "PrivateFlag=y on\nFeature=x on\n",
			"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH(opposite_actions_on_one_card_are_told),
		SCRATCH(opposite_actions_in_one_quirk_are_told_once),
		SCRATCH(opposite_actions_on_different_cards_are_fine),
		SCRATCH(features_meet_their_group_alone),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
