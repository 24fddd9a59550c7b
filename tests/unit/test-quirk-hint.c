/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The database as the helper loads it, for one card, an I217-LM. */
#include "base/ini-file.h"
#include "database.h"
#include "quirk/quirk-hint.h"

#define OF(id, driver) "[" id "]\n" ABOUT driver "Feature=tso off\n"

static char e1000e[] = "e1000e";

static struct quirk_card i217_of(char *driver)
{
	return (struct quirk_card){
		.driver = driver,
		.vendor = 0x8086,
		.device = 0x153a,
		.subsystem_vendor = 0x1028,
		.subsystem_device = 0x05a4,
	};
}

static struct quirk_db *load_for(struct scratch *scratch, char *driver)
{
	const struct quirk_card card = i217_of(driver);
	struct quirk_db *db = NULL;

	assert_int_equal(quirk_db_load_for_cards(&scratch->env,
						 &(struct quirk_cards){ &card, 1 }, NULL,
						 &scratch->problems, &db),
			 0);
	assert_non_null(db);
	return db;
}

static void only_what_may_concern_the_device_is_read(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk",
		      OF("one", "MatchDevice=8086:153b\n")
			      OF("two", "MatchDevice=8086:153b 8086:153a\n")
				      OF("three", "MatchDevice=8086:*\n")
					      OF("four", "MatchDevice=8087:*\n")
						      OF("five", "MatchRevision=04\n"));
	db = load_for(scratch, e1000e);
	check_problems(scratch, "");
	check_ids(db, "two three five");
}

static void a_group_without_the_card_is_empty(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk",
		      "[@mine]\nDevice=8086:153b 8086:153a\n"
		      "[@theirs]\nDevice=8086:153b\n"
		      "[@maker]\nDevice=1028:*\n"
		      "[@board]\nDevice=1028:05a4\n" OF("one", "MatchDevice=@theirs\n")
			      OF("two", "MatchDevice=@theirs @mine\n")
				      OF("three",
					 "MatchSubsystem=@theirs\nMatchDevice=@later\n")
					      OF("four", "MatchSubsystem=@maker @board\n")
						      OF("five", "MatchDevice=@none\n"));
	scratch_write(scratch, ENV_DATA, "quirks.d/20-b.quirk",
		      "[@later]\nDevice=8086:153b\n");
	db = load_for(scratch, e1000e);
	check_problems(scratch, "10-a.quirk:38: there is no group [@none]\n");
	check_ids(db, "two three four");
	check_ids_of(&quirk_db_find(db, "two")->match[MATCH_DEVICE],
		     (const struct pci_id[]){ { 0x8086, 0x153b }, { 0x8086, 0x153a } },
		     2);
	check_ids_of(&quirk_db_find(db, "three")->match[MATCH_DEVICE], NULL, 0);
	check_ids_of(&quirk_db_find(db, "three")->match[MATCH_SUBSYSTEM], NULL, 0);
	check_ids_of(&quirk_db_find(db, "four")->match[MATCH_SUBSYSTEM],
		     (const struct pci_id[]){ { 0x1028, -1 }, { 0x1028, 0x05a4 } }, 2);
}

/* A quirk that names a bad group is bad, even where the group could not matter to the
 * card. */
static void a_bad_group_is_no_empty_one(void **state)
{
	static const char *const groups[] = {
		"[@theirs]\nDevice=8086:153B\n",     "[@theirs]\nDevice=8086:153\n",
		"[@theirs]\nDevice=8086:153b0\n",    "[@theirs]\nDevice=8086:\n",
		"[@theirs]\nDevice=8086:153b,\n",    "[@theirs]\nDevices=8086:153b\n",
		"[@theirs]\n Device=8086:153b\n",    "[@theirs]\nDevice=\n",
		"[@theirs]\n# Device=8086:153b\n",   "[@theirs]\n",
		"[@theirs]\nDevice=8086:153b\nno\n", "[@theirs]\nDevice=8086:*3\n",
	};
	struct scratch *scratch = *state;

	for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
		_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

		scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk", groups[i]);
		scratch_write(scratch, ENV_DATA, "quirks.d/20-b.quirk",
			      OF("one", "MatchDevice=@theirs 8086:153a\n") QUIRK("two"));
		db = load_for(scratch, e1000e);
		check_ids(db, "two");
	}
}

