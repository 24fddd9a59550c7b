/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/recovery.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000)

static const struct recovery_progress well = { .carrier = true };
static const struct recovery_progress no_link = { .carrier = false };
static const struct recovery_progress stuck = { .carrier = true, .is_stuck = true };

static struct recovery begin(const char *driver, bool never_resets)
{
	struct recovery recovery;

	assert_true(recovery_init(&recovery, driver));
	recovery.never_resets = never_resets;
	return recovery;
}

static enum recovery_order line(struct recovery *recovery, int64_t seconds, bool confirms)
{
	return recovery_line(recovery, confirms, seconds * SECOND);
}

static enum recovery_order timeout(struct recovery *recovery,
				   const struct recovery_progress *progress,
				   int64_t seconds)
{
	return recovery_timeout(recovery, progress, seconds * SECOND);
}

static void takes_the_gentle_rung_first(void **state _unused_)
{
	struct recovery recovery = begin("e1000e", true);

	assert_int_equal(line(&recovery, 100, false), ORDER_NONE);
	assert_int_equal(line(&recovery, 102, false), ORDER_NONE);
	assert_int_equal(line(&recovery, 104, true), ORDER_RESET);
	recovery_taken(&recovery, ORDER_RESET, 104 * SECOND);
	recovery_link(&recovery, true, 106 * SECOND);
	assert_int_equal(recovery.deadline, 116 * SECOND);
	assert_int_equal(timeout(&recovery, &well, 115), ORDER_NONE);
	assert_int_equal(timeout(&recovery, &well, 116), ORDER_PROVEN);
	assert_int_equal(recovery.deadline, -1);
}

static void waits_for_the_driver_where_it_may_reset(void **state _unused_)
{
	struct recovery recovery = begin("e1000e", false);

	for (int64_t now = 100; now < 111; now += 2)
		assert_int_equal(line(&recovery, now, true), ORDER_NONE);
	assert_int_equal(timeout(&recovery, &well, 110), ORDER_NONE);
	assert_int_equal(timeout(&recovery, &well, 111), ORDER_RESET);
}

static void leaves_it_to_the_driver_that_does(void **state _unused_)
{
	struct recovery recovery = begin("e1000e", false);

	assert_int_equal(line(&recovery, 100, false), ORDER_NONE);
	assert_int_equal(line(&recovery, 102, false), ORDER_NONE);
	assert_int_equal(line(&recovery, 104, true), ORDER_NONE);
	recovery_ended(&recovery);
	assert_int_equal(recovery.deadline, -1);
	assert_int_equal(timeout(&recovery, &well, 111), ORDER_NONE);
}

/* What is over by itself needs nothing. */
static void one_line_is_no_reason(void **state _unused_)
{
	struct recovery recovery = begin("e1000e", false);

	assert_int_equal(line(&recovery, 100, true), ORDER_NONE);
	assert_int_equal(timeout(&recovery, &well, 111), ORDER_NONE);
	assert_int_equal(recovery.state, RECOVERY_IDLE);
	assert_int_equal(line(&recovery, 200, true), ORDER_NONE);
	assert_int_equal(line(&recovery, 202, true), ORDER_NONE);
	assert_int_equal(timeout(&recovery, &well, 211), ORDER_NONE);
	assert_int_equal(recovery.state, RECOVERY_IDLE);
}

static void a_line_after_link_up_takes_the_next(void **state _unused_)
{
	struct recovery recovery = begin("igb", true);

	assert_int_equal(line(&recovery, 100, true), ORDER_RESET);
	recovery_taken(&recovery, ORDER_RESET, 100 * SECOND);
	/* It was on its way. */
	assert_int_equal(line(&recovery, 100, false), ORDER_NONE);
	recovery_link(&recovery, true, 103 * SECOND);
	assert_int_equal(line(&recovery, 106, false), ORDER_BOUNCE);
	recovery_taken(&recovery, ORDER_BOUNCE, 106 * SECOND);
	recovery_link(&recovery, true, 109 * SECOND);
	assert_int_equal(line(&recovery, 111, true), ORDER_FAILED);
	assert_int_equal(recovery.deadline, -1);
	/* And once more from the beginning. */
	assert_int_equal(line(&recovery, 113, true), ORDER_RESET);
}

static void without_a_link_it_takes_the_next(void **state _unused_)
{
	struct recovery recovery = begin("e1000e", true);

	assert_int_equal(line(&recovery, 100, true), ORDER_RESET);
	recovery_taken(&recovery, ORDER_RESET, 100 * SECOND);
	assert_int_equal(timeout(&recovery, &no_link, 129), ORDER_NONE);
	assert_int_equal(timeout(&recovery, &no_link, 130), ORDER_BOUNCE);
	recovery_taken(&recovery, ORDER_BOUNCE, 130 * SECOND);
	assert_int_equal(timeout(&recovery, &no_link, 160), ORDER_FAILED);
}

/* The notification was lost: the look at the port says it. */
static void a_link_that_nobody_reported(void **state _unused_)
{
	struct recovery recovery = begin("e1000e", true);

	assert_int_equal(line(&recovery, 100, true), ORDER_RESET);
	recovery_taken(&recovery, ORDER_RESET, 100 * SECOND);
	assert_int_equal(timeout(&recovery, &well, 130), ORDER_NONE);
	assert_int_equal(timeout(&recovery, &well, 140), ORDER_PROVEN);
}

static void a_link_that_goes_again_is_awaited(void **state _unused_)
{
	struct recovery recovery = begin("e1000e", true);

	assert_int_equal(line(&recovery, 100, true), ORDER_RESET);
	recovery_taken(&recovery, ORDER_RESET, 100 * SECOND);
	recovery_link(&recovery, true, 102 * SECOND);
	recovery_link(&recovery, false, 105 * SECOND);
	assert_int_equal(recovery.deadline, 135 * SECOND);
	recovery_link(&recovery, true, 110 * SECOND);
	assert_int_equal(timeout(&recovery, &well, 120), ORDER_PROVEN);
}

static void packets_have_to_go_out(void **state _unused_)
{
	struct recovery recovery = begin("e1000e", true);

	assert_int_equal(line(&recovery, 100, true), ORDER_RESET);
	recovery_taken(&recovery, ORDER_RESET, 100 * SECOND);
	recovery_link(&recovery, true, 102 * SECOND);
	assert_int_equal(timeout(&recovery, &stuck, 112), ORDER_NONE);
	assert_int_equal(recovery.deadline, 132 * SECOND);
	assert_int_equal(timeout(&recovery, &stuck, 132), ORDER_BOUNCE);
}

static void other_drivers_are_left_alone(void **state _unused_)
{
	static const char *const others[] = { "i40e", "ice", "r8169", NULL };
	struct recovery recovery;

	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		assert_false(recovery_init(&recovery, others[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_gentle_rung_first),
		cmocka_unit_test(waits_for_the_driver_where_it_may_reset),
		cmocka_unit_test(leaves_it_to_the_driver_that_does),
		cmocka_unit_test(one_line_is_no_reason),
		cmocka_unit_test(a_line_after_link_up_takes_the_next),
		cmocka_unit_test(without_a_link_it_takes_the_next),
		cmocka_unit_test(a_link_that_nobody_reported),
		cmocka_unit_test(a_link_that_goes_again_is_awaited),
		cmocka_unit_test(packets_have_to_go_out),
		cmocka_unit_test(other_drivers_are_left_alone),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
