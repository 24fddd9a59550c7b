/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/policy.h"
#include "scratch.h"

#define CMDLINE "kernel command line:0: "

static struct policy *load(struct scratch *scratch, const char *cmdline)
{
	struct policy *policy = NULL;

	assert_int_equal(policy_load(&scratch->env, cmdline, &scratch->problems, &policy),
			 0);
	assert_non_null(policy);
	return policy;
}

static void check_problems(struct scratch *scratch, const char *wanted)
{
	_cleanup_free_ char *problems = scratch_problems(scratch);

	assert_string_equal(problems, wanted);
}

static struct policy *load_config(struct scratch *scratch, const char *text)
{
	scratch_write(scratch, ENV_CONFIG, "nicquirk.conf", text);
	return load(scratch, NULL);
}

static unsigned step_of(const struct policy *policy, const char *id)
{
	_cleanup_free_ char *copy = strdup(id);
	const struct quirk quirk = { .id = copy, .n_steps = 9 };

	return policy_step(policy, &quirk);
}

static void without_a_configuration_the_defaults_hold(void **state)
{
	_cleanup_(policy_freep) struct policy *policy = load(*state, NULL);

	check_problems(*state, "");
	assert_int_equal(policy->mode, RUN_NORMAL);
	assert_int_equal(policy->modules, MODULES_PIN);
	assert_int_equal(policy->evidence, EVIDENCE_B);
	assert_int_equal(policy->skip_quirks.n, 0);
	assert_int_equal(policy->skip_devices.n, 0);
	assert_int_equal(policy->n_pins, 0);
	assert_int_equal(step_of(policy, "a"), 1);
	assert_false(policy->watch_off || policy->watch_only || policy->no_recovery);
	assert_int_equal(policy->watch_limit, 6);
}

static void the_watch_section_is_read(void **state)
{
	_cleanup_(policy_freep) struct policy *policy =
		load_config(*state, "[Watch]\nApply=no\nRecover=no\nLimit=0\n");

	check_problems(*state, "");
	assert_true(policy->watch_only);
	assert_true(policy->no_recovery);
	assert_int_equal(policy->watch_limit, 0);
	assert_false(policy->watch_off);
}

static void what_watch_cannot_be_is_reported(void **state)
{
	_cleanup_(policy_freep) struct policy *policy = load_config(
		*state, "[Watch]\nApply=maybe\nRecover=\nLimit=-1\nLimit=99999\n");
	_cleanup_free_ char *problems = scratch_problems(*state);

	assert_non_null(strstr(problems, "2: Apply: expected yes|no, not \"maybe\""));
	assert_non_null(strstr(problems, "3: Recover: expected yes|no, not \"\""));
	assert_non_null(strstr(problems, "4: Limit: expected NUMBER, not \"-1\""));
	assert_non_null(strstr(problems, "5: Limit: expected NUMBER, not \"99999\""));
	assert_int_equal(policy->watch_limit, 6);
}

static void the_command_line_switches_watch_off(void **state)
{
	_cleanup_(policy_freep) struct policy *policy =
		load(*state, "quiet nicquirk.watch=off");

	check_problems(*state, "");
	assert_true(policy->watch_off);
	assert_int_equal(policy->mode, RUN_NORMAL);
}

static void the_policy_section_is_read(void **state)
{
	_cleanup_(policy_freep) struct policy *policy =
		load_config(*state, "[Policy]\nModules=blacklist\nEvidence=S\n");

	check_problems(*state, "");
	assert_int_equal(policy->modules, MODULES_BLACKLIST);
	assert_int_equal(policy->evidence, EVIDENCE_S);
}

static void every_module_policy_has_a_name(void **state)
{
	static const struct {
		const char *line;
		enum module_policy modules;
	} rows[] = {
		{ "[Policy]\nModules=pin\n", MODULES_PIN },
		{ "[Policy]\nModules=workaround\n", MODULES_WORKAROUND },
		{ "[Policy]\nModules=blacklist\n", MODULES_BLACKLIST },
		{ "[Policy]\nModules=off\n", MODULES_OFF },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(policy_freep) struct policy *policy =
			load_config(*state, rows[i].line);

		assert_int_equal(policy->modules, rows[i].modules);
	}
	check_problems(*state, "");
}