static void a_good_group_may_have_comments_and_no_end(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(
		scratch, ENV_DATA, "quirks.d/10-a.quirk",
		OF("one",
		   "MatchDevice=@theirs 8086:153a\n") "[@theirs]\n# a comment\n\n"
						      "Device=8086:153b 8087:*\nDevice=8086:153c");
	db = load_for(scratch, e1000e);
	check_problems(scratch, "");
	check_ids(db, "one");
}

/* What follows it belongs to no section, so it says nothing of the one before. */
static void an_indented_section_ends_the_one_before(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(
		scratch, ENV_DATA, "quirks.d/10-a.quirk",
		OF("one", "MatchRevision=04\n") " [two]\nMatchDriver=igb\n" OF(
			"three", "MatchDriver=igb\n") "\t [four]\nMatchDriver=e1000e\n");
	db = load_for(scratch, e1000e);
	check_problems(scratch, "10-a.quirk:7: the line begins with a blank\n"
				"10-a.quirk:15: the line begins with a blank\n");
	check_ids(db, "one");
}

static void only_what_may_concern_the_driver_is_read(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk",
		      OF("one", "MatchDriver=igb\n") OF("two", "MatchDriver = e1000e\n")
			      OF("three", "MatchDriver=igb igc\nMatchDriver=e1000e\n")
				      OF("four", "MatchDevice=8086:153a\n")
					      OF("five", "#MatchDriver=igb\n"
							 "MatchDevice=8086:153a\n"));
	db = load_for(scratch, e1000e);
	check_problems(scratch, "");
	check_ids(db, "two three four five");
}

static void without_a_driver_those_of_any_are_read(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk",
		      OF("one", "MatchDriver=igb\n") QUIRK("two"));
	db = load_for(scratch, NULL);
	check_ids(db, "one two");
}

static void a_passed_over_section_still_overrides(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk",
		      QUIRK("one") QUIRK("two"));
	scratch_write(scratch, ENV_CONFIG, "quirks.d/20-b.quirk",
		      OF("one", "MatchDriver=igb\n"));
	db = load_for(scratch, e1000e);
	assert_null(quirk_db_find(db, "two")->match[MATCH_DEVICE].text);
	assert_string_equal(quirk_db_find(db, "one")->match[MATCH_DRIVER].text, "igb");
}

static void a_bad_one_does_not(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk", QUIRK("one"));
	scratch_write(scratch, ENV_CONFIG, "quirks.d/20-b.quirk",
		      OF("one", "MatchDriver=igb\nTypo=1\n"));
	db = load_for(scratch, e1000e);
	check_problems(scratch, "20-b.quirk:6: Typo: unknown key\n");
	check_ids(db, "one");
}

static void a_bad_one_between_two_others_does_not_either(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk",
		      OF("one", "MatchDriver=igb\n") QUIRK("two"));
	scratch_write(scratch, ENV_CONFIG, "quirks.d/20-b.quirk",
		      OF("one", "MatchDriver=igc\n"));
	db = load_for(scratch, e1000e);
	assert_string_equal(quirk_db_find(db, "one")->match[MATCH_DRIVER].text, "igc");
}

static void what_concerns_either_of_two_cards_is_read(void **state)
{
	struct scratch *scratch = *state;
	const struct quirk_card cards[] = {
		i217_of(e1000e),
		{ "igb", 0x8086, 0x1521, 0x8086, 0x0001 },
	};
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk",
		      "[@second]\nDevice=8086:1521\n[@board]\nDevice=8086:0001\n"
		      "[@neither]\nDevice=8086:15b7\n" OF("one", "MatchDriver=e1000e\n")
			      OF("two", "MatchDriver=igb\n") OF("three",
								"MatchDevice=@second\n")
				      OF("four", "MatchSubsystem=@board\n")
					      OF("five", "MatchDevice=@neither\n")
						      OF("six", "MatchDriver=igc\n")
		      /* Of the one's driver and the other's device. */
		      OF("seven", "MatchDriver=e1000e\nMatchDevice=8086:1521\n"));
	assert_int_equal(quirk_db_load_for_cards(&scratch->env,
						 &(struct quirk_cards){ cards, 2 }, NULL,
						 &scratch->problems, &db),
			 0);
	check_problems(scratch, "");
	check_ids(db, "one two three four");
	check_ids_of(&quirk_db_find(db, "four")->match[MATCH_SUBSYSTEM],
		     (const struct pci_id[]){ { 0x8086, 0x0001 } }, 1);
}

