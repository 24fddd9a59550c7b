/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel command line in words, as next_arg() of the kernel's lib/cmdline.c parts it.
 */
#include "base/cmdline.h"
#include "facts/host.h"
#include "scratch.h"

struct splitting {
	const char *line, *wanted;
};

/* "NAME" or "NAME=VALUE" in brackets for each word, behind a '+' what is for init. */
static char *describe_words(const char *line)
{
	struct cmdline cmdline = { .rest = line };
	struct cmdline_word word;
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	while (cmdline_next(&cmdline, &word)) {
		fprintf(stream, "%s<%.*s", word.for_init ? "+" : "",
			(int)word.name_length, word.name);
		if (word.value)
			fprintf(stream, "=%.*s", (int)word.value_length, word.value);
		fputc('>', stream);
	}
	assert_int_equal(fclose(stream), 0);
	return text;
}

static void check_words(void **state)
{
	const struct splitting *splitting = *state;
	_cleanup_free_ char *found = describe_words(splitting->line);

	assert_string_equal(found, splitting->wanted);
}

#define WORDS(name, line, wanted)                                                        \
	{                                                                                \
		name, check_words, NULL, NULL, &(struct splitting)                       \
		{                                                                        \
			line, wanted                                                     \
		}                                                                        \
	}

static void the_text_has_the_quotes(void **state _unused_)
{
	static const char line[] = "  \"a.b=c d\"  e";
	struct cmdline cmdline = { .rest = line };
	struct cmdline_word word;

	assert_true(cmdline_next(&cmdline, &word));
	assert_ptr_equal(word.text, line + 2);
	assert_int_equal(word.length, strlen("\"a.b=c d\""));
	assert_true(cmdline_word_is(&word, "a.b"));
	assert_false(cmdline_word_is(&word, "a.bc"));
	assert_false(cmdline_word_is(&word, "a."));
}

static struct facts *read_host(struct scratch *scratch, const char *cmdline)
{
	struct facts *facts = calloc(1, sizeof(*facts));

	assert_non_null(facts);
	scratch_write(scratch, ENV_PROC, "cmdline", cmdline);
	assert_int_equal(host_read(&scratch->env, facts), 0);
	return facts;
}

/* With the quotes, so that it is parted the same again. */
static void a_host_keeps_what_concerns_us(void **state)
{
	_cleanup_(facts_freep) struct facts *facts =
		read_host(*state, "root=/dev/sda1 \"nicquirk.skip=a b\" ro igb.x=\"1 2\" "
				  "pci=nomsi -- nicquirk=off\n");

	assert_string_equal(facts->cmdline,
			    "\"nicquirk.skip=a b\" igb.x=\"1 2\" pci=nomsi");
}

static void a_long_line_is_read_to_its_end(void **state)
{
	_cleanup_(facts_freep) struct facts *facts = NULL;
	_cleanup_free_ char *line = NULL;

	assert_true(asprintf(&line, "%*s nicquirk=off", 100000, "x") > 0);
	facts = read_host(*state, line);
	assert_string_equal(facts->cmdline, "nicquirk=off");
}

static void a_line_without_an_end_is_none(void **state)
{
	_cleanup_(facts_freep) struct facts *facts = calloc(1, sizeof(*facts));
	struct scratch *scratch = *state;
	char path[PATH_MAX];

	assert_non_null(facts);
	scratch_path(scratch, path, ENV_PROC, "cmdline");
	assert_int_equal(symlink("/dev/zero", path), 0);
	assert_int_equal(host_read(&scratch->env, facts), 0);
	assert_null(facts->cmdline);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORDS("an_empty_line_has_no_words", "", ""),
		WORDS("blanks_are_no_words", " \t\n ", ""),
		WORDS("words_are_parted_by_blanks", " ro  quiet\tsplash\n",
		      "<ro><quiet><splash>"),
		WORDS("the_first_equals_parts", "a=b=c root=UUID=1",
		      "<a=b=c><root=UUID=1>"),
		WORDS("a_value_may_be_empty", "a= b", "<a=><b>"),
		WORDS("an_equals_at_the_begin_is_none", "=a b", "<=a><b>"),
		WORDS("a_value_may_be_quoted", "a=\"b c\" d", "<a=b c><d>"),
		WORDS("a_word_may_be_quoted", "\"a=b c\" d", "<a=b c><d>"),
		WORDS("a_word_without_value_may_be_quoted", "\"a b\" c", "<a b><c>"),
		WORDS("quotes_within_a_value_stay", "a=b\"c d\"e f", "<a=b\"c d\"e><f>"),
		WORDS("quotes_within_a_name_stay", "a\"b c\"=d e", "<a\"b c\"=d><e>"),
		WORDS("text_behind_the_quotes_stays", "a=\"b\"c d", "<a=b\"c><d>"),
		WORDS("quotes_without_an_end_go_on", "a=\"b c", "<a=b c>"),
		WORDS("a_quote_alone_is_an_empty_value", "a=\" b", "<a= b>"),
		WORDS("a_quote_at_the_end_is_an_empty_value", "a=\"", "<a=>"),
		WORDS("empty_quotes_are_an_empty_value", "a=\"\" b", "<a=><b>"),
		WORDS("empty_quotes_are_an_empty_name", "\"\" b", "<><b>"),
		WORDS("single_quotes_are_none", "a='b c'", "<a='b><c'>"),
		WORDS("what_follows_dashes_is_for_init", "a -- b=c d", "<a>+<b=c>+<d>"),
		WORDS("dashes_are_a_word", "--a a-- --=b", "<--a><a--><--=b>"),
		WORDS("dashes_may_be_quoted", "\"--\" a", "+<a>"),
		cmocka_unit_test(the_text_has_the_quotes),
		SCRATCH(a_host_keeps_what_concerns_us),
		SCRATCH(a_long_line_is_read_to_its_end),
		SCRATCH(a_line_without_an_end_is_none),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