static void skip_lists_may_repeat(void **state)
{
	_cleanup_(policy_freep) struct policy *policy =
		load_config(*state, "[Skip]\nQuirk=a b\nDevice=0000:00:19.0\nQuirk=c\n"
				    "Device=8086:153a 10000:e1:00.7\n");

	check_problems(*state, "");
	assert_int_equal(policy->skip_quirks.n, 3);
	assert_true(policy_skips_quirk(policy, "a"));
	assert_true(policy_skips_quirk(policy, "c"));
	assert_int_equal(policy->skip_devices.n, 3);
	assert_true(policy_skips_device(policy, "0000:00:19.0"));
	assert_true(policy_skips_device(policy, "8086:153a"));
	assert_true(policy_skips_device(policy, "10000:e1:00.7"));
}

static void a_driver_can_be_pinned(void **state)
{
	_cleanup_(policy_freep) struct policy *policy =
		load_config(*state, "[Pin]\ni40e=in-tree\nice=2.14.13\n"
				    "igb=updates/igb.ko\ni40e=2.12.6\n");

	check_problems(*state, "");
	assert_int_equal(policy->n_pins, 3);
	assert_string_equal(policy->pins[0].module, "i40e");
	assert_string_equal(policy->pins[0].build, "2.12.6");
	assert_string_equal(policy->pins[1].build, "2.14.13");
	assert_string_equal(policy->pins[2].build, "updates/igb.ko");
}

static void a_quirk_can_be_raised(void **state)
{
	_cleanup_(policy_freep) struct policy *policy =
		load_config(*state, "[Step]\na=2\nb=3\na=4\n");

	check_problems(*state, "");
	assert_int_equal(step_of(policy, "a"), 4);
	assert_int_equal(step_of(policy, "b"), 3);
	assert_int_equal(step_of(policy, "c"), 1);
}

static void drop_ins_have_a_later_word(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(policy_freep) struct policy *policy = NULL;

	scratch_write(scratch, ENV_CONFIG, "nicquirk.conf",
		      "[Policy]\nEvidence=A\nModules=off\n[Skip]\nQuirk=a\n");
	scratch_write(scratch, ENV_CONFIG, "nicquirk.conf.d/20-b.conf",
		      "[Policy]\nEvidence=C\n[Skip]\nQuirk=b\n");
	scratch_write(scratch, ENV_CONFIG, "nicquirk.conf.d/10-a.conf",
		      "[Policy]\nEvidence=S\n");
	scratch_write(scratch, ENV_CONFIG, "nicquirk.conf.d/30-c.conf.old",
		      "[Policy]\nEvidence=S\n");
	policy = load(scratch, NULL);
	check_problems(scratch, "");
	assert_int_equal(policy->evidence, EVIDENCE_C);
	assert_int_equal(policy->modules, MODULES_OFF);
	assert_int_equal(policy->skip_quirks.n, 2);
}

static void the_command_line_has_the_last_word(void **state)
{
	struct scratch *scratch = *state;
	_cleanup_(policy_freep) struct policy *policy = NULL;

	scratch_write(scratch, ENV_CONFIG, "nicquirk.conf",
		      "[Policy]\nModules=off\n[Skip]\nQuirk=a\n");
	policy = load(scratch, "root=/dev/sda1 nicquirk=dry-run nicquirk.skip=b,c quiet\t"
			       "nicquirk.modules=workaround nicquirk.skip=d");
	check_problems(scratch, "");
	assert_int_equal(policy->mode, RUN_DRY);
	assert_int_equal(policy->modules, MODULES_WORKAROUND);
	assert_int_equal(policy->skip_quirks.n, 4);
	assert_true(policy_skips_quirk(policy, "b"));
	assert_true(policy_skips_quirk(policy, "c"));
	assert_true(policy_skips_quirk(policy, "d"));
}

