/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "database.h"

#include "diagnose/log-line.h"
#include "diagnose/symptom.h"
#include "quirk/incident-kind.h"

static bool can_be_logged(enum incident_kind kind, const char *driver)
{
	for (const struct symptom *row = symptoms; row->kind; row++)
		if (streq(row->kind, incident_kind_name(kind)) &&
		    symptom_is_of(row, driver))
			return true;
	return false;
}

static void check_kinds(const struct quirk *quirk, const struct incident_kinds *kinds)
{
	const struct strings *drivers = &quirk->match[MATCH_DRIVER].strings;

	if (kinds->n && !drivers->n)
		fail_msg("%s: whose messages?", quirk->id);
	for (size_t i = 0; i < kinds->n; i++)
		for (size_t j = 0; j < drivers->n; j++)
			if (!can_be_logged(kinds->list[i], drivers->list[j]) ||
			    !log_driver_is_known(drivers->list[j]))
				fail_msg("%s: no message of %s is %s", quirk->id,
					 drivers->list[j],
					 incident_kind_name(kinds->list[i]));
}

static void every_kind_of_the_database_is_a_message_of_its_driver(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
	size_t symptoms_seen = 0;

	assert_int_equal(quirk_db_load(&scratch->env, "quirks", &scratch->problems, &db),
			 0);
	for (size_t i = 0; i < db->n; i++) {
		check_kinds(db->quirks[i], &db->quirks[i]->confirms);
		check_kinds(db->quirks[i], &db->quirks[i]->symptoms);
		symptoms_seen += db->quirks[i]->symptoms.n;
	}
	assert_true(symptoms_seen > 0);
}

static void every_kind_says_what_it_is(void **state _unused_)
{
	for (const struct symptom *row = symptoms; row->kind; row++) {
		const struct symptom_kind *kind = symptom_kind_find(row->kind);

		if (row->role != ROLE_EVENT && row->role != ROLE_REPORT &&
		    row->role != ROLE_CONTINUE)
			continue;
		if (!kind)
			fail_msg("%s is not explained", row->kind);
		/* Harmless, and why. */
		if (row->gravity == GRAVITY_BENIGN &&
		    (!kind->meaning || strncmp(kind->meaning, "Harmless", 8) != 0))
			fail_msg("%s: why is it harmless?", row->kind);
		if (row->gravity == GRAVITY_CRITICAL && !kind->meaning && !kind->advice)
			fail_msg("%s: and now?", row->kind);
	}
}

static void a_kind_has_one_gravity(void **state _unused_)
{
	for (const struct symptom *a = symptoms; a->kind; a++)
		for (const struct symptom *b = a; b->kind; b++)
			if (streq(a->kind, b->kind) && a->gravity != b->gravity)
				fail_msg("%s", a->kind);
}

/* What a log shows can be stored and asked for by its name. */
static void every_kind_is_one_of_incidents(void **state _unused_)
{
	enum incident_kind kind;

	for (const struct symptom *row = symptoms; row->kind; row++)
		if ((row->role == ROLE_EVENT || row->role == ROLE_REPORT ||
		     row->role == ROLE_CONTINUE) &&
		    incident_kind_find(row->kind, &kind) < 0)
			fail_msg("%s", row->kind);
	for (kind = 0; kind < INCIDENT_KIND_MAX; kind++) {
		enum incident_kind found;

		assert_int_equal(incident_kind_find(incident_kind_name(kind), &found), 0);
		assert_int_equal(found, kind);
	}
	assert_int_equal(incident_kind_find("tx-han", &kind), -ENOENT);
}

static void the_anchor_is_the_longest_part(void **state _unused_)
{
	const struct symptom symptom = { .kind = "k", .pattern = "ab * cdefg*h" };
	size_t length;
	const char *anchor = symptom_anchor(&symptom, &length);

	assert_int_equal(length, 6);
	assert_memory_equal(anchor, " cdefg", 6);
	for (const struct symptom *row = symptoms; row->kind; row++) {
		symptom_anchor(row, &length);
		/* The shortest one decides how fast all are found. */
		if (length < 10)
			fail_msg("%s: %s", row->kind, row->pattern);
	}
}

static void the_parts_follow_each_other(void **state _unused_)
{
	const struct symptom symptom = { .kind = "k", .pattern = "one * two * three" };
	const char good[] = "x one 1 two 2 three", bad[] = "three one 1 two 2";
	struct symptom_match match;

	assert_true(symptom_matches(&symptom, good, strlen(good), &match));
	assert_ptr_equal(match.start, good + 2);
	assert_int_equal(match.gap_length, 1);
	assert_memory_equal(match.gap, "1", 1);
	assert_false(symptom_matches(&symptom, bad, strlen(bad), &match));
	assert_false(symptom_matches(&symptom, good, strlen(good) - 1, &match));
}

static void a_driver_is_a_whole_word(void **state _unused_)
{
	const struct symptom symptom = { .drivers = "i40e ice" };

	assert_true(symptom_is_of(&symptom, "i40e"));
	assert_true(symptom_is_of(&symptom, "ice"));
	assert_false(symptom_is_of(&symptom, "ic"));
	assert_false(symptom_is_of(&symptom, "40e"));
	assert_true(symptom_is_of(&(struct symptom){ 0 }, "igb"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH(every_kind_of_the_database_is_a_message_of_its_driver),
		cmocka_unit_test(every_kind_says_what_it_is),
		cmocka_unit_test(a_kind_has_one_gravity),
		cmocka_unit_test(every_kind_is_one_of_incidents),
		cmocka_unit_test(the_anchor_is_the_longest_part),
		cmocka_unit_test(the_parts_follow_each_other),
		cmocka_unit_test(a_driver_is_a_whole_word),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
