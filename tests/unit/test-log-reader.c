/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include "diagnose/log-reader.h"

#define NEEDLE "Detected Hardware Unit Hang"

/* Reads what a file of these bytes has of interest: how many lines, and the last of
 * them. */
static int read_lines(struct scratch *scratch, const char *bytes, size_t size, bool any,
		      char *last, size_t last_size)
{
	static const char *const texts[] = { NEEDLE };
	_cleanup_(needles_freep) struct needles *needles = NULL;
	_cleanup_(log_reader_closep) struct log_reader *reader = NULL;
	const char *line;
	size_t length;
	int r, n = 0;

	scratch_write_bytes(scratch, ENV_DEV, "kmsg", bytes, size);
	assert_int_equal(needles_new(texts, NULL, 1, &needles), 0);
	assert_int_equal(log_reader_open(&scratch->env, NULL, needles, &reader), 0);
	while ((r = log_reader_next(reader, any, &line, &length)) > 0) {
		n++;
		assert_true(length < last_size);
		memcpy(last, line, length);
		last[length] = '\0';
	}
	return r < 0 ? r : n;
}

static void only_lines_of_interest_are_given_out(void **state)
{
	const char text[] = "one\n[1] " NEEDLE ":\ntwo\n\n" NEEDLE "\nthree";
	char last[256];

	assert_int_equal(read_lines(*state, text, strlen(text), false, last, 256), 2);
	assert_string_equal(last, NEEDLE);
	assert_int_equal(read_lines(*state, text, strlen(text), true, last, 256), 6);
	assert_string_equal(last, "three");
	assert_int_equal(read_lines(*state, "", 0, true, last, 256), 0);
}

static void a_line_without_its_newline_is_one(void **state)
{
	char last[256];

	assert_int_equal(
		read_lines(*state, "a " NEEDLE, strlen("a " NEEDLE), false, last, 256),
		1);
	assert_string_equal(last, "a " NEEDLE);
}

/* Wherever the buffer ends: at each byte of the line once. */
static void a_line_is_whole_across_reads(void **state)
{
	const size_t size = 600 << 10, buffer = 256 << 10;
	const char line[] = "\nbefore " NEEDLE " after\n";
	_cleanup_free_ char *bytes = malloc(size);
	char last[256];

	assert_non_null(bytes);
	for (size_t at = buffer - sizeof(line); at <= buffer + 1; at++) {
		for (size_t i = 0; i < size; i++)
			bytes[i] = i % 64 ? 'x' : '\n';
		memcpy(bytes + at, line, strlen(line));
		assert_int_equal(read_lines(*state, bytes, size, false, last, 256), 1);
		assert_string_equal(last, "before " NEEDLE " after");
	}
}

static void a_line_without_end_is_cut(void **state)
{
	const size_t size = 3 << 20;
	_cleanup_free_ char *bytes = malloc(size), *last = malloc(65536);

	assert_non_null(bytes);
	assert_non_null(last);
	memset(bytes, 'x', size);
	assert_int_equal(read_lines(*state, bytes, size, false, last, 65536), 0);
	memcpy(bytes + (1 << 20), NEEDLE, strlen(NEEDLE));
	memcpy(bytes + (2 << 20), NEEDLE, strlen(NEEDLE));
	assert_int_equal(read_lines(*state, bytes, size, false, last, 65536), 2);
	assert_non_null(strstr(last, NEEDLE));
	/* Across the end of a buffer that is full of one line. */
	for (size_t at = (256 << 10) - 30; at < (256 << 10) + 2; at++) {
		memset(bytes, 'x', size);
		memcpy(bytes + at, NEEDLE, strlen(NEEDLE));
		assert_int_equal(read_lines(*state, bytes, size, false, last, 65536), 1);
	}
}

static void what_is_packed_is_told(void **state)
{
	const char gzip[] = "\x1f\x8b\x08 and so on";
	char last[256];

	assert_int_equal(read_lines(*state, gzip, strlen(gzip), false, last, 256),
			 -EBADMSG);
}

static void what_is_not_there_is_told(void **state)
{
	struct scratch *scratch = *state;
	struct log_reader *reader = NULL;

	assert_int_equal(log_reader_open(&scratch->env, NULL, NULL, &reader), -ENOENT);
	assert_null(reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH(only_lines_of_interest_are_given_out),
		SCRATCH(a_line_without_its_newline_is_one),
		SCRATCH(a_line_is_whole_across_reads),
		SCRATCH(a_line_without_end_is_cut),
		SCRATCH(what_is_packed_is_told),
		SCRATCH(what_is_not_there_is_told),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
