/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The grammar of quirk files and of nicquirk.conf. */
#include "base/ini-file.h"
#include "scratch.h"

/* What a file holds, a line each: "[NAME] LINE", "KEY|VALUE LINE" or "!FAULT LINE". */
static char *describe(struct scratch *scratch, const char *bytes, size_t length)
{
	_cleanup_(ini_file_close) struct ini_file file = { 0 };
	struct ini_section section;
	char path[PATH_MAX], *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);
	int r;

	scratch_write_bytes(scratch, ENV_CONFIG, "t", bytes, length);
	scratch_path(scratch, path, ENV_CONFIG, "t");
	assert_int_equal(ini_file_open(&file, path, &scratch->problems), 0);
	while ((r = ini_file_next(&file, &section)) > 0) {
		fprintf(stream, "[%s] %u\n", section.name, section.line);
		for (size_t i = 0; i < section.n; i++) {
			struct ini_pair *pair = &section.pairs[i];

			if (!ini_pair_part(pair))
				fprintf(stream, "!%s %u\n", pair->fault, pair->line);
			else
				fprintf(stream, "%s|%s %u\n", pair->key, pair->value,
					pair->line);
		}
	}
	assert_int_equal(r, 0);
	assert_int_equal(fclose(stream), 0);
	return text;
}

struct grammar {
	const char *text;
	size_t length;
	const char *wanted, *problems;
};

static void check_grammar(void **state)
{
	const struct grammar *grammar = *state;
	_cleanup_free_ char *found = NULL, *problems = NULL;
	void *own = NULL;
	struct scratch *scratch;

	assert_int_equal(scratch_setup(&own), 0);
	scratch = own;
	found = describe(scratch, grammar->text, grammar->length);
	problems = scratch_problems(scratch);
	assert_string_equal(found, grammar->wanted);
	assert_string_equal(problems, grammar->problems);
	assert_int_equal(scratch_teardown(&own), 0);
}

/* NAME, the text, what is found in it, and the problems. */
#define INI(name, text, ...)                                                             \
	{                                                                                \
		name, check_grammar, NULL, NULL, &(struct grammar)                       \
		{                                                                        \
			text, sizeof(text) - 1, __VA_ARGS__                              \
		}                                                                        \
	}
#define PAIR_FAULT(name, line, fault)                                                    \
	INI(name, "[a]\n" line "\nk=v\n", "[a] 1\n!" fault " 2\nk|v 3\n", "")
#define HEAD_FAULT(name, line, fault)                                                    \
	INI(name, "[a]\nk=v\n" line "\nlost=1\n[b]\nk=v\n",                              \
	    "[a] 1\nk|v 2\n[b] 5\nk|v 6\n", "t:3: " fault "\n")
#define BLANK	 "the line begins with a blank"
#define NUL	 "the line holds a NUL byte"
#define HEAD	 "a section is [NAME] and nothing else"
#define EXPECTED "expected KEY=VALUE"
#define COMMENT	 "a comment is a line of its own: no ';' may follow a blank"

static void many_sections_and_lines_arrive_whole(void **state)
{
	_cleanup_free_ char *text = NULL, *found = NULL;
	size_t size, lines = 0;
	FILE *stream = open_memstream(&text, &size);

	for (unsigned i = 0; i < 500; i++) {
		fprintf(stream, "[%u]\n", i);
		for (unsigned j = 0; j < i; j++)
			fprintf(stream, "k%u = %u\n", j, i);
	}
	assert_int_equal(fclose(stream), 0);
	found = describe(*state, text, strlen(text));
	for (const char *at = found; (at = strchr(at, '\n')); at++)
		lines++;
	assert_int_equal(lines, 500 + 499 * 500 / 2);
	assert_non_null(strstr(found, "k498|499 "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		INI("an_empty_file_has_nothing", "", "", ""),
		INI("comments_alone_are_nothing", "# a\n;b\n\n \t\n\t# [c]", "", ""),
		INI("a_section_may_be_empty", "[a]\n[b]", "[a] 1\n[b] 2\n", ""),
		INI("a_section_may_come_twice", "[a]\nk=1\n[a]\nk=2\n",
		    "[a] 1\nk|1 2\n[a] 3\nk|2 4\n", ""),
		INI("a_name_may_be_empty", "[]\nk=v\n", "[] 1\nk|v 2\n", ""),
		INI("blanks_around_are_gone", "[a] \t\r\nk \t=\v v  w \f\r\n",
		    "[a] 1\nk|v  w 2\n", ""),
		INI("a_value_may_be_empty", "[a]\nk=\nl= \n", "[a] 1\nk| 2\nl| 3\n", ""),
		INI("a_value_may_hold_what_looks_like_more",
		    "[a]\nk=a=b:c;d#e #f [g] \"h\n", "[a] 1\nk|a=b:c;d#e #f [g] \"h 2\n",
		    ""),
		INI("the_last_line_needs_no_end", "[a]\nk=v", "[a] 1\nk|v 2\n", ""),
		INI("a_mark_at_the_begin_is_passed_over", "\xef\xbb\xbf[a]\nk=v\n",
		    "[a] 1\nk|v 2\n", ""),
		INI("a_mark_alone_is_nothing", "\xef\xbb\xbf", "", ""),
		INI("a_return_is_no_end_of_a_line", "[a]\rk=v\nk=1\rl=2\n", "",
		    "t:1: " HEAD "\n"),
		INI("lines_are_counted", "\n#\n\n[a]\n\n;\nk=v\n\n[b]\n",
		    "[a] 4\nk|v 7\n[b] 9\n", ""),
		INI("text_before_the_first_section_is_told_once", "\nx\ny=z\n[a]\nk=v\n",
		    "[a] 4\nk|v 5\n", "t:2: text before the first section\n"),
		PAIR_FAULT("text_without_equals", "text", EXPECTED),
		PAIR_FAULT("equals_without_a_key", "=v", EXPECTED),
		PAIR_FAULT("a_blank_key", " =v", BLANK),
		PAIR_FAULT("a_colon_in_the_key", "k:l=v", EXPECTED),
		PAIR_FAULT("an_indented_line", "\tk=v", BLANK),
		PAIR_FAULT("a_comment_in_the_value", "k=v ;c", COMMENT),
		PAIR_FAULT("a_comment_for_a_value", "k= ;c", COMMENT),
		PAIR_FAULT("a_comment_in_the_key", "k ;c=v", COMMENT),
		PAIR_FAULT("a_nul_in_the_key", "k\0=v", NUL),
		PAIR_FAULT("a_nul_in_the_value", "k=\0v", NUL),
		HEAD_FAULT("a_section_without_an_end", "[x", HEAD),
		HEAD_FAULT("a_section_with_two_ends", "[x]]", HEAD),
		HEAD_FAULT("text_behind_a_section", "[x] y", HEAD),
		HEAD_FAULT("a_comment_behind_a_section", "[x] ;y", HEAD),
		HEAD_FAULT("an_indented_section", " [x]", BLANK),
		HEAD_FAULT("a_nul_in_a_section", "[x\0]", NUL),
		SCRATCH(many_sections_and_lines_arrive_whole),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
