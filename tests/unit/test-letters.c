/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include "base/letters.h"

/* Each byte there is, against a list of those that belong. */
static void each_byte_is_of_what_it_is(void **state _unused_)
{
	static const struct {
		unsigned letters;
		const char *list;
	} rows[] = {
		{ LETTERS_DIGIT, "0123456789" },
		{ LETTERS_DIGIT | LETTERS_HEX, "0123456789abcdef" },
		{ LETTERS_LOWER, "abcdefghijklmnopqrstuvwxyz" },
		{ LETTERS_UPPER, "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
		{ LETTERS_DASH | LETTERS_DOT, "-." },
		{ LETTERS_UNDERSCORE, "_" },
		{ LETTERS_COLON, ":" },
		{ LETTERS_PLUS, "+" },
		{ LETTERS_SLASH, "/" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		for (int byte = 1; byte < 256; byte++) {
			const char text[] = { (char)byte, '\0' };

			if (consists_of(text, rows[i].letters) !=
			    (strchr(rows[i].list, byte) != NULL))
				fail_msg("byte %d, row %zu", byte, i);
		}
}

static void all_of_a_name_counts(void **state _unused_)
{
	assert_true(consists_of("tx-tcp6", LETTERS_LOWER | LETTERS_DIGIT | LETTERS_DASH));
	assert_false(
		consists_of("tx-tcp_", LETTERS_LOWER | LETTERS_DIGIT | LETTERS_DASH));
	assert_false(consists_of("Tx", LETTERS_LOWER));
	assert_false(consists_of("", LETTERS_LOWER));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_byte_is_of_what_it_is),
		cmocka_unit_test(all_of_a_name_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
