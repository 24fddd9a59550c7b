/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "database.h"
#include "quirk/quirk-conflict.h"
#include "quirk/quirk-key.h"

static void every_key_reaches_its_place(void **state)
{
	static const char text[] = "[the.id_1-a]\n"
				   "Title=A title: with = and # in it\n"
				   "Severity=critical\n"
				   "Evidence=S\n"
				   "Reference=https://example.org/1#2\n"
				   "Reference=http://example.org/2\n"
				   "MatchDevice=8086:153a 8086:*\n"
				   "MatchSubsystem=1028:05a4\n"
				   "MatchRevision=04 1f\n"
				   "MatchDriver=e1000e igb\n"
				   "MatchOrigin=out-of-tree\n"
				   "MatchDriverVersion=2.13.10\n"
				   "MatchKernel=>=5.8 <6.4\n"
				   "MatchKernelRelease=*-pve *-generic\n"
				   "MatchFirmware=<6.01\n"
				   "MatchSystem=Dell Inc./OptiPlex*\n"
				   "Confirm=tx-hang\n"
				   "Confirm=link-lost\n"
				   "Symptom=adapter-reset tx-timeout\n"
				   "Feature=tso off\n"
				   "PrivateFlag=disable-fw-LLDP on\n"
				   "EEE=off\n"
				   "Aspm=l1_2_aspm off\n"
				   "Build=avoid\n"
				   "Blacklist=irdma\n"
				   "Advice=Update the BIOS\n"
				   "Cost=none\n";
	_cleanup_(quirk_db_freep) struct quirk_db *db = load_one(*state, text);
	const struct quirk *quirk = db->quirks[0];
	const struct match *match = quirk->match;
	const struct action *action = quirk->actions;

	assert_string_equal(quirk->id, "the.id_1-a");
	assert_string_equal(quirk->title, "A title: with = and # in it");
	assert_int_equal(quirk->severity, SEVERITY_CRITICAL);
	assert_int_equal(quirk->evidence, EVIDENCE_S);
	assert_int_equal(quirk->references.n, 2);
	assert_string_equal(quirk->references.list[0], "https://example.org/1#2");
	assert_string_equal(quirk->references.list[1], "http://example.org/2");
	assert_int_equal(quirk->line, 1);
	assert_int_equal(quirk->n_steps, 1);

	check_ids_of(&match[MATCH_DEVICE],
		     (const struct pci_id[]){ { 0x8086, 0x153a }, { 0x8086, -1 } }, 2);
	assert_string_equal(match[MATCH_DEVICE].text, "8086:153a 8086:*");
	assert_int_equal(match[MATCH_DEVICE].line, 7);
	check_ids_of(&match[MATCH_SUBSYSTEM],
		     (const struct pci_id[]){ { 0x1028, 0x05a4 } }, 1);
	assert_int_equal(match[MATCH_REVISION].strings.n, 2);
	assert_string_equal(match[MATCH_REVISION].strings.list[1], "1f");
	assert_int_equal(match[MATCH_DRIVER].strings.n, 2);
	assert_string_equal(match[MATCH_DRIVER].strings.list[1], "igb");
	assert_int_equal(match[MATCH_ORIGIN].origin, ORIGIN_OUT_OF_TREE);
	assert_true(version_range_contains(match[MATCH_DRIVER_VERSION].range, "2.13.10"));
	assert_false(version_range_contains(match[MATCH_KERNEL].range, "6.4"));
	assert_int_equal(match[MATCH_KERNEL_RELEASE].strings.n, 2);
	assert_string_equal(match[MATCH_KERNEL_RELEASE].strings.list[1], "*-generic");
	assert_true(version_range_contains(match[MATCH_FIRMWARE].range, "5.9"));
	assert_int_equal(match[MATCH_SYSTEM].strings.n, 1);
	assert_string_equal(match[MATCH_SYSTEM].strings.list[0], "Dell Inc./OptiPlex*");

	assert_int_equal(quirk->n_actions, 6);
	assert_int_equal(action[0].type, ACTION_FEATURE);
	assert_string_equal(action[0].name, "tso");
	assert_false(action[0].on);
	assert_int_equal(action[0].line, 20);
	assert_int_equal(action[1].type, ACTION_PRIVATE_FLAG);
	assert_string_equal(action[1].name, "disable-fw-LLDP");
	assert_true(action[1].on);
	assert_int_equal(action[2].type, ACTION_EEE);
	assert_null(action[2].name);
	assert_false(action[2].on);
	assert_int_equal(action[3].type, ACTION_ASPM);
	assert_string_equal(action[3].name, "l1_2_aspm");
	assert_int_equal(action[4].type, ACTION_BUILD);
	assert_null(action[4].name);
	assert_int_equal(action[5].type, ACTION_BLACKLIST);
	assert_string_equal(action[5].name, "irdma");
	assert_false(action[5].on);
	assert_int_equal(quirk->confirms.n, 2);
	assert_int_equal(quirk->confirms.list[0], INCIDENT_TX_HANG);
	assert_int_equal(quirk->confirms.list[1], INCIDENT_LINK_LOST);
	assert_int_equal(quirk->symptoms.n, 2);
	assert_int_equal(quirk->symptoms.list[1], INCIDENT_TX_TIMEOUT);
	/* What confirms it is one of its messages. */
	assert_true(quirk_has_symptom(quirk, INCIDENT_LINK_LOST));
	assert_true(quirk_has_symptom(quirk, INCIDENT_TX_TIMEOUT));
	assert_false(quirk_has_symptom(quirk, INCIDENT_AER));
	assert_string_equal(quirk->advice.list[0], "Update the BIOS");
	assert_string_equal(quirk->costs.list[0], "none");
}

