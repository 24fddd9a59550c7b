/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "database.h"

#define A50 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void a_group_may_stand_in_a_later_file(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk",
		      "[a]\n" ABOUT "MatchSubsystem=@g\nAdvice=x\n");
	scratch_write(scratch, ENV_CONFIG, "quirks.d/20-b.quirk",
		      "[@g]\nDevice=8086:0001\n");
	db = load(scratch);
	check_problems(scratch, "");
	assert_int_equal(db->n, 1);
	check_ids_of(&db->quirks[0]->match[MATCH_SUBSYSTEM],
		     (const struct pci_id[]){ { 0x8086, 1 } }, 1);
}

static void blanks_around_do_not_count(void **state)
{
	_cleanup_(quirk_db_freep) struct quirk_db *db = load_one(
		*state, "[a]  \nTitle  =\t T  1 \t\nSeverity=minor\nEvidence= A\n"
			"MatchDriver=\t e1000e  \t igb \nFeature=tso \t off\n");

	assert_string_equal(db->quirks[0]->title, "T  1");
	assert_int_equal(db->quirks[0]->match[MATCH_DRIVER].strings.n, 2);
	assert_string_equal(db->quirks[0]->actions[0].name, "tso");
}

static void comments_and_empty_lines_do_not_count(void **state)
{
	_cleanup_(quirk_db_freep) struct quirk_db *db =
		load_one(*state, "# one [x]\n;two=3\n\n  \t\n  # indented\n" QUIRK("a"));

	assert_int_equal(db->quirks[0]->line, 6);
}

static void lines_may_end_as_on_other_systems(void **state)
{
	_cleanup_(quirk_db_freep) struct quirk_db *db = load_one(
		*state, "\xef\xbb\xbf[a]\r\nTitle=T\r\nSeverity=minor\r\nEvidence=A\r\n"
			"MatchDriver=e1000e\r\nFeature=tso off");

	assert_string_equal(db->quirks[0]->title, "T");
	assert_string_equal(db->quirks[0]->actions[0].name, "tso");
}

/* Titles of many lengths, with blanks and '#' in another place each time. */
static void a_long_line_arrives_whole(void **state)
{
	for (size_t length = 150; length < 1300; length += length < 420 ? 1 : 97) {
		_cleanup_free_ char *title = malloc(length + 1), *text = NULL;
		_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

		assert_non_null(title);
		for (size_t i = 0; i < length; i++)
			title[i] = "ab#  c##d e#fghijklm"[(i + length) % 20];
		title[0] = title[length - 1] = 'z';
		title[length] = '\0';
		assert_true(asprintf(&text,
				     "[a]\nTitle=%s\nSeverity=minor\nEvidence=A\n"
				     "MatchDriver=e1000e\nAdvice=x\n",
				     title) > 0);
		db = load_one(*state, text);
		assert_string_equal(db->quirks[0]->title, title);
	}
}

static void a_long_list_arrives_whole(void **state)
{
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
	_cleanup_free_ char *text = NULL;
	const struct match *match;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	fputs("[a]\n" ABOUT "Advice=x\nMatchDevice=", stream);
	for (unsigned i = 0; i < 6000; i++)
		fprintf(stream, "8086:%04x ", i);
	assert_int_equal(fclose(stream), 0);
	db = load_one(*state, text);
	match = &db->quirks[0]->match[MATCH_DEVICE];
	assert_int_equal(match->n_ids, 6000);
	for (int i = 0; i < 6000; i++)
		assert_int_equal(match->ids[i].device, i);
}

static void a_nul_byte_costs_its_section(void **state)
{
	static const char text[] =
		QUIRK("a") "Advice=x\0y\n" QUIRK("b") "[\0]\n" QUIRK("c");
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write_bytes(scratch, ENV_DATA, "quirks.d/t.quirk", text,
			    sizeof(text) - 1);
	db = load(scratch);
	check_problems(scratch, "t.quirk:7: the line holds a NUL byte\n"
				"t.quirk:14: the line holds a NUL byte\n");
	check_ids(db, "b c");
}

/* It may be as long as a file, and so may the blanks in it. */
static void an_endless_line_arrives_whole(void **state)
{
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
	_cleanup_free_ char *text = NULL;

	assert_true(asprintf(&text, QUIRK("a") "Advice=x%3000000dx", 1) > 0);
	db = load_one(*state, text);
	assert_int_equal(strlen(db->quirks[0]->advice.list[0]), 3000002);
}

