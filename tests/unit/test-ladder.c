/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include "host/facts-json.h"
#include "plan/plan.h"
#include "quirk/policy.h"
#include "quirk/quirk-file.h"

/* What incidents make of a quirk: whether it acts, and up to which step of its ladder. */

#define HEAD(evidence)                                                                   \
	"[q]\nTitle=t\nSeverity=major\nEvidence=" evidence "\nMatchDriver=e1000e\n"

#define LADDER                                                                           \
	"Feature=tso off\nAdvice=Try another card\n"                                     \
	"Step=2\nEEE=off\nStep=3\nFeature=tx-checksum-ip-generic off\n"

#define QUIRK_C HEAD("C") "Confirm=tx-hang\n" LADDER
#define QUIRK_A HEAD("A") "Confirm=tx-hang\n" LADDER
#define ADVICE	HEAD("A") "Confirm=tx-hang\nAdvice=Update the kernel\n"

#define CARD "\"vendor\":\"8086\",\"device\":\"15bb\","
#define QEMU                                                                             \
	"\"vendor\":\"8086\",\"device\":\"10d3\","                                       \
	"\"subsystem_vendor\":\"8086\",\"subsystem_device\":\"0000\","
#define VMWARE                                                                           \
	"\"vendor\":\"8086\",\"device\":\"10d3\","                                       \
	"\"subsystem_vendor\":\"15ad\",\"subsystem_device\":\"07d0\","

#define ALL_ON                                                                           \
	"\"eee\":\"on\",\"features\":{\"tx-tcp-segmentation\":\"on\","                   \
	"\"tx-checksum-ip-generic\":\"on\"}"
#define TSO_OFF                                                                          \
	"\"eee\":\"on\",\"features\":{\"tx-tcp-segmentation\":\"off\","                  \
	"\"tx-checksum-ip-generic\":\"on\"}"
#define TSO_FIXED                                                                        \
	"\"eee\":\"on\",\"features\":{\"tx-tcp-segmentation\":\"off [fixed]\","          \
	"\"tx-checksum-ip-generic\":\"on\"}"
#define TSO_AND_EEE_LACK                                                                 \
	"\"eee\":\"unsupported\",\"features\":{\"tx-checksum-ip-generic\":\"on\"}"
#define TSO_AND_EEE_OFF                                                                  \
	"\"eee\":\"off\",\"features\":{\"tx-tcp-segmentation\":\"off\","                 \
	"\"tx-checksum-ip-generic\":\"on\"}"
#define ALL_OFF                                                                          \
	"\"eee\":\"off\",\"features\":{\"tx-tcp-segmentation\":\"off\","                 \
	"\"tx-checksum-ip-generic\":\"off\"}"

#define HANG(lines, first, rest)                                                         \
	"{\"kind\":\"tx-hang\",\"boot\":\"b\",\"lines\":" lines                          \
	",\"first\":\"2026-11-18T" first "Z\"" rest "}"
#define STEP(step)  ",\"steps\":{\"q\":" step "}"
#define HANG_1	    HANG("1", "01:00:00", "")
#define HANG_3	    HANG("3", "02:00:00", "")
#define HANG_AT(at) HANG("3", "03:00:00", STEP(at))

struct ladder {
	const char *name;
	const char *quirk, *card, *interface, *incidents;
	const char *conf; /* nicquirk.conf; NULL: none */
	enum verdict verdict;
	unsigned step;
	bool confirmed;
	size_t n_actions;
	int in_force;
};