static void a_key_that_is_not_there_leaves_no_match(void **state)
{
	_cleanup_(quirk_db_freep) struct quirk_db *db = load_one(*state, QUIRK("a"));

	for (enum match_key key = 0; key < MATCH_KEY_MAX; key++)
		if (key == MATCH_DRIVER)
			assert_non_null(db->quirks[0]->match[key].text);
		else
			assert_null(db->quirks[0]->match[key].text);
}

static void a_list_may_go_on_in_another_line(void **state)
{
	_cleanup_(quirk_db_freep) struct quirk_db *db =
		load_one(*state, "[a]\n" ABOUT "MatchDevice=8086:0001\nFeature=tso off\n"
				 "MatchDevice=8086:0002 8086:0003\n");
	const struct match *match = &db->quirks[0]->match[MATCH_DEVICE];

	check_ids_of(
		match,
		(const struct pci_id[]){ { 0x8086, 1 }, { 0x8086, 2 }, { 0x8086, 3 } },
		3);
	assert_string_equal(match->text, "8086:0001 8086:0002 8086:0003");
	assert_int_equal(match->line, 5);
}

static void each_system_is_a_line_of_its_own(void **state)
{
	_cleanup_(quirk_db_freep) struct quirk_db *db = load_one(
		*state, "[a]\n" ABOUT "MatchSystem=Dell Inc./*\nMatchSystem=LENOVO/30*\n"
			"Advice=x\n");
	const struct match *match = &db->quirks[0]->match[MATCH_SYSTEM];

	assert_int_equal(match->strings.n, 2);
	assert_string_equal(match->strings.list[0], "Dell Inc./*");
	assert_string_equal(match->text, "Dell Inc./* | LENOVO/30*");
}

static void steps_number_the_actions(void **state)
{
	_cleanup_(quirk_db_freep) struct quirk_db *db = load_one(
		*state,
		QUIRK("a") "Step=2\nFeature=gso off\nEEE=off\nStep=3\nFeature=gro off\n");
	const struct quirk *quirk = db->quirks[0];

	assert_int_equal(quirk->n_steps, 3);
	assert_int_equal(quirk->n_actions, 4);
	assert_int_equal(quirk->actions[0].step, 1);
	assert_int_equal(quirk->actions[1].step, 2);
	assert_int_equal(quirk->actions[2].step, 2);
	assert_int_equal(quirk->actions[3].step, 3);
}

