/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include "fleet/compare.h"
#include "fleet/evaluate.h"
#include "host/facts-json.h"

#define NIC(slot, device, driver)                                                        \
	"{\"slot\":\"" slot "\",\"vendor\":\"8086\",\"device\":\"" device                \
	"\",\"driver\":\"" driver "\"}"
#define HOST(nics)                                                                       \
	"{\"schema\":\"nicquirk.facts/1\",\"kernel\":\"6.1.0\",\"nics\":[" nics "]}"

#define MAX 3

/* What stands side by side, slot by slot: "a=b c=-" for two places of two hosts. */
static void check_places(const char *const *texts, size_t n, const char *wanted_nics,
			 const char *expected)
{
	const struct quirk_db db = { 0 };
	const struct policy policy = { 0 };
	struct facts *facts[MAX] = { 0 };
	struct plan *plans[MAX] = { 0 };
	struct compare_host hosts[MAX];
	_cleanup_(comparison_freep) struct comparison *comparison = NULL;
	_cleanup_(strings_clear) struct strings wanted = { 0 };
	_cleanup_free_ char *got = NULL;
	size_t size;
	FILE *stream = open_memstream(&got, &size);

	for (size_t i = 0; i < n; i++) {
		assert_int_equal(facts_from_json(texts[i], strlen(texts[i]), "host", NULL,
						 &facts[i]),
				 0);
		assert_int_equal(plan_make(facts[i], &db, &policy, &plans[i]), 0);
		hosts[i] = (struct compare_host){ .name = "host", .plan = plans[i] };
	}
	if (wanted_nics)
		assert_int_equal(strings_add(&wanted, wanted_nics), 0);
	assert_int_equal(compare_hosts(hosts, n, &wanted, &comparison), 0);
	for (size_t i = 0; i < comparison->n_cards; i++) {
		const struct compare_rows *rows = &comparison->cards[i];

		for (size_t j = 0; j < rows->n; j++)
			if (streq(rows->list[j].name, "slot"))
				for (size_t k = 0; k < n; k++)
					fprintf(stream, "%s%s",
						k   ? "="
						: i ? " "
						    : "",
						rows->list[j].values[k] ?: "-");
	}
	assert_int_equal(fclose(stream), 0);
	assert_string_equal(got, expected);
	for (size_t i = 0; i < n; i++) {
		plan_free(plans[i]);
		facts_free(facts[i]);
	}
}

static void one_card_each_stands_side_by_side(void **state _unused_)
{
	check_places((const char *[]){ HOST(NIC("a", "153a", "e1000e")),
				       HOST(NIC("b", "37d0", "i40e")) },
		     2, NULL, "a=b");
}

static void cards_of_one_device_find_each_other(void **state _unused_)
{
	check_places(
		(const char *[]){
			HOST(NIC("a", "153a", "e1000e") "," NIC("b", "15bb", "e1000e")),
			HOST(NIC("c", "15bb", "e1000e") "," NIC("d", "153a", "e1000e")) },
		2, NULL, "a=d b=c");
}

static void ports_of_one_device_go_by_their_order(void **state _unused_)
{
	check_places(
		(const char *[]){
			HOST(NIC("a", "37d0", "i40e") "," NIC("b", "37d0", "i40e")),
			HOST(NIC("c", "37d0", "i40e") "," NIC("d", "37d0", "i40e")) },
		2, NULL, "a=c b=d");
}

static void the_driver_decides_before_the_order(void **state _unused_)
{
	check_places(
		(const char *[]){
			HOST(NIC("a", "153a", "e1000e") "," NIC("b", "37d0", "i40e")),
			HOST(NIC("c", "1572", "i40e") "," NIC("d", "15bb", "e1000e")) },
		2, NULL, "a=d b=c");
}

static void a_card_without_a_counterpart_stands_alone(void **state _unused_)
{
	check_places((const char *[]){ HOST(NIC("a", "153a", "e1000e")),
				       HOST(NIC("b", "37d0", "i40e") "," NIC("c", "153a",
									     "e1000e")),
				       HOST("") },
		     3, NULL, "a=c=- -=b=-");
}

static void only_wanted_cards_are_placed(void **state _unused_)
{
	check_places((const char *[]){ HOST(NIC("a", "153a",
						"e1000e") "," NIC("b", "37d0", "i40e")),
				       HOST(NIC("b", "37d0", "i40e")) },
		     2, "b", "b=b");
}

static void cards_of_unknown_device_are_not_of_one(void **state _unused_)
{
	check_places((const char *[]){ HOST("{\"slot\":\"a\"},{\"slot\":\"b\","
					    "\"driver\":\"igc\"}"),
				       HOST("{\"slot\":\"c\",\"driver\":\"igc\"}") },
		     2, NULL, "a=- b=c");
}

static void a_host_is_called_like_its_file(void **state _unused_)
{
	static const struct {
		const char *path, *name;
	} rows[] = {
		{ "pve-02.json", "pve-02" },
		{ "/srv/facts/pve-02.json", "pve-02" },
		{ "./a.b", "a.b" },
		{ ".json", ".json" },
		{ "-", "-" },
		{ "facts/", "facts/" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *name = evaluator_host_name(rows[i].path);

		assert_string_equal(name, rows[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_card_each_stands_side_by_side),
		cmocka_unit_test(cards_of_one_device_find_each_other),
		cmocka_unit_test(ports_of_one_device_go_by_their_order),
		cmocka_unit_test(the_driver_decides_before_the_order),
		cmocka_unit_test(a_card_without_a_counterpart_stands_alone),
		cmocka_unit_test(only_wanted_cards_are_placed),
		cmocka_unit_test(cards_of_unknown_device_are_not_of_one),
		cmocka_unit_test(a_host_is_called_like_its_file),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