/* A section of the file, whose name is NAME, and whether the hint takes it. */
static bool takes(const char *text, const char *name, bool sound)
{
	const struct quirk_card card = i217_of(e1000e);
	const struct quirk_cards cards = { &card, 1 };
	_cleanup_(quirk_hint_clear) struct quirk_hint hint = { .cards = &cards,
							       .sound = sound };
	_cleanup_(ini_file_close) struct ini_file file = { 0 };
	struct ini_section section;
	char *copy = strdup(text);

	assert_non_null(copy);
	ini_file_take(&file, "test", copy, strlen(copy), NULL);
	while (ini_file_next(&file, &section) > 0)
		if (streq(section.name, name))
			return quirk_hint_takes(&hint, &section);
	fail_msg("no section %s", name);
	return false;
}

/* What need not be looked at line by line is searched as a whole: it may take more, and
 * never less. */
static void a_group_that_is_known_to_be_good_is_searched(void **state _unused_)
{
	static const struct {
		const char *lines;
		bool taken, taken_sound;
	} rows[] = {
		{ "Device=8086:153b\n", false, false },
		{ "Device=8086:153b 8086:153a\n", true, true },
		{ "Device=8086:153b\nDevice = 8086:153a", true, true },
		{ "Device=1028:05a4\n", true, true },
		{ "Device=8086:*\n", true, true },
		{ "Device=8086:153b\nDevice=8087:*\n", false, true },
		{ "Device=8086:153b\n# not 8086:153a\nDevice=8086:153c\n", false, true },
		{ "Device=1028:153a 8086:05a4\n", false, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char text[256];

		snprintf(text, sizeof(text), "[@g]\n%s\n[@other]\nDevice=8086:153a\n",
			 rows[i].lines);
		if (takes(text, "@g", false) != rows[i].taken ||
		    takes(text, "@g", true) != rows[i].taken_sound)
			fail_msg("%s", rows[i].lines);
	}
}

static void lines_are_counted_over_what_is_passed(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk",
		      OF("one", "MatchDriver=igb\n") "\n# two\n" QUIRK("two")
			      OF("three", "MatchDriver=igb") "\n[four]\nTitle=x\n" OF(
				      "five", "MatchDriver=igb"));
	db = load_for(scratch, e1000e);
	assert_int_equal(quirk_db_find(db, "two")->line, 9);
	check_ids(db, "two");
}

static void a_section_may_be_the_end_of_the_file(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk",
		      QUIRK("one") "[two]\n" ABOUT "MatchDriver");
	scratch_write(scratch, ENV_DATA, "quirks.d/20-b.quirk", QUIRK("three") "[four]");
	db = load_for(scratch, e1000e);
	check_ids(db, "one three");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH(only_what_may_concern_the_driver_is_read),
		SCRATCH(only_what_may_concern_the_device_is_read),
		SCRATCH(a_group_without_the_card_is_empty),
		SCRATCH(a_bad_group_is_no_empty_one),
		SCRATCH(a_good_group_may_have_comments_and_no_end),
		SCRATCH(an_indented_section_ends_the_one_before),
		SCRATCH(without_a_driver_those_of_any_are_read),
		SCRATCH(a_passed_over_section_still_overrides),
		SCRATCH(a_bad_one_does_not),
		SCRATCH(a_bad_one_between_two_others_does_not_either),
		SCRATCH(what_concerns_either_of_two_cards_is_read),
		cmocka_unit_test(a_group_that_is_known_to_be_good_is_searched),
		SCRATCH(lines_are_counted_over_what_is_passed),
		SCRATCH(a_section_may_be_the_end_of_the_file),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