static void each_step_adds_what_it_asks_for(void **state)
{
	_cleanup_(quirk_db_freep) struct quirk_db *db =
		load_one(*state, "[a]\n" ABOUT "MatchDriver=ice\nBlacklist=irdma\n"
				 "Step=2\nFeature=gso off\nStep=3\nBuild=avoid\n");
	const struct quirk *quirk = db->quirks[0];
	const unsigned first = 1U << ACTION_BLACKLIST,
		       second = first | 1U << ACTION_FEATURE;

	assert_int_equal(quirk_action_types(quirk, 0), 0);
	assert_int_equal(quirk_action_types(quirk, 1), first);
	assert_int_equal(quirk_action_types(quirk, 2), second);
	assert_int_equal(quirk_action_types(quirk, 3), second | 1U << ACTION_BUILD);
	assert_false(quirk_has_settings(quirk, 1));
	assert_true(quirk_has_settings(quirk, 2));
	assert_false(quirk_avoids_build(quirk, 2));
	assert_true(quirk_avoids_build(quirk, 3));
	for (enum action_type type = 0; type < ACTION_TYPE_MAX; type++)
		assert_int_equal(action_is_setting(type),
				 type != ACTION_BUILD && type != ACTION_BLACKLIST);
}

static void a_group_stands_for_its_members(void **state)
{
	_cleanup_(quirk_db_freep) struct quirk_db *db =
		load_one(*state, "[@g]\nDevice=8086:0001 8086:0002\nDevice=8086:0003\n"
				 "[a]\n" ABOUT "MatchDevice=8086:0009 @g\nAdvice=x\n");
	const struct match *match = &db->quirks[0]->match[MATCH_DEVICE];

	check_ids_of(match,
		     (const struct pci_id[]){
			     { 0x8086, 9 }, { 0x8086, 1 }, { 0x8086, 2 }, { 0x8086, 3 } },
		     4);
	assert_string_equal(match->text, "8086:0009 @g");
}

/* A large group that many quirks name is in memory once. */
static void quirks_share_the_members_of_a_group(void **state)
{
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
	const struct pci_id *ids[2];

	scratch_write(*state, ENV_DATA, "quirks.d/t.quirk",
		      "[@g]\nDevice=8086:0001\n[a]\n" ABOUT "MatchDevice=@g\nAdvice=x\n"
		      "[b]\n" ABOUT "MatchSubsystem=@g\nAdvice=x\n");
	db = load(*state);
	ids[0] = match_next_id(&db->quirks[0]->match[MATCH_DEVICE],
			       &(struct match_position){ 0 });
	ids[1] = match_next_id(&db->quirks[1]->match[MATCH_SUBSYSTEM],
			       &(struct match_position){ 0 });
	assert_non_null(ids[0]);
	assert_ptr_equal(ids[0], ids[1]);
}

static void a_list_may_have_any_number_of_lines(void **state)
{
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
	_cleanup_free_ char *text = NULL;
	const struct match *match;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	fputs(QUIRK("a"), stream);
	for (unsigned i = 0; i < 150000; i++)
		fprintf(stream, "MatchDevice=8086:%04x\n", i % 0xffff);
	assert_int_equal(fclose(stream), 0);
	db = load_one(*state, text);
	match = &db->quirks[0]->match[MATCH_DEVICE];
	assert_int_equal(match->n_ids, 150000);
	assert_int_equal(match->ids[149999].device, 149999 % 0xffff);
	assert_int_equal(strlen(match->text), 150000 * strlen("8086:0000 ") - 1);
}

