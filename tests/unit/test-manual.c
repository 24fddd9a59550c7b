/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the manual says of the keys, against the tables that the program reads them by. */
#include "database.h"
#include "quirk/policy-key.h"
#include "quirk/quirk-key.h"

/* As scdoc(5) has it: NAME bold, FORM underlined, and each asterisk in it escaped. */
static char *print_key(const char *name, const char *form)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	assert_non_null(stream);
	fprintf(stream, name ? "\n*%s=*_" : "_*=*_", name);
	for (; *form; form++)
		fprintf(stream, *form == '*' ? "\\%c" : "%c", *form);
	fputs("_\n\t", stream);
	assert_int_equal(fclose(stream), 0);
	return text;
}

static void check_told(const char *page, const char *name, const char *form)
{
	_cleanup_free_ char *text = read_text(page), *wanted = print_key(name, form);

	if (!strstr(text, wanted))
		fail_msg("%s does not have %s", page, wanted);
}

static void it_has_every_key_of_a_quirk(void **state _unused_)
{
	_cleanup_free_ char *text = read_text("man/nicquirk-quirks.5.scd");

	for (const struct quirk_key *row = quirk_keys; row->name; row++) {
		check_told("man/nicquirk-quirks.5.scd", row->name, row->form);
		if (!strstr(text, row->help))
			fail_msg("%s: no '%s'", row->name, row->help);
	}
}

static void it_has_every_key_of_the_configuration(void **state _unused_)
{
	for (const struct policy_key *row = policy_keys; row->form; row++)
		check_told("man/nicquirk.conf.5.scd", row->key, row->form);
}

static void it_has_every_parameter_of_the_kernel(void **state _unused_)
{
	for (const struct policy_key *row = policy_parameters; row->form; row++)
		check_told("man/nicquirk.conf.5.scd", row->key, row->form);
}

/* The other way round: what it speaks of is no key of a former version. */
static void it_has_no_other_key(void **state _unused_)
{
	_cleanup_free_ char *text = read_text("man/nicquirk-quirks.5.scd");
	size_t told = 0, rows = 0;

	for (const char *at = text; (at = strstr(at, "\n*")); at += 2)
		told += at[2 + strcspn(at + 2, "=\n")] == '=';
	for (const struct quirk_key *row = quirk_keys; row->name; row++)
		rows++;
	assert_int_equal(told, rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_has_every_key_of_a_quirk),
		cmocka_unit_test(it_has_every_key_of_the_configuration),
		cmocka_unit_test(it_has_every_parameter_of_the_kernel),
		cmocka_unit_test(it_has_no_other_key),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
