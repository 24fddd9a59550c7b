/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include "host/verified-store.h"

#define CARD	   "{\"card\":\"8086:15bb 17aa:3136 0000:00:1f.6\","
#define OTHER_CARD "{\"card\":\"8086:1572 8086:0001 0000:01:00.0\","
#define HELD	   "\"verified\":[{\"verdict\":\"held\",\"kernel\":\"6.1\"}]}\n"

static char slot[] = "0000:00:1f.6", kernel[] = "6.8";

static struct nic a_card(void)
{
	return (struct nic){
		.slot = slot,
		.vendor = 0x8086,
		.device = 0x15bb,
		.subsystem_vendor = 0x17aa,
		.subsystem_device = 0x3136,
	};
}

static int setup(void **state)
{
	if (scratch_setup(state) < 0)
		return -1;
	/* /var/lib is there on every host. */
	scratch_write(*state, ENV_ROOT, "var/lib/keep", "");
	return 0;
}

#define STORE(test) cmocka_unit_test_setup_teardown(test, setup, scratch_teardown)

/* How many results of the card are read, and what is said of the file. */
static size_t count(struct scratch *scratch, const char *problems)
{
	_cleanup_free_ char *said = NULL;
	struct nic nic = a_card();
	struct facts facts = { .nics = &nic, .n_nics = 1 };
	size_t n;

	assert_int_equal(verified_store_read(&scratch->env, &scratch->problems, &facts),
			 0);
	n = nic.verified.n;
	verified_list_clear(&nic.verified);
	said = scratch_problems(scratch);
	assert_string_equal(said, problems);
	problems_clear(&scratch->problems);
	return n;
}

static int add(struct scratch *scratch)
{
	const struct verified verified = { .verdict = VERIFY_HANGS, .kernel = kernel };
	const struct nic nic = a_card();

	return verified_store_add(&scratch->env, &nic, &verified);
}

static void a_result_is_added_to_those_of_before(void **state)
{
	struct scratch *scratch = *state;

	assert_int_equal(count(scratch, ""), 0);
	assert_int_equal(add(scratch), 0);
	assert_int_equal(add(scratch), 0);
	assert_int_equal(count(scratch, ""), 1);
}

/* What a power cut leaves of a file: zeros. */
static void zeros_hide_no_result_after_them(void **state)
{
	static const char text[] = "\0\0\0\0\0\n" OTHER_CARD HELD "\0\0" CARD HELD;
	_cleanup_free_ char *now = NULL;
	struct scratch *scratch = *state;

	scratch_write_bytes(scratch, ENV_STATE, "verified", text, sizeof(text) - 1);
	assert_int_equal(count(scratch, ""), 1);
	assert_int_equal(add(scratch), 0);
	assert_int_equal(count(scratch, ""), 2);
	assert_int_equal(env_read(&scratch->env, ENV_STATE, &now, "verified"), 0);
	assert_non_null(strstr(now, OTHER_CARD));
}

static void a_bad_line_is_named_and_costs_itself(void **state)
{
	struct scratch *scratch = *state;

	/* The last is one of a later version: it is not taken for another verdict. */
	scratch_write(scratch, ENV_STATE, "verified",
		      "rubbish\n" CARD HELD CARD
		      "\"verified\":[{\"verdict\":\"glows\"}]}\n");
	assert_int_equal(count(scratch,
			       "verified:1: 'card' should be given in each line\n"
			       "verified:3: 'verdict' should be held, hangs, leaks "
			       "or inconclusive\n"),
			 1);
}

/* A thousand cards that were once here. */
static void a_large_file_is_read_to_its_end(void **state)
{
	static const char line[] = OTHER_CARD HELD;
	_cleanup_free_ char *text = calloc(5000, sizeof(line));
	struct scratch *scratch = *state;

	assert_non_null(text);
	for (size_t i = 0; i < 4000; i++)
		memcpy(text + i * strlen(line), line, strlen(line));
	strcat(text, CARD HELD);
	scratch_write(scratch, ENV_STATE, "verified", text);
	assert_int_equal(count(scratch, ""), 1);
}

static void what_is_no_file_is_named_and_not_waited_for(void **state)
{
	struct scratch *scratch = *state;
	char path[PATH_MAX];

	scratch_path(scratch, path, ENV_STATE, "verified");
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(count(scratch, "verified:0: cannot be read: Invalid argument\n"),
			 0);
	assert_int_equal(add(scratch), 0);
	assert_int_equal(count(scratch, ""), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE(a_result_is_added_to_those_of_before),
		STORE(zeros_hide_no_result_after_them),
		STORE(a_bad_line_is_named_and_costs_itself),
		STORE(a_large_file_is_read_to_its_end),
		STORE(what_is_no_file_is_named_and_not_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