static void every_match_key_has_a_name(void **state _unused_)
{
	assert_string_equal(match_key_name(MATCH_DEVICE), "MatchDevice");
	for (enum match_key i = 0; i < MATCH_KEY_MAX; i++)
		for (enum match_key j = 0; j < i; j++)
			assert_string_not_equal(match_key_name(i), match_key_name(j));
}

static void the_shipped_database_has_no_fault(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;

	assert_int_equal(quirk_db_load(&scratch->env, "quirks", &scratch->problems, &db),
			 0);
	assert_int_equal(quirk_db_find_conflicts(db, &scratch->problems), 0);
	check_problems(scratch, "");
	assert_non_null(quirk_db_find(db, "e1000e-lpt-tso-hang"));
	assert_non_null(quirk_db_find(db, "i40e-oot-2.13.10-rx-refcount"));
	for (size_t i = 0; i < db->n; i++)
		if (!db->quirks[i]->references.n)
			fail_msg("%s has no Reference", db->quirks[i]->id);
}

static void append_escaped(FILE *stream, const char *text)
{
	for (; *text; text++)
		fprintf(stream, *text == '|' ? "\\%c" : "%c", *text);
}

static void the_readme_lists_the_keys_as_they_are(void **state _unused_)
{
	_cleanup_free_ char *readme = read_text("quirks/README.md"), *table = NULL;
	size_t size;
	FILE *stream = open_memstream(&table, &size);

	for (const struct quirk_key *key = quirk_keys; key->name; key++) {
		fprintf(stream, "| `%s` | `", key->name);
		append_escaped(stream, key->form);
		fprintf(stream, "` | %s |\n", key->help);
	}
	/* All of them, in this order, and nothing after the last one. */
	fputc('\n', stream);
	assert_int_equal(fclose(stream), 0);
	assert_non_null(strstr(readme, table));
}

