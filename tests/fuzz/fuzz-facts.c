/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Facts files, which come from other hosts: what was read is written and read again, and
 * that is the same; a plan can be made of it by the shipped database, and it is the same
 * plan each time.
 */
#include "cmd/plan-json.h"
#include "fuzz.h"
#include "host/facts-json.h"
#include "host/json.h"
#include "plan/plan-text.h"
#include "plan/plan.h"
#include "quirk/quirk-file.h"

static struct facts *read_facts(const char *text, size_t size)
{
	_cleanup_(problems_clear) struct problems problems = { 0 };
	struct facts *facts = NULL;
	int r = facts_from_json(text, size, "input", &problems, &facts);

	/* A file that is refused is refused for a reason. */
	REQUIRE(r == 0 || (r == -EINVAL && problems.n && !facts));
	return facts;
}

static char *write_facts(const struct facts *facts)
{
	struct json_object *json;

	REQUIRE(facts_to_json(facts, &json) == 0);
	return fuzz_json(json);
}

static const struct quirk_db *shipped(void)
{
	static struct quirk_db *db;

	if (!db)
		REQUIRE(quirk_db_load(&(struct env){ 0 }, "quirks", NULL, &db) == 0);
	return db;
}

static char *tell_plan(const struct facts *facts, const struct policy *policy)
{
	_cleanup_(plan_freep) struct plan *plan = NULL;
	_cleanup_free_ char *bans = NULL;
	struct json_object *json;

	REQUIRE(plan_make(facts, shipped(), policy, &plan) == 0);
	REQUIRE(plan_text_bans(plan, &bans) == 0);
	for (size_t i = 0; i < plan->n_cards; i++) {
		_cleanup_free_ char *summary = NULL, *ids = NULL, *place = NULL;

		REQUIRE(plan_text_summary(&plan->cards[i], true, &summary) == 0);
		REQUIRE(plan_text_ids(&plan->cards[i], &ids) == 0);
		REQUIRE(plan_text_place(plan->cards[i].nic, &place) == 0);
	}
	REQUIRE(plan_to_explain_json(plan, &(struct plan_choice){ 0 }, &json) == 0);
	json_object_put(json);
	REQUIRE(plan_to_json(plan, &json) == 0);
	return fuzz_json(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(facts_freep) struct facts *facts = NULL, *again = NULL;
	_cleanup_free_ char *text = NULL, *same = NULL, *plan = NULL, *plan_again = NULL;
	struct policy policy = {
		.evidence = EVIDENCE_S,
		.modules = (enum module_policy)(size % (MODULES_OFF + 1)),
	};

	facts = read_facts((const char *)data, size);
	if (!facts)
		return 0;
	text = write_facts(facts);
	again = read_facts(text, strlen(text));
	REQUIRE(again);
	same = write_facts(again);
	REQUIRE_SAME(text, same);
	plan = tell_plan(facts, &policy);
	plan_again = tell_plan(facts, &policy);
	REQUIRE_SAME(plan, plan_again);
	return 0;
}