static void the_command_line_switches_off(void **state)
{
	_cleanup_(policy_freep) struct policy *policy = load(*state, "nicquirk=off\n");

	check_problems(*state, "");
	assert_int_equal(policy->mode, RUN_OFF);
}

static void quotes_on_the_command_line_are_understood(void **state)
{
	_cleanup_(policy_freep) struct policy *policy =
		load(*state, "dyndbg=\"a nicquirk=off b\" nicquirk.skip=\"a,b\"");

	check_problems(*state, "");
	assert_int_equal(policy->mode, RUN_NORMAL);
	assert_int_equal(policy->skip_quirks.n, 2);
	assert_true(policy_skips_quirk(policy, "b"));
}

static void a_whole_parameter_may_be_quoted(void **state)
{
	_cleanup_(policy_freep) struct policy *policy =
		load(*state, "\"nicquirk.skip=a,b\" \"nicquirk=dry-run\"");

	check_problems(*state, "");
	assert_int_equal(policy->mode, RUN_DRY);
	assert_int_equal(policy->skip_quirks.n, 2);
}

static void parameters_of_others_are_left_alone(void **state)
{
	_cleanup_(policy_freep) struct policy *policy =
		load(*state, "nicquirky=1 xnicquirk=off nicquirk_x.skip=a i40e.debug=1");

	check_problems(*state, "");
	assert_int_equal(policy->mode, RUN_NORMAL);
}

struct fault {
	const char *config;
	const char *cmdline;
	const char *problems;
};

static void check_fault(void **state)
{
	const struct fault *fault = *state;
	_cleanup_(policy_freep) struct policy *policy = NULL;
	void *own = NULL;
	struct scratch *scratch;

	assert_int_equal(scratch_setup(&own), 0);
	scratch = own;
	if (fault->config)
		scratch_write(scratch, ENV_CONFIG, "nicquirk.conf", fault->config);
	policy = load(scratch, fault->cmdline);
	check_problems(scratch, fault->problems);
	/* Whatever is wrong, it is not what was asked for right before or after it. */
	assert_true(policy_skips_quirk(policy, "before"));
	assert_true(policy_skips_quirk(policy, "after"));
	assert_int_equal(policy->mode, RUN_NORMAL);
	assert_int_equal(policy->modules, MODULES_PIN);
	assert_int_equal(policy->evidence, EVIDENCE_B);
	assert_int_equal(policy->n_pins, 0);
	assert_int_equal(policy->n_steps, 0);
	assert_int_equal(policy->skip_devices.n, 0);
	assert_int_equal(scratch_teardown(&own), 0);
}

#define FAULT(name, ...)                                                                 \
	{                                                                                \
		name, check_fault, NULL, NULL, &(struct fault)                           \
		{                                                                        \
			__VA_ARGS__                                                      \
		}                                                                        \
	}
#define IN_FILE(name, text, problem)                                                     \
	FAULT(name, .config = "[Skip]\nQuirk=before\n" text "\n[Skip]\nQuirk=after\n",   \
	      .problems = "nicquirk.conf:" problem "\n")
/* What the kernel hands to init is not ours. */
static void a_parameter_behind_dashes_is_not_ours(void **state)
{
	_cleanup_(policy_freep) struct policy *policy =
		load(*state, "nicquirk.skip=a -- nicquirk=off nicquirk.skip=b");

	check_problems(*state, "");
	assert_int_equal(policy->mode, RUN_NORMAL);
	assert_int_equal(policy->skip_quirks.n, 1);
}