/* Where they are many, they are looked for in another way. */
static void ids_are_found_among_few_and_many(void **state)
{
	for (unsigned n = 30; n <= 200; n += 170) {
		_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
		_cleanup_free_ char *text = NULL;
		const struct match *match;
		size_t size;
		FILE *stream = open_memstream(&text, &size);

		assert_non_null(stream);
		fputs("[@group]\nDevice=15ad:*\n", stream);
		/* Not in their order. */
		for (unsigned i = 0; i < n; i++)
			fprintf(stream, "Device=8086:%04x\n", 2 * (i * 7 % n) + 2);
		fputs(QUIRK("a") "MatchDevice=@group 10ec:8139\n", stream);
		assert_int_equal(fclose(stream), 0);
		db = load_one(*state, text);
		match = &db->quirks[0]->match[MATCH_DEVICE];
		for (int32_t device = 2; device <= 2 * (int32_t)n; device++)
			assert_int_equal(match_has_id(match, 0x8086, device),
					 device % 2 == 0);
		assert_false(match_has_id(match, 0x8086, 2 * (int32_t)n + 2));
		assert_false(match_has_id(match, 0x8086, 0));
		assert_true(match_has_id(match, 0x8086, -1));
		assert_true(match_has_id(match, 0x15ad, 0x07b0));
		assert_true(match_has_id(match, 0x15ad, -1));
		assert_true(match_has_id(match, 0x10ec, 0x8139));
		assert_false(match_has_id(match, 0x10ec, 0x8168));
		assert_false(match_has_id(match, 0x10ed, -1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH(every_key_reaches_its_place),
		SCRATCH(a_key_that_is_not_there_leaves_no_match),
		SCRATCH(a_list_may_go_on_in_another_line),
		SCRATCH(each_system_is_a_line_of_its_own),
		SCRATCH(steps_number_the_actions),
		SCRATCH(each_step_adds_what_it_asks_for),
		SCRATCH(a_group_stands_for_its_members),
		SCRATCH(ids_are_found_among_few_and_many),
		SCRATCH(quirks_share_the_members_of_a_group),
		SCRATCH(a_list_may_have_any_number_of_lines),
		cmocka_unit_test(every_match_key_has_a_name),
		SCRATCH(the_shipped_database_has_no_fault),
		FAULT("an_unknown_key_is_told", "MatchColour=red",
		      "MatchColour: unknown key"),
		FAULT("keys_are_case_sensitive", "feature=tso off",
		      "feature: unknown key"),
		FAULT("a_key_of_a_group_is_none_of_a_quirk", "Device=8086:0001",
		      "Device: unknown key"),
		FAULT("a_key_without_a_value_is_told", "Advice=", "Advice: no value"),
		FAULT("a_second_title_is_told", "Title=U", "Title: given twice"),
		FAULT("a_second_severity_is_told", "Severity=minor",
		      "Severity: given twice"),
		FAULT("a_bad_reference_is_told", "Reference=example.org",
		      "Reference: expected https://..., not \"example.org\""),
		FAULT("a_reference_to_nothing_is_told", "Reference=https://",
		      "Reference: expected https://..., not \"https://\""),
		FAULT("two_references_in_a_line_are_told",
		      "Reference=https://a.example https://b.example",
		      "Reference: expected https://..., not "
		      "\"https://a.example https://b.example\""),
		FAULT("an_unknown_kind_is_told", "Confirm=tx-hangs",
		      "Confirm: no kind of incident is called \"tx-hangs\""),
		FAULT("two_kinds_in_a_line_of_confirm_are_told", "Confirm=tx-hang aer",
		      "Confirm: no kind of incident is called \"tx-hang aer\""),
		FAULT("an_unknown_symptom_is_told", "Symptom=tx-hang nothing",
		      "Symptom: no kind of incident is called \"nothing\""),
		FAULT("a_symptom_that_is_given_twice_is_told", "Symptom=aer aer",
		      "Symptom: given twice: \"aer\""),
		FAULT("an_upper_case_id_is_told", "MatchDevice=8086:153A",
		      "MatchDevice: expected vvvv:dddd|vvvv:*|@group..., not \"8086:153A\""),
		FAULT("a_short_id_is_told", "MatchDevice=8086:0001 8086:1",
		      "MatchDevice: expected vvvv:dddd|vvvv:*|@group..., not \"8086:1\""),
		FAULT("an_id_without_a_vendor_is_told", "MatchSubsystem=*:0001",
		      "MatchSubsystem: expected vvvv:dddd|vvvv:*|@group..., not \"*:0001\""),
		FAULT("a_group_without_a_name_is_told", "MatchDevice=@",
		      "MatchDevice: expected vvvv:dddd|vvvv:*|@group..., not \"@\""),
		FAULT("an_unknown_group_is_told", "MatchDevice=@nobody",
		      "there is no group [@nobody]"),
		FAULT("a_bad_revision_is_told", "MatchRevision=04 5",
		      "MatchRevision: expected xx..., not \"5\""),
		FAULT("an_upper_case_revision_is_told", "MatchRevision=0A",
		      "MatchRevision: expected xx..., not \"0A\""),
		FAULT("a_bad_driver_is_told", "MatchDriver=igb/igc",
		      "MatchDriver: expected MODULE..., not \"igb/igc\""),
		FAULT("a_bad_origin_is_told", "MatchOrigin=unknown",
		      "MatchOrigin: expected in-tree|out-of-tree, not \"unknown\""),
		FAULT("a_bad_range_is_told", "MatchKernel=>= 6.1",
		      "MatchKernel: expected RANGE, not \">= 6.1\""),
		FAULT("a_range_with_a_suffix_is_told", "MatchDriverVersion=2.8.20-k",
		      "MatchDriverVersion: expected RANGE, not \"2.8.20-k\""),
		FAULT("a_feature_without_a_state_is_told", "Feature=tso",
		      "Feature: expected NAME on|off, not \"tso\""),
		FAULT("a_feature_in_an_unknown_state_is_told", "Feature=tso maybe",
		      "Feature: expected NAME on|off, not \"tso maybe\""),
		FAULT("an_upper_case_feature_is_told", "Feature=TSO off",
		      "Feature: expected NAME on|off, not \"TSO\""),
		FAULT("a_bad_private_flag_is_told", "PrivateFlag=a_b on",
		      "PrivateFlag: expected NAME on|off, not \"a_b\""),
		FAULT("eee_cannot_be_switched_on", "EEE=on",
		      "EEE: expected off, not \"on\""),
		FAULT("a_path_is_no_aspm_file", "Aspm=../reset on",
		      "Aspm: expected FILE on|off, not \"../reset\""),
		FAULT("a_build_can_only_be_avoided", "Build=pin",
		      "Build: expected avoid, not \"pin\""),
		FAULT("a_bad_module_is_told", "Blacklist=a b",
		      "Blacklist: expected MODULE, not \"a b\""),
		FAULT("a_step_out_of_turn_is_told", "Step=3",
		      "Step: expected 2, not \"3\""),
		FAULT("the_first_step_needs_no_key", "Step=1",
		      "Step: expected 2, not \"1\""),
		FAULT("a_step_without_an_action_is_told", "Step=2",
		      "step 2 has no action"),
		FILE_FAULT("every_fault_of_a_section_is_told",
			   "[a]\nSeverity=bad\nFeature=tso\nColour=red\n",
			   "t.quirk:2: Severity: expected critical|major|minor|info, not "
			   "\"bad\"\n"
			   "t.quirk:3: Feature: expected NAME on|off, not \"tso\"\n"
			   "t.quirk:4: Colour: unknown key\n"
			   "t.quirk:1: [a] has no Title\n"
			   "t.quirk:1: [a] has no Evidence\n"
			   "t.quirk:1: [a] has no Match key\n",
			   ""),
		FILE_FAULT(
			"a_bad_evidence_is_told",
			"[a]\nTitle=T\nSeverity=info\nEvidence=D\nMatchDriver=x\nAdvice=y\n",
			"t.quirk:4: Evidence: expected A|B|C|S, not \"D\"\n", ""),
		FILE_FAULT("a_quirk_without_a_match_is_told",
			   "[a]\n" ABOUT "Feature=tso off\n" QUIRK("b"),
			   "t.quirk:1: [a] has no Match key\n", "b"),
		FILE_FAULT("a_quirk_that_helps_nobody_is_told",
			   "[a]\n" ABOUT "MatchDriver=igb\nCost=none\n" QUIRK("b"),
			   "t.quirk:1: [a] has no action and no Advice\n", "b"),
		FILE_FAULT("a_step_before_any_action_is_told",
			   "[a]\n" ABOUT "MatchDriver=igb\nStep=2\nFeature=tso off\n",
			   "t.quirk:6: step 1 has no action\n", ""),
		FILE_FAULT("a_group_without_members_is_told",
			   "[@g]\n[@h]\nFeature=tso off\n",
			   "t.quirk:1: [@g] has no keys\n"
			   "t.quirk:3: Feature: unknown key\n"
			   "t.quirk:2: [@h] has no Device\n",
			   ""),
		FILE_FAULT(
			"a_group_has_no_groups_in_it",
			"[@g]\nDevice=8086:0001\n[@h]\nDevice=@g\n",
			"t.quirk:4: Device: expected vvvv:dddd|vvvv:*..., not \"@g\"\n",
			""),
		FILE_FAULT(
			"a_group_twice_in_a_match_is_told",
			"[@g]\nDevice=8086:0001\n[a]\n" ABOUT
			"MatchDevice=@g @g\nAdvice=x\n",
			"t.quirk:7: MatchDevice: expected vvvv:dddd|vvvv:*|@group..., not "
			"\"@g\"\n",
			""),
		cmocka_unit_test(the_readme_lists_the_keys_as_they_are),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
