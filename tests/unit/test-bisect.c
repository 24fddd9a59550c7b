/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which settings have to be off: every set of five is found, and no larger one. */
#include "scratch.h"

#include "watch/bisect-state.h"
#include "watch/bisect.h"

#define N 5

static struct bisect five(void)
{
	struct bisect bisect = { 0 };

	bisect_add(&bisect, ACTION_FEATURE, "tso");
	bisect_add(&bisect, ACTION_EEE, "");
	bisect_add(&bisect, ACTION_FEATURE, "tx");
	bisect_add(&bisect, ACTION_FEATURE, "sg");
	bisect_add(&bisect, ACTION_FEATURE, "gso");
	bisect_add(&bisect, ACTION_FEATURE, "tso");
	assert_int_equal(bisect.n_candidates, N);
	return bisect;
}

/* A card that holds only with all of NEEDED off; how many tests that takes. */
static unsigned find_set(struct bisect *bisect, uint32_t needed)
{
	unsigned tests = 0;

	while (bisect_goes_on(bisect)) {
		const struct bisect_tried tried = {
			.verdict = (bisect->off & needed) == needed ? VERIFY_HELD
								    : VERIFY_HANGS,
			.bytes = tests,
		};

		/* Never the same twice, and never without an end. */
		for (size_t i = 0; i < bisect->n_tried; i++)
			assert_int_not_equal(bisect->tried[i].off, bisect->off);
		assert_true(++tests < BISECT_TRIED_MAX);
		bisect_result(bisect, &tried);
	}
	return tests;
}

static void each_set_is_found(void **state)
{
	(void)state;
	for (uint32_t needed = 0; needed < 1U << N; needed++) {
		struct bisect bisect = five();

		find_set(&bisect, needed);
		assert_int_equal(bisect_verdict(&bisect), VERIFY_HELD);
		assert_int_equal(bisect.best, needed);
	}
}

static void a_healthy_card_takes_one_test(void **state)
{
	struct bisect bisect = five();

	(void)state;
	assert_int_equal(find_set(&bisect, 0), 1);
	assert_int_equal(bisect.best, 0);
}

static void tso_alone_takes_two(void **state)
{
	struct bisect bisect = five();

	(void)state;
	/* As it is, and with TSO off: that TSO on hangs is known from the first. */
	assert_int_equal(find_set(&bisect, 1), 2);
}

static void what_nothing_holds_hangs(void **state)
{
	struct bisect bisect = five();

	(void)state;
	assert_int_equal(find_set(&bisect, UINT32_MAX), N + 1);
	assert_int_equal(bisect_verdict(&bisect), VERIFY_HANGS);
}

static void a_set_reads_as_words(void **state)
{
	struct bisect bisect = five();
	char text[100], small[8];

	(void)state;
	bisect_print_set(text, sizeof(text), &bisect, 0);
	assert_string_equal(text, "nothing off");
	bisect_print_set(text, sizeof(text), &bisect, 0x13);
	assert_string_equal(text, "tso off, eee off, gso off");
	bisect_print_set(small, sizeof(small), &bisect, 0x13);
	assert_string_equal(small, "tso off");
}

static void it_goes_on_from_the_disk_after_each_test(void **state)
{
	struct scratch *scratch = *state;
	struct bisect_state kept = { .bisect = five(), .streams = 3, .seconds = 7 };

	assert_int_equal(bisect_state_read(&scratch->env, &scratch->problems, &kept),
			 -ENOENT);
	scratch_write(scratch, ENV_STATE, "incidents", "");
	strcpy(kept.slot, "0000:00:19.0");
	strcpy(kept.server, "[2001:db8::1]:5301");
	strcpy(kept.kernel, "6.8.12-10-pve");
	strcpy(kept.log, "eno1: Detected Hardware Unit Hang:\\x0a  TDH <1>");
	while (bisect_goes_on(&kept.bisect)) {
		struct bisect_state again = { 0 };
		const struct bisect_tried tried = {
			.verdict = (kept.bisect.off & 0x5) == 0x5 ? VERIFY_HELD
								  : VERIFY_HANGS,
			.bytes = 12,
			.phase = "both",
		};

		bisect_result(&kept.bisect, &tried);
		assert_int_equal(bisect_state_write(&scratch->env, &kept), 0);
		assert_int_equal(
			bisect_state_read(&scratch->env, &scratch->problems, &again), 0);
		/* What means nothing is not kept. */
		if (!kept.bisect.has_best)
			kept.bisect.best = again.bisect.best;
		if (!bisect_goes_on(&kept.bisect))
			kept.bisect.off = again.bisect.off;
		assert_memory_equal(&again.bisect, &kept.bisect, sizeof(kept.bisect));
		assert_string_equal(again.server, kept.server);
		assert_string_equal(again.kernel, kept.kernel);
		assert_string_equal(again.log, kept.log);
		assert_int_equal(again.seconds, 7);
		bisect_state_clear(&kept);
		kept = again;
	}
	assert_int_equal(kept.bisect.best, 0x5);
	bisect_state_clear(&kept);
}

static void rubbish_is_no_state(void **state)
{
	static const char *const texts[] = {
		"",
		"{",
		"[]",
		"{}",
		"{\"stage\":\"sideways\"}",
		"{\"stage\":\"up\",\"tried\":[{\"verdict\":\"leaks\"}]}",
		"{\"stage\":\"up\",\"candidates\":[1]}",
		"{\"stage\":\"up\",\"slot\":\"0123456789012345678901234567890123456789\"}",
	};
	struct scratch *scratch = *state;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct bisect_state kept;

		scratch_write(scratch, ENV_STATE, "bisect", texts[i]);
		assert_int_equal(
			bisect_state_read(&scratch->env, &scratch->problems, &kept),
			-EBADMSG);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_set_is_found),
		cmocka_unit_test(a_healthy_card_takes_one_test),
		cmocka_unit_test(tso_alone_takes_two),
		cmocka_unit_test(what_nothing_holds_hangs),
		cmocka_unit_test(a_set_reads_as_words),
		SCRATCH(it_goes_on_from_the_disk_after_each_test),
		SCRATCH(rubbish_is_no_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