static const struct ladder ladders[] = {
	/* An incident stands for evidence. */
	{ "c_waits", QUIRK_C, CARD, ALL_ON, "", NULL, VERDICT_WATCHED, 0, false, 0, 0 },
	{ "one_episode_of_three_lines_confirms", QUIRK_C, CARD, ALL_ON, HANG_3, NULL,
	  VERDICT_NEEDS_ACTION, 1, true, 1, 0 },
	{ "one_of_two_lines_does_not", QUIRK_C, CARD, ALL_ON, HANG("2", "01:00:00", ""),
	  NULL, VERDICT_WATCHED, 0, false, 0, 0 },
	{ "two_of_one_line_do", QUIRK_C, CARD, ALL_ON,
	  HANG_1 "," HANG("1", "05:00:00", ""), NULL, VERDICT_NEEDS_ACTION, 1, true, 1,
	  0 },
	{ "a_person_s_word_is_enough", QUIRK_C, CARD, ALL_ON,
	  HANG("1", "01:00:00", ",\"by\":\"person\""), NULL, VERDICT_NEEDS_ACTION, 1,
	  true, 1, 0 },
	{ "another_kind_does_not_confirm", QUIRK_C, CARD, ALL_ON,
	  "{\"kind\":\"tx-timeout\",\"lines\":99}", NULL, VERDICT_WATCHED, 0, false, 0,
	  0 },
	{ "nor_does_one_that_nobody_knows", QUIRK_C, CARD, ALL_ON,
	  "{\"kind\":\"not-invented-yet\",\"lines\":99}", NULL, VERDICT_WATCHED, 0, false,
	  0, 0 },
	{ "another_kind_needs_no_three_lines",
	  HEAD("C") "Confirm=aer\nConfirm=link-lost\n" LADDER, CARD, ALL_ON,
	  "{\"kind\":\"link-lost\"}", NULL, VERDICT_NEEDS_ACTION, 1, true, 1, 0 },
	{ "a_quirk_without_confirm_is_advice", HEAD("C") LADDER, CARD, ALL_ON, HANG_3,
	  NULL, VERDICT_ADVICE, 0, false, 0, 0 },
	{ "a_acts_without_an_incident", QUIRK_A, CARD, ALL_ON, "", NULL,
	  VERDICT_NEEDS_ACTION, 1, false, 1, 0 },
	{ "an_emulated_card_is_never_confirmed", QUIRK_C, QEMU, ALL_ON, HANG_3, NULL,
	  VERDICT_OK, 0, false, 0, 0 },
	{ "nor_is_that_of_vmware", QUIRK_C, VMWARE, ALL_ON, HANG_3, NULL, VERDICT_OK, 0,
	  false, 0, 0 },
	{ "but_for_other_kinds", HEAD("C") "Confirm=link-lost\n" LADDER, QEMU, ALL_ON,
	  "{\"kind\":\"link-lost\"}", NULL, VERDICT_NEEDS_ACTION, 1, true, 1, 0 },

	/* Advice that would hold for every card waits too. */
	{ "advice_waits_whatever_the_evidence", ADVICE, CARD, ALL_ON, "", NULL,
	  VERDICT_WATCHED, 0, false, 0, -1 },
	{ "it_has_no_steps_and_never_fails", ADVICE, CARD, ALL_ON, HANG_AT("1"), NULL,
	  VERDICT_ADVICE, 0, true, 0, -1 },

	/* The ladder climbs. */
	{ "the_step_after_the_one_in_force", QUIRK_C, CARD, TSO_OFF, HANG_AT("1"), NULL,
	  VERDICT_NEEDS_ACTION, 2, true, 2, 1 },
	{ "a_climbs_too", QUIRK_A, CARD, TSO_OFF, HANG_AT("1"), NULL,
	  VERDICT_NEEDS_ACTION, 2, true, 2, 1 },
	{ "the_highest_counts_and_not_the_newest", QUIRK_C, CARD, TSO_OFF,
	  HANG("3", "04:00:00", STEP("0")) "," HANG_AT("1"), NULL, VERDICT_NEEDS_ACTION,
	  2, true, 2, 1 },
	{ "unknown_confirms_and_never_climbs", QUIRK_C, CARD, TSO_OFF,
	  HANG_3 "," HANG("9", "09:00:00", ""), NULL, VERDICT_MITIGATED, 1, true, 1, 1 },
	{ "not_even_with_what_is_fixed", QUIRK_C, CARD, TSO_FIXED, HANG_3, NULL,
	  VERDICT_MITIGATED, 1, true, 1, 1 },
	{ "the_step_of_another_quirk_does_not_count", QUIRK_C, CARD, ALL_ON,
	  HANG("3", "01:00:00", ",\"steps\":{\"other\":2}"), NULL, VERDICT_NEEDS_ACTION,
	  1, true, 1, 0 },
	{ "what_is_fixed_was_in_force", QUIRK_C, CARD, TSO_FIXED, HANG_AT("0"), NULL,
	  VERDICT_NEEDS_ACTION, 2, true, 2, 1 },
	{ "what_the_card_lacks_was_in_force", QUIRK_C, CARD, TSO_AND_EEE_LACK,
	  HANG_AT("0"), NULL, VERDICT_NEEDS_ACTION, 3, true, 3, 0 },
	{ "at_least_what_the_configuration_asks", QUIRK_C, CARD, ALL_ON, HANG_AT("0"),
	  "[Step]\nq=3\n", VERDICT_NEEDS_ACTION, 3, true, 3, 0 },
	{ "also_below_what_the_ladder_asks", QUIRK_C, CARD, ALL_ON, HANG_AT("1"),
	  "[Step]\nq=1\n", VERDICT_NEEDS_ACTION, 2, true, 2, 0 },
	{ "at_most_the_last_step", QUIRK_C, CARD, ALL_ON, "", "[Step]\nq=9\n",
	  VERDICT_NEEDS_ACTION, 3, false, 3, 0 },
	{ "the_bar_may_be_lowered", QUIRK_C, CARD, ALL_ON, "", "[Policy]\nEvidence=C\n",
	  VERDICT_NEEDS_ACTION, 1, false, 1, 0 },
	{ "a_skipped_quirk_does_nothing", QUIRK_C, CARD, ALL_ON, HANG_3,
	  "[Skip]\nQuirk=q\n", VERDICT_OK, 1, true, 0, -1 },

	/* Up to its end. */
	{ "after_the_last_step_it_has_failed", QUIRK_C, CARD, ALL_OFF, HANG_AT("3"), NULL,
	  VERDICT_FAILED, 3, true, 3, 3 },
	{ "a_step_beyond_counts_as_the_last", QUIRK_C, CARD, ALL_OFF, HANG_AT("7"), NULL,
	  VERDICT_FAILED, 3, true, 3, 3 },
	{ "what_is_not_in_place_is_asked_for_all_the_same", QUIRK_C, CARD,
	  TSO_AND_EEE_OFF, HANG_AT("3"), NULL, VERDICT_FAILED, 3, true, 3, 2 },
	{ "in_place_by_hand_is_seen", QUIRK_C, CARD, TSO_AND_EEE_OFF, "", NULL,
	  VERDICT_WATCHED, 0, false, 0, 2 },
};

