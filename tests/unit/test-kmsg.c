/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include "watch/brake.h"
#include "watch/kmsg.h"
#include "watch/testing-lock.h"

#define DEVICE		" SUBSYSTEM=pci\n DEVICE=+pci:0000:00:1f.6\n"
#define MESSAGE		"e1000e 0000:00:1f.6 eno1: Detected Hardware Unit Hang:\\x0a  TDH <8b>"
#define NO_RECORD(text) assert_false(parse(text, &record))

static bool parse(const char *text, struct kmsg_record *record)
{
	return kmsg_parse(text, strlen(text), record);
}

static void the_kernels_record_of_a_card(void **state _unused_)
{
	struct kmsg_record record;

	assert_true(parse("3,1234,60791299,-;" MESSAGE "\n" DEVICE, &record));
	assert_string_equal(record.slot, "0000:00:1f.6");
	assert_int_equal(record.sequence, 1234);
	assert_int_equal(record.monotonic, 60791299);
	assert_int_equal(record.length, strlen(MESSAGE));
	assert_memory_equal(record.text, MESSAGE, record.length);
}

static void fields_of_later_kernels_are_passed_over(void **state _unused_)
{
	struct kmsg_record record;

	assert_true(parse("6,9,5,-,caller=T1;x\n DEVICE=+pci:10000:00:19.0\n", &record));
	assert_string_equal(record.slot, "10000:00:19.0");
	assert_int_equal(record.length, 1);
}

/* A program may write any text to /dev/kmsg, with any priority; a facility is added to
 * it. */
static void what_programs_write_does_not_count(void **state _unused_)
{
	struct kmsg_record record;

	NO_RECORD("11,1234,60791299,-;" MESSAGE "\n" DEVICE);
	NO_RECORD("8,1,1,-;" MESSAGE "\n" DEVICE);
	/* The newline in its text is written as \x0a, so that it cannot add a line of its
	 * own. */
	NO_RECORD("3,1,1,-;" MESSAGE "\\x0a DEVICE=+pci:0000:00:1f.6\n");
}

static void of_other_devices_or_of_none(void **state _unused_)
{
	struct kmsg_record record;

	NO_RECORD("3,1,1,-;" MESSAGE "\n");
	NO_RECORD("3,1,1,-;" MESSAGE "\n SUBSYSTEM=usb\n DEVICE=c189:1\n");
	NO_RECORD("3,1,1,-;" MESSAGE "\n SUBSYSTEM=net\n DEVICE=n2\n");
}

static void damaged_records(void **state _unused_)
{
	static const char *const texts[] = {
		"",
		";",
		"3",
		"3,1,1,-",
		"3,1;x\n" DEVICE,
		"x,1,1,-;x\n" DEVICE,
		"3,1,1,-;no end of line",
		"3,1,1,-;x\n DEVICE=+pci:",
		"3,1,1,-;x\n DEVICE=+pci:0000:00:1f.6-and-much-more\n",
	};
	struct kmsg_record record;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		NO_RECORD(texts[i]);
}

static void six_an_hour_and_card(void **state)
{
	struct scratch *scratch = *state;
	int64_t again = 0;

	scratch_write(scratch, ENV_RUN, "recoveries", "");
	for (int64_t now = 1000; now < 1600; now += 100) {
		assert_true(brake_allows(&scratch->env, "0000:00:1f.6", 6, now, &again));
		assert_int_equal(brake_count(&scratch->env, "0000:00:1f.6", now), 0);
	}
	assert_false(brake_allows(&scratch->env, "0000:00:1f.6", 6, 1600, &again));
	assert_int_equal(again, 1000 + 3600);
	/* Another card has a count of its own, and an hour later it begins anew. */
	assert_true(brake_allows(&scratch->env, "0000:01:00.0", 6, 1600, &again));
	assert_false(brake_allows(&scratch->env, "0000:00:1f.6", 6, 4599, &again));
	assert_true(brake_allows(&scratch->env, "0000:00:1f.6", 6, 4600, &again));
	/* The limit may be another one, or none at all. */
	assert_true(brake_allows(&scratch->env, "0000:00:1f.6", 7, 1600, &again));
	assert_false(brake_allows(&scratch->env, "0000:02:00.0", 0, 1600, &again));
}

static void rubbish_is_no_recovery(void **state)
{
	struct scratch *scratch = *state;
	int64_t again;

	scratch_write(scratch, ENV_RUN, "recoveries", "rubbish\n0000:00:1f.6 x\n");
	assert_true(brake_allows(&scratch->env, "0000:00:1f.6", 1, 1000, &again));
	assert_int_equal(brake_count(&scratch->env, "0000:00:1f.6", 1000), 0);
	assert_false(brake_allows(&scratch->env, "0000:00:1f.6", 1, 1001, &again));
}

static void one_holds_the_lock_for_tests(void **state)
{
	struct scratch *scratch = *state;
	int fd;

	scratch_write(scratch, ENV_RUN, "recoveries", "");
	assert_false(testing_is_locked(&scratch->env));
	fd = testing_lock(&scratch->env);
	assert_true(fd >= 0);
	assert_true(testing_is_locked(&scratch->env));
	assert_int_equal(testing_lock(&scratch->env), -EBUSY);
	close(fd);
	assert_false(testing_is_locked(&scratch->env));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_kernels_record_of_a_card),
		cmocka_unit_test(fields_of_later_kernels_are_passed_over),
		cmocka_unit_test(what_programs_write_does_not_count),
		cmocka_unit_test(of_other_devices_or_of_none),
		cmocka_unit_test(damaged_records),
		cmocka_unit_test_setup_teardown(six_an_hour_and_card, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(rubbish_is_no_recovery, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(one_holds_the_lock_for_tests,
						scratch_setup, scratch_teardown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
