/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include "diagnose/needle.h"

static const char *const texts[] = { "Detected Hardware Unit Hang", "PCIe link lost",
				     "tx_timeout: ", "tx_timeout recovery", "HMC Error" };

/* As slow as can be, and so without a doubt. */
static const char *search(const char *bytes, size_t size, size_t *ret_index)
{
	for (size_t at = 0; at < size; at++)
		for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
			if (strlen(texts[i]) <= size - at &&
			    memcmp(bytes + at, texts[i], strlen(texts[i])) == 0) {
				*ret_index = i;
				return bytes + at;
			}
	return NULL;
}

static void check(const struct needles *needles, const char *bytes, size_t size)
{
	size_t index = 0, wanted_index = 0;
	const char *wanted = search(bytes, size, &wanted_index);

	assert_ptr_equal(needles_find(needles, bytes, size, &index), wanted);
	if (wanted)
		assert_int_equal(index, wanted_index);
}

static void each_is_found_at_any_place(void **state _unused_)
{
	_cleanup_(needles_freep) struct needles *needles = NULL;
	const size_t size = 300;
	char bytes[300];

	assert_int_equal(needles_new(texts, NULL, ARRAY_SIZE(texts), &needles), 0);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		size_t length = strlen(texts[i]);

		for (size_t at = 0; at + length <= size; at++) {
			memset(bytes, 't', size);
			memcpy(bytes + at, texts[i], length);
			check(needles, bytes, size);
			/* Cut off, it is none. */
			check(needles, bytes, at + length - 1);
		}
	}
}

static void nothing_is_lost_between_the_lanes(void **state _unused_)
{
	_cleanup_(needles_freep) struct needles *needles = NULL;
	_cleanup_free_ char *bytes = NULL;
	const size_t size = 100000;
	size_t index;

	assert_int_equal(needles_new(texts, NULL, ARRAY_SIZE(texts), &needles), 0);
	bytes = malloc(size);
	assert_non_null(bytes);
	for (size_t edge = 8192; edge < size; edge += 8192)
		for (size_t at = edge - 30; at < edge + 30 && at + 14 <= size; at++) {
			memset(bytes, 'H', size);
			memcpy(bytes + at, texts[1], 14);
			assert_ptr_equal(needles_find(needles, bytes, size, &index),
					 bytes + at);
			assert_int_equal(index, 1);
		}
}

/* Wherever others stand behind it, and however long the rest is. */
static void the_first_in_the_bytes_wins(void **state _unused_)
{
	_cleanup_(needles_freep) struct needles *needles = NULL;
	_cleanup_free_ char *bytes = malloc(120000);
	uint32_t random = 7;

	assert_int_equal(needles_new(texts, NULL, ARRAY_SIZE(texts), &needles), 0);
	assert_non_null(bytes);
	for (int round = 0; round < 2000; round++) {
		size_t size, index = 9, first = SIZE_MAX, which = 9;

		random = random * 1664525 + 1013904223;
		size = 200 + (random >> 8) % 119800;
		memset(bytes, round % 2 ? ' ' : 'k', size);
		for (size_t n = 0; n < 4; n++) {
			size_t text, at;

			random = random * 1664525 + 1013904223;
			text = (random >> 8) % ARRAY_SIZE(texts);
			at = (random >> 12) % (size - 30);
			/* Each in a place of its own. */
			at -= at % 30;
			memset(bytes + at, ' ', 30);
			memcpy(bytes + at, texts[text], strlen(texts[text]));
			if (at <= first) {
				first = at;
				which = text;
			}
		}
		assert_ptr_equal(needles_find(needles, bytes, size, &index),
				 bytes + first);
		assert_int_equal(index, which);
	}
}

/* Random pieces of the texts: all sorts of beginnings that come to nothing. */
static void chance_finds_what_a_plain_search_finds(void **state _unused_)
{
	_cleanup_(needles_freep) struct needles *needles = NULL;
	char bytes[400];
	uint32_t random = 1;

	assert_int_equal(needles_new(texts, NULL, ARRAY_SIZE(texts), &needles), 0);
	for (int round = 0; round < 20000; round++) {
		size_t size = 0;

		while (size < sizeof(bytes)) {
			const char *text;
			size_t from, length;

			random = random * 1664525 + 1013904223;
			text = texts[(random >> 8) % ARRAY_SIZE(texts)];
			from = (random >> 16) % strlen(text);
			length = 1 + (random >> 24) % (strlen(text) - from);
			if (length > sizeof(bytes) - size)
				length = sizeof(bytes) - size;
			memcpy(bytes + size, text + from, length);
			size += length;
		}
		check(needles, bytes, size);
	}
}

static void the_first_of_the_set_wins(void **state _unused_)
{
	static const char *const both[] = { "tx_timeout: VSI", "tx_timeout: " };
	_cleanup_(needles_freep) struct needles *needles = NULL;
	const char text[] = "x tx_timeout: VSI";
	size_t index = 9;

	assert_int_equal(needles_new(both, NULL, 2, &needles), 0);
	assert_ptr_equal(needles_find(needles, text, strlen(text), &index), text + 2);
	assert_int_equal(index, 0);
	assert_ptr_equal(needles_find(needles, text, strlen(text) - 1, &index), text + 2);
	assert_int_equal(index, 1);
}

static void a_text_may_be_part_of_another(void **state _unused_)
{
	_cleanup_(needles_freep) struct needles *needles = NULL;
	const size_t length = strlen("tx_timeout");
	const char text[] = "x tx_timeout";
	size_t index;

	assert_int_equal(needles_new(&texts[2], &length, 1, &needles), 0);
	assert_ptr_equal(needles_find(needles, text, strlen(text), &index), text + 2);
}

static void a_set_has_its_limits(void **state _unused_)
{
	_cleanup_(needles_freep) struct needles *needles = NULL;

	assert_int_equal(needles_new((const char *[]){ "abc" }, NULL, 1, &needles),
			 -EINVAL);
	assert_int_equal(needles_new(texts, NULL, 0, &needles), -EINVAL);
	assert_null(needles);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_found_at_any_place),
		cmocka_unit_test(nothing_is_lost_between_the_lanes),
		cmocka_unit_test(the_first_in_the_bytes_wins),
		cmocka_unit_test(chance_finds_what_a_plain_search_finds),
		cmocka_unit_test(the_first_of_the_set_wins),
		cmocka_unit_test(a_text_may_be_part_of_another),
		cmocka_unit_test(a_set_has_its_limits),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