static void a_long_value_is_cut_in_the_message(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
	_cleanup_free_ char *text = NULL;

	assert_true(asprintf(&text, QUIRK("a") "EEE=x%100000dx\n" QUIRK("b"), 1) > 0);
	scratch_write(scratch, ENV_DATA, "quirks.d/t.quirk", text);
	db = load(scratch);
	assert_int_equal(scratch->problems.n, 1);
	assert_int_equal(strncmp(scratch->problems.list[0].message,
				 "EEE: expected off, not \"x ", 26),
			 0);
	assert_true(strlen(scratch->problems.list[0].message) < 500);
	check_ids(db, "b");
}

static void of_an_id_twice_in_a_file_the_first_counts(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/t.quirk",
		      "[@g]\nDevice=8086:0001\n[@g]\nDevice=8086:0002\n[a]\n" ABOUT
		      "MatchDevice=@g\nAdvice=x\n" QUIRK("a"));
	db = load(scratch);
	check_problems(scratch, "t.quirk:3: [@g] is already in line 1\n"
				"t.quirk:11: [a] is already in line 5\n");
	assert_int_equal(db->n, 1);
	assert_int_equal(db->quirks[0]->line, 5);
	check_ids_of(&db->quirks[0]->match[MATCH_DEVICE],
		     (const struct pci_id[]){ { 0x8086, 1 } }, 1);
}

static void only_visible_quirk_files_are_read(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk", QUIRK("a"));
	scratch_write(scratch, ENV_DATA, "quirks.d/.10-b.quirk", QUIRK("b"));
	scratch_write(scratch, ENV_DATA, "quirks.d/10-c.quirk~", QUIRK("c"));
	scratch_write(scratch, ENV_DATA, "quirks.d/quirk", QUIRK("d"));
	db = load(scratch);
	check_problems(scratch, "");
	check_ids(db, "a");
}

static void a_bad_section_does_not_override_a_good_one(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk",
		      "[@g]\nDevice=8086:0001\n[a]\n" ABOUT
		      "MatchDevice=@g\nFeature=tso off\n" QUIRK("b"));
	scratch_write(scratch, ENV_CONFIG, "quirks.d/20-a.quirk",
		      "[@g]\nDevice=8086:1\n" QUIRK("a") "Feature=tso\n[b]\n" ABOUT
							 "MatchDevice=@h\nAdvice=x\n");
	db = load(scratch);
	check_problems(
		scratch,
		"20-a.quirk:2: Device: expected vvvv:dddd|vvvv:*..., not \"8086:1\"\n"
		"20-a.quirk:9: Feature: expected NAME on|off, not \"tso\"\n"
		"20-a.quirk:14: there is no group [@h]\n");
	check_ids(db, "a b");
	check_ids_of(&db->quirks[0]->match[MATCH_DEVICE],
		     (const struct pci_id[]){ { 0x8086, 1 } }, 1);
	assert_non_null(strstr(db->quirks[1]->file, "/10-a.quirk"));
}

static void a_later_file_overrides_section_by_section(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/20-a.quirk", QUIRK("a") QUIRK("b"));
	scratch_write(scratch, ENV_CONFIG, "quirks.d/10-a.quirk", QUIRK("b") QUIRK("c"));
	scratch_write(scratch, ENV_RUN, "quirks.d/30-a.quirk", QUIRK("a"));
	db = load(scratch);
	check_problems(scratch, "");
	check_ids(db, "c b a");
	assert_non_null(strstr(quirk_db_find(db, "a")->file, "/30-a.quirk"));
	assert_non_null(strstr(quirk_db_find(db, "b")->file, "/20-a.quirk"));
	assert_null(quirk_db_find(db, "d"));
}

static void a_later_group_overrides_an_earlier_one(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk",
		      "[@g]\nDevice=8086:0001\n[a]\n" ABOUT "MatchDevice=@g\nAdvice=x\n");
	scratch_write(scratch, ENV_DATA, "quirks.d/20-a.quirk",
		      "[@g]\nDevice=8086:0002\n");
	db = load(scratch);
	check_problems(scratch, "");
	check_ids_of(&db->quirks[0]->match[MATCH_DEVICE],
		     (const struct pci_id[]){ { 0x8086, 2 } }, 1);
}