#define ON_CMDLINE(name, text, problem)                                                  \
	FAULT(name, .cmdline = "nicquirk.skip=before " text " nicquirk.skip=after",      \
	      .problems = CMDLINE problem "\n")

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH(without_a_configuration_the_defaults_hold),
		SCRATCH(the_policy_section_is_read),
		SCRATCH(the_watch_section_is_read),
		SCRATCH(what_watch_cannot_be_is_reported),
		SCRATCH(the_command_line_switches_watch_off),
		SCRATCH(every_module_policy_has_a_name),
		SCRATCH(skip_lists_may_repeat),
		SCRATCH(a_driver_can_be_pinned),
		SCRATCH(a_quirk_can_be_raised),
		SCRATCH(drop_ins_have_a_later_word),
		SCRATCH(the_command_line_has_the_last_word),
		SCRATCH(the_command_line_switches_off),
		SCRATCH(quotes_on_the_command_line_are_understood),
		SCRATCH(a_whole_parameter_may_be_quoted),
		SCRATCH(a_parameter_behind_dashes_is_not_ours),
		SCRATCH(parameters_of_others_are_left_alone),

		IN_FILE("an_unknown_section_is_told_once", "[Skipp]\nQuirk=a\nDevice=b",
			"3: unknown section [Skipp]"),
		IN_FILE("the_command_line_is_no_section",
			"[kernel command line]\nnicquirk=off",
			"3: unknown section [kernel command line]"),
		IN_FILE("an_unknown_key_is_told", "Interface=eno1",
			"3: unknown key Interface"),
		IN_FILE("a_bad_module_policy_is_told", "[Policy]\nModules=yes",
			"4: Modules: expected pin|workaround|blacklist|off, not \"yes\""),
		IN_FILE("a_bad_grade_is_told", "[Policy]\nEvidence=b",
			"4: Evidence: expected A|B|C|S, not \"b\""),
		IN_FILE("an_empty_value_is_told",
			"[Policy]\nEvidence=", "4: Evidence: expected A|B|C|S, not \"\""),
		IN_FILE("an_empty_list_is_told",
			"Quirk=", "3: Quirk: expected ID..., not \"\""),
		IN_FILE("a_bad_quirk_is_told", "Quirk=a,b",
			"3: Quirk: expected ID..., not \"a,b\""),
		IN_FILE("a_slot_without_a_domain_is_told", "Device=00:19.0",
			"3: Device: expected dddd:bb:dd.f|vvvv:dddd..., not \"00:19.0\""),
		IN_FILE("a_slot_without_a_function_is_told", "Device=0000:00:19",
			"3: Device: expected dddd:bb:dd.f|vvvv:dddd..., not \"0000:00:19\""),
		IN_FILE("a_device_with_a_star_is_told", "Device=8086:*",
			"3: Device: expected dddd:bb:dd.f|vvvv:dddd..., not \"8086:*\""),
		IN_FILE("a_bad_pin_is_told", "[Pin]\ni40e=latest",
			"4: i40e: expected in-tree|VERSION|PATH, not \"latest\""),
		IN_FILE("a_bad_name_in_a_pin_is_told", "[Pin]\ni 40e=in-tree",
			"4: unknown key i 40e"),
		IN_FILE("step_zero_is_told", "[Step]\na=0",
			"4: a: expected NUMBER, not \"0\""),
		IN_FILE("a_negative_step_is_told", "[Step]\na=-1",
			"4: a: expected NUMBER, not \"-1\""),
		IN_FILE("a_step_with_a_rest_is_told", "[Step]\na=2nd",
			"4: a: expected NUMBER, not \"2nd\""),
		IN_FILE("an_endless_step_is_told", "[Step]\na=4294967298",
			"4: a: expected NUMBER, not \"4294967298\""),
		IN_FILE("text_without_equals_is_told_here_too", "[Policy]\nModules off",
			"4: expected KEY=VALUE"),
		ON_CMDLINE("a_bad_mode_is_told", "nicquirk=on",
			   "nicquirk: expected off|dry-run, not \"on\""),
		ON_CMDLINE("a_mode_without_a_value_is_told", "nicquirk",
			   "nicquirk: expected off|dry-run, not \"\""),
		ON_CMDLINE("an_unknown_parameter_is_told", "nicquirk.Skip=a",
			   "unknown parameter nicquirk.Skip"),
		ON_CMDLINE("a_bad_quirk_on_the_command_line_is_told", "nicquirk.skip=a;b",
			   "nicquirk.skip: expected ID[,ID...], not \"a;b\""),
		ON_CMDLINE(
			"a_bad_module_policy_on_the_command_line_is_told",
			"nicquirk.modules=x",
			"nicquirk.modules: expected pin|workaround|blacklist|off, not \"x\""),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