struct planned {
	struct facts *facts;
	struct quirk_db *db;
	struct policy *policy;
	struct plan *plan;
};

static struct planned make(struct scratch *scratch, const struct ladder *ladder,
			   const char *changes)
{
	struct planned planned = { 0 };
	_cleanup_free_ char *json = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/test.quirk", ladder->quirk);
	if (ladder->conf)
		scratch_write(scratch, ENV_CONFIG, "nicquirk.conf", ladder->conf);
	assert_true(asprintf(&json,
			     "{\"schema\":\"nicquirk.facts/1\",\"nics\":[{%s"
			     "\"slot\":\"0000:00:1f.6\",\"driver\":\"e1000e\","
			     "\"incidents\":[%s],\"interfaces\":[{\"name\":\"eno1\","
			     "\"changes\":[%s],%s}]}]}",
			     ladder->card, ladder->incidents, changes,
			     ladder->interface) > 0);
	assert_int_equal(
		quirk_db_load(&scratch->env, NULL, &scratch->problems, &planned.db), 0);
	assert_int_equal(facts_from_json(json, strlen(json), "host", &scratch->problems,
					 &planned.facts),
			 0);
	assert_int_equal(
		policy_load(&scratch->env, NULL, &scratch->problems, &planned.policy), 0);
	problems_print(&scratch->problems, stderr);
	assert_int_equal(scratch->problems.n, 0);
	assert_int_equal(
		plan_make(planned.facts, planned.db, planned.policy, &planned.plan), 0);
	return planned;
}

static void done(struct planned *planned)
{
	plan_free(planned->plan);
	policy_free(planned->policy);
	quirk_db_free(planned->db);
	facts_free(planned->facts);
}

static const struct ladder *current;

static void climbs_as_it_should(void **state)
{
	struct planned planned = make(*state, current, "");
	const struct plan_quirk *entry = &planned.plan->cards[0].quirks[0];

	assert_string_equal(verdict_name(planned.plan->verdict),
			    verdict_name(current->verdict));
	assert_int_equal(entry->step, current->step);
	assert_int_equal(entry->confirmed != NULL, current->confirmed);
	assert_int_equal(entry->n_actions, current->n_actions);
	assert_int_equal(plan_quirk_in_force(entry), current->in_force);
	done(&planned);
}