static void etc_masks_run_and_run_masks_the_shipped(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk", QUIRK("shipped"));
	scratch_write(scratch, ENV_RUN, "quirks.d/10-a.quirk", QUIRK("run"));
	scratch_write(scratch, ENV_CONFIG, "quirks.d/10-a.quirk", QUIRK("etc"));
	scratch_write(scratch, ENV_DATA, "quirks.d/20-b.quirk", QUIRK("shipped-b"));
	scratch_write(scratch, ENV_RUN, "quirks.d/20-b.quirk", QUIRK("run-b"));
	scratch_write(scratch, ENV_DATA, "quirks.d/30-c.quirk", QUIRK("shipped-c"));
	db = load(scratch);
	check_problems(scratch, "");
	check_ids(db, "etc run-b shipped-c");
}

static void a_link_to_dev_null_disables_a_file(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
	char path[PATH_MAX];

	scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk", QUIRK("a"));
	scratch_write(scratch, ENV_DATA, "quirks.d/20-b.quirk", QUIRK("b"));
	scratch_path(scratch, path, ENV_CONFIG, "quirks.d/10-a.quirk");
	assert_int_equal(symlink("/dev/null", path), 0);
	db = load(scratch);
	check_problems(scratch, "");
	check_ids(db, "b");
}

static void without_a_quirks_folder_the_database_is_empty(void **state)
{
	_cleanup_(quirk_db_freep) struct quirk_db *db = load(*state);

	check_problems(*state, "");
	assert_int_equal(db->n, 0);
}

static void a_fifo_is_told_and_does_not_block(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
	char path[PATH_MAX];

	scratch_path(scratch, path, ENV_DATA, "quirks.d/10-a.quirk");
	assert_int_equal(mkfifo(path, 0600), 0);
	scratch_path(scratch, path, ENV_DATA, "quirks.d/20-b.quirk");
	assert_int_equal(mkdir(path, 0700), 0);
	scratch_write(scratch, ENV_DATA, "quirks.d/30-c.quirk", QUIRK("c"));
	alarm(10);
	db = load(scratch);
	alarm(0);
	check_problems(scratch, "10-a.quirk:0: cannot be read: not a regular file\n"
				"20-b.quirk:0: cannot be read: not a regular file\n");
	check_ids(db, "c");
}

static void a_dangling_link_is_told(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
	char path[PATH_MAX];

	scratch_path(scratch, path, ENV_DATA, "quirks.d/10-a.quirk");
	assert_int_equal(symlink("nowhere", path), 0);
	db = load(scratch);
	check_problems(scratch,
		       "10-a.quirk:0: cannot be read: No such file or directory\n");
}

static void a_huge_file_is_told(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
	char path[PATH_MAX];

	scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk", QUIRK("a"));
	scratch_path(scratch, path, ENV_DATA, "quirks.d/10-a.quirk");
	assert_int_equal(truncate(path, 4 * 1024 * 1024 + 1), 0);
	db = load(scratch);
	check_problems(scratch, "10-a.quirk:0: cannot be read: File too large\n");
	check_ids(db, "");
}

static void a_folder_of_the_caller_is_read_alone(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
	char path[PATH_MAX];

	scratch_write(scratch, ENV_DATA, "quirks.d/10-a.quirk", QUIRK("a"));
	scratch_write(scratch, ENV_RUN, "own/10-b.quirk", QUIRK("b"));
	scratch_path(scratch, path, ENV_RUN, "own");
	assert_int_equal(quirk_db_load(&scratch->env, path, NULL, &db), 0);
	check_ids(db, "b");
}

static void a_folder_of_the_caller_must_be_there(void **state)
{
	struct scratch *scratch = *state;
	struct quirk_db *db = NULL;

	assert_int_equal(quirk_db_load(&scratch->env, "/nonexistent", NULL, &db),
			 -ENOENT);
	assert_null(db);
}

