/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* It needs some of those above and says so of none. */
#include <cmocka.h>

#include "base/sanitize.h"

static const struct {
	const char *text, *wanted;
} rows[] = {
	{ "", "" },
	{ "eno1 \t~", "eno1 \t~" },
	{ "a\nb\rc", "a?b?c" },
	{ "\x1b[31m\x7f\x01", "?[31m??" },
	{ "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xa7",
	  "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xa7" },
	/* ISO 6429 in two bytes, its first and its last; the one after it is a blank. */
	{ "a\xc2\x80\xc2\x9f\xc2\xa0", "a??\xc2\xa0" },
	/* Marks that turn the direction of writing, and what stands next to them. */
	{ "\xd8\x9b\xd8\x9c\xd8\x9d", "\xd8\x9b?\xd8\x9d" },
	{ "\xe2\x80\x8d\xe2\x80\x8e\xe2\x80\x8f\xe2\x80\x90",
	  "\xe2\x80\x8d??\xe2\x80\x90" },
	{ "\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xae\xe2\x80\xaf",
	  "\xe2\x80\xa7??\xe2\x80\xaf" },
	{ "\xe2\x81\xa5\xe2\x81\xa6\xe2\x81\xa9\xe2\x81\xaa",
	  "\xe2\x81\xa5??\xe2\x81\xaa" },
	/* No UTF-8: alone, broken off, too long, a half of UTF-16, past the last
	   character. */
	{ "\xff|\x80|\xc3|\xe2\x82|\xf0\x9f\x90", "?|?|?|?|?" },
	{ "\xc0\xaf|\xe0\x80\xaf|\xf0\x80\x80\xaf", "??|?|?" },
	{ "\xed\xa0\x80|\xf4\x90\x80\x80|\xf5\x80", "?|?|??" },
};

static void what_steers_a_terminal_is_replaced(void **state _unused_)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char text[64];

		snprintf(text, sizeof(text), "%s", rows[i].text);
		sanitize(text);
		assert_string_equal(text, rows[i].wanted);
		sanitize(text);
		assert_string_equal(text, rows[i].wanted);
	}
}

static void lines_of_a_stream_are_kept(void **state _unused_)
{
	static const char text[] = "a\nb\x1b\tc\xe2\x80\xae\n";
	struct sanitizer sanitizer = { 0 };
	char out[64];
	size_t n = 0;

	for (size_t i = 0; text[i]; i++)
		n += sanitizer_take(&sanitizer, (unsigned char)text[i], out + n);
	out[n] = '\0';
	assert_string_equal(out, "a\nb?\tc?\n");
}

static void a_plain_word_is_an_argument_wherever_it_stands(void **state _unused_)
{
	static const struct {
		const char *text;
		bool plain;
	} words[] = {
		{ "kernel/net/i40e.ko.xz", true },
		{ "2.13.10", true },
		{ "a-b_c+d:e", true },
		{ "", false },
		{ "-K", false },
		{ "--help", false },
		{ "a b", false },
		{ "a\nb", false },
		{ "$(id)", false },
		{ "a;b", false },
		{ "a'b", false },
		{ "caf\xc3\xa9", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (is_plain_word(words[i].text) != words[i].plain)
			fail_msg("%s", words[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_steers_a_terminal_is_replaced),
		cmocka_unit_test(lines_of_a_stream_are_kept),
		cmocka_unit_test(a_plain_word_is_an_argument_wherever_it_stands),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
