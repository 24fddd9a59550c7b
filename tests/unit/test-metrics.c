/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include "fleet/metrics.h"
#include "host/facts-json.h"

#define BAD "\xef\xbf\xbd"

static void label_is_escaped(void **state _unused_)
{
	static const struct {
		const char *text, *label;
	} rows[] = {
		{ "eno1", "eno1" },
		{ "", "" },
		{ "a\"b", "a\\\"b" },
		{ "a\\b", "a\\\\b" },
		{ "a\nb", "a\\nb" },
		{ "\\n", "\\\\n" },
		{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
		  "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80" },
		{ "a\xff"
		  "b",
		  "a" BAD "b" },
		{ "\xc3", BAD },		 /* cut off */
		{ "\xc3\"", BAD "\\\"" },	 /* the quote is none of its bytes */
		{ "\xe2\x82", BAD BAD },	 /* cut off */
		{ "\xc0\xaf", BAD BAD },	 /* overlong */
		{ "\xe0\x80\xaf", BAD BAD BAD }, /* overlong */
		{ "\xed\xa0\x80", BAD BAD BAD }, /* a surrogate */
		{ "\xf4\x90\x80\x80", BAD BAD BAD BAD }, /* above U+10FFFF */
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *label = NULL;
		size_t size;
		FILE *stream = open_memstream(&label, &size);

		metrics_print_label(rows[i].text, stream);
		assert_int_equal(fclose(stream), 0);
		assert_string_equal(label, rows[i].label);
	}
}

static void check_text(const char *json, const char *expected)
{
	const struct policy policy = { .evidence = EVIDENCE_B };
	const struct quirk_db db = { 0 };
	_cleanup_(facts_freep) struct facts *facts = NULL;
	_cleanup_(plan_freep) struct plan *plan = NULL;
	_cleanup_free_ char *text = NULL;
	struct metrics metrics = { .db = &db };
	const char *cards;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	assert_int_equal(facts_from_json(json, strlen(json), "host", NULL, &facts), 0);
	assert_int_equal(plan_make(facts, &db, &policy, &plan), 0);
	metrics.plan = plan;
	metrics_print(&metrics, stream);
	assert_int_equal(fclose(stream), 0);
	cards = strstr(text, "# HELP nicquirk_card_info");
	if (expected)
		assert_string_equal(strchr(strchr(cards, '\n') + 1, '\n') + 1, expected);
	else
		assert_null(cards);
}

static void what_is_unknown_has_no_label(void **state _unused_)
{
	check_text("{\"schema\":\"nicquirk.facts/1\",\"nics\":[{\"slot\":\"a\"}]}",
		   "nicquirk_card_info{slot=\"a\"} 1\n");
}

static void each_interface_of_a_card_is_told(void **state _unused_)
{
	check_text("{\"schema\":\"nicquirk.facts/1\",\"nics\":[{\"slot\":\"a\","
		   "\"interfaces\":[{\"name\":\"x\"},{\"name\":\"y\"}]}]}",
		   "nicquirk_card_info{slot=\"a\",device=\"x\"} 1\n"
		   "nicquirk_card_info{slot=\"a\",device=\"y\"} 1\n");
}

static void a_metric_without_a_sample_is_not_named(void **state _unused_)
{
	check_text("{\"schema\":\"nicquirk.facts/1\"}", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(label_is_escaped),
		cmocka_unit_test(what_is_unknown_has_no_label),
		cmocka_unit_test(each_interface_of_a_card_is_told),
		cmocka_unit_test(a_metric_without_a_sample_is_not_named),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