static void paths_may_be_files_and_folders(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
	_cleanup_(strings_clear) struct strings paths = { 0 };
	char path[PATH_MAX];

	scratch_write(scratch, ENV_RUN, "own/20-b.quirk", QUIRK("b"));
	scratch_write(scratch, ENV_RUN, "own/10-c.quirk", QUIRK("c"));
	scratch_write(scratch, ENV_RUN, "draft", QUIRK("a"));
	scratch_path(scratch, path, ENV_RUN, "draft");
	assert_int_equal(strings_add(&paths, path), 0);
	scratch_path(scratch, path, ENV_RUN, "own");
	assert_int_equal(strings_add(&paths, path), 0);
	assert_int_equal(strings_add(&paths, "/nonexistent/x"), 0);
	assert_int_equal(quirk_db_load_paths(&paths, &scratch->problems, &db), 0);
	check_ids(db, "a c b");
	check_problems(scratch, "x:0: cannot be read: No such file or directory\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH(a_group_may_stand_in_a_later_file),
		SCRATCH(blanks_around_do_not_count),
		SCRATCH(comments_and_empty_lines_do_not_count),
		SCRATCH(lines_may_end_as_on_other_systems),
		SCRATCH(a_long_line_arrives_whole),
		SCRATCH(a_long_list_arrives_whole),
		SCRATCH(a_nul_byte_costs_its_section),
		SCRATCH(an_endless_line_arrives_whole),
		SCRATCH(a_long_value_is_cut_in_the_message),
		SCRATCH(of_an_id_twice_in_a_file_the_first_counts),
		SCRATCH(only_visible_quirk_files_are_read),
		SCRATCH(a_bad_section_does_not_override_a_good_one),
		SCRATCH(a_later_file_overrides_section_by_section),
		SCRATCH(a_later_group_overrides_an_earlier_one),
		SCRATCH(etc_masks_run_and_run_masks_the_shipped),
		SCRATCH(a_link_to_dev_null_disables_a_file),
		SCRATCH(without_a_quirks_folder_the_database_is_empty),
		SCRATCH(a_fifo_is_told_and_does_not_block),
		SCRATCH(a_dangling_link_is_told),
		SCRATCH(a_huge_file_is_told),
		SCRATCH(a_folder_of_the_caller_is_read_alone),
		SCRATCH(a_folder_of_the_caller_must_be_there),
		SCRATCH(paths_may_be_files_and_folders),
		FAULT("text_without_equals_is_told", "Feature tso off",
		      "expected KEY=VALUE"),
		FAULT("a_colon_is_no_equals", "Advice: x=y", "expected KEY=VALUE"),
		FAULT("a_value_without_a_key_is_told", "=x", "expected KEY=VALUE"),
		FAULT("an_indented_line_is_told", " Advice=x",
		      "the line begins with a blank"),
		FAULT("a_comment_after_a_value_is_told", "Advice=x ; y",
		      "a comment is a line of its own: no ';' may follow a blank"),
		FAULT("a_long_key_is_told", A50 "=x", A50 ": unknown key"),
		FILE_FAULT(
			"an_empty_section_is_told", "[a]\n# nothing\n" QUIRK("b") "[c]",
			"t.quirk:1: [a] has no keys\nt.quirk:9: [c] has no keys\n", "b"),
		FILE_FAULT("an_id_twice_in_a_file_is_told",
			   QUIRK("a") QUIRK("a") QUIRK("b"),
			   "t.quirk:7: [a] is already in line 1\n", "a b"),
		FILE_FAULT("a_bad_id_is_told", QUIRK("a b") QUIRK("c"),
			   "t.quirk:1: \"a b\" is no name for a section\n", "c"),
		FILE_FAULT("a_section_without_a_name_is_told", QUIRK("") QUIRK("c"),
			   "t.quirk:1: \"\" is no name for a section\n", "c"),
		FILE_FAULT("an_id_too_long_is_told", QUIRK(A50) QUIRK("c"),
			   "t.quirk:1: the name of the section is too long\n", "c"),
		FILE_FAULT("an_unclosed_section_costs_what_follows_it_only",
			   QUIRK("a") "[b\nColour=red\n" QUIRK("c"),
			   "t.quirk:7: a section is [NAME] and nothing else\n", "a c"),
		FILE_FAULT("text_after_a_section_is_told",
			   QUIRK("a") "[b] # why\nColour=red\n" QUIRK("c"),
			   "t.quirk:7: a section is [NAME] and nothing else\n", "a c"),
		FILE_FAULT("an_indented_section_does_not_cost_the_one_before",
			   QUIRK("a") " [b]\nColour=red\n" QUIRK("c"),
			   "t.quirk:7: the line begins with a blank\n", "a c"),
		FILE_FAULT("text_before_the_first_section_is_told",
			   "\nTitle=T\nColour=red\n" QUIRK("a"),
			   "t.quirk:2: text before the first section\n", "a"),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