static int setup_ladder(void **state)
{
	const struct ladder *ladder = *state;

	current = ladder;
	return scratch_setup(state);
}

/* A setting of ours that somebody has changed is left alone, until the fault is back. */
static void a_newer_incident_ends_what_is_left_alone(void **state)
{
	static const char at_two[] =
		"{\"type\":\"feature\",\"name\":\"tx-tcp-segmentation\",\"was\":\"on\","
		"\"set\":\"off\",\"time\":\"2026-11-18T02:30:00Z\"}";
	static const char some_time[] =
		"{\"type\":\"feature\",\"name\":\"tx-tcp-segmentation\",\"was\":\"on\","
		"\"set\":\"off\"}";
	static const char never_granted[] =
		"{\"type\":\"feature\",\"name\":\"tx-tcp-segmentation\",\"was\":\"on\","
		"\"set\":\"off\",\"granted\":false}";
	static const struct {
		const char *changes, *incidents;
		enum action_state state;
		enum verdict verdict;
	} rows[] = {
		{ at_two, HANG_3, STATE_CHANGED, VERDICT_NEEDS_ACTION },
		/* It hung with the setting taken back. */
		{ at_two, HANG_3 "," HANG_AT("0"), STATE_NEEDED, VERDICT_NEEDS_ACTION },
		{ at_two, HANG_3 "," HANG("3", "03:00:00", ""), STATE_NEEDED,
		  VERDICT_NEEDS_ACTION },
		/* It hung with the setting in force: no word against taking it back. */
		{ at_two, HANG_3 "," HANG_AT("1"), STATE_CHANGED, VERDICT_NEEDS_ACTION },
		{ some_time, HANG_3 "," HANG_AT("0"), STATE_CHANGED,
		  VERDICT_NEEDS_ACTION },
		{ never_granted, HANG_3, STATE_REFUSED, VERDICT_FAILED },
		{ "", HANG_3, STATE_NEEDED, VERDICT_NEEDS_ACTION },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct ladder ladder = {
			.quirk = QUIRK_C,
			.card = CARD,
			.interface = ALL_ON,
			.incidents = rows[i].incidents,
		};
		struct planned planned = make(*state, &ladder, rows[i].changes);
		const struct plan_quirk *entry = &planned.plan->cards[0].quirks[0];

		assert_string_equal(action_state_name(entry->actions[0].state),
				    action_state_name(rows[i].state));
		assert_string_equal(verdict_name(planned.plan->verdict),
				    verdict_name(rows[i].verdict));
		plan_reclaim_changed(planned.plan);
		assert_int_not_equal(entry->actions[0].state, STATE_CHANGED);
		done(&planned);
	}
}

static void the_incident_that_confirms_is_named(void **state)
{
	const struct ladder ladder = {
		.quirk = QUIRK_C,
		.card = CARD,
		.interface = ALL_ON,
		.incidents = HANG_3 "," HANG_AT("0") "," HANG("7", "01:30:00", STEP("0")),
	};
	struct planned planned = make(*state, &ladder, "");
	const struct plan_quirk *entry = &planned.plan->cards[0].quirks[0];

	/* Of those with the highest step the newest. */
	assert_ptr_equal(entry->confirmed, &planned.facts->nics[0].incidents.list[1]);
	assert_int_equal(entry->n_incidents, 3);
	assert_true(plan_card_is_confirmable(&planned.plan->cards[0]));
	done(&planned);
}

int main(void)
{
	struct CMUnitTest tests[ARRAY_SIZE(ladders) + 2];
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(ladders); i++)
		tests[n++] = (struct CMUnitTest){
			.name = ladders[i].name,
			.test_func = climbs_as_it_should,
			.setup_func = setup_ladder,
			.teardown_func = scratch_teardown,
			.initial_state = (void *)(uintptr_t)&ladders[i],
		};
	tests[n++] = (struct CMUnitTest)SCRATCH(a_newer_incident_ends_what_is_left_alone);
	tests[n++] = (struct CMUnitTest)SCRATCH(the_incident_that_confirms_is_named);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
