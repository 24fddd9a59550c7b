/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What holds for any plan, on random hosts and random quirks. The seed is printed, and
 * SEED=NUMBER in the environment repeats it.
 */
#include "scratch.h"

#include "cmd/plan-json.h"
#include "host/facts-json.h"
#include "host/json.h"
#include "plan/plan.h"
#include "quirk/policy.h"
#include "quirk/quirk-file.h"

#include <time.h>

#define ROUNDS	   200
#define FILES	   3
#define QUIRKS_MAX 8

static unsigned random_state;

/* From 0 to N - 1. */
static unsigned pick(unsigned n)
{
	random_state = random_state * 1103515245U + 12345U;
	return (random_state >> 16) % n;
}

static const char *pick_of(const char *const *list, size_t n)
{
	return list[pick((unsigned)n)];
}
#define PICK(...)                                                                        \
	pick_of((const char *const[]){ __VA_ARGS__ },                                    \
		ARRAY_SIZE(((const char *const[]){ __VA_ARGS__ })))

static char *take_text(FILE *stream, char *const *text)
{
	assert_int_equal(fclose(stream), 0);
	return *text;
}

/* --- a random host --- */

static void print_interface(FILE *stream)
{
	static const char *const names[] = { "tx-tcp-segmentation",
					     "tx-tcp6-segmentation", "rx-gro",
					     "tx-scatter-gather" };

	fprintf(stream,
		"\"interfaces\":[{\"name\":\"eno1\",\"ifindex\":2,\"features\":{");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		fprintf(stream, "%s\"%s\":\"%s\"", i ? "," : "", names[i],
			PICK("on", "off", "on [fixed]", "off [fixed]",
			     "off [requested on]"));
	fprintf(stream, "},\"private_flags\":{\"s0ix-enabled\":\"%s\"},\"eee\":\"%s\"}]",
		PICK("on", "off"), PICK("on", "off", "unsupported"));
}

static char *make_host(void)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	fprintf(stream,
		"{\"schema\":\"nicquirk.facts/1\",\"kernel\":\"%s\",\"root\":"
		"{\"source\":\"x\",\"transport\":\"%s\"},\"nics\":[",
		PICK("6.8.12-10-pve", "6.12.41"), PICK("local", "network", "unknown"));
	fprintf(stream,
		"{\"slot\":\"0000:00:19.0\",\"vendor\":\"8086\",\"device\":\"153a\","
		"\"driver\":\"e1000e\",");
	print_interface(stream);
	fprintf(stream,
		"},{\"slot\":\"0000:01:00.0\",\"vendor\":\"8086\",\"device\":\"1572\"%s,",
		PICK("", ",\"driver\":\"i40e\""));
	print_interface(stream);
	fprintf(stream,
		"}],\"modules\":[{\"name\":\"e1000e\",\"loaded\":{\"origin\":"
		"\"in-tree\"}},{\"name\":\"i40e\"%s,\"builds\":[",
		PICK("",
		     ",\"loaded\":{\"version\":\"2.13.10\",\"origin\":\"out-of-tree\"}"));
	fprintf(stream,
		"{\"path\":\"updates/i40e.ko\",\"version\":\"%s\",\"origin\":\"out-of-tree\","
		"\"preferred\":true},{\"path\":\"extra/i40e.ko\",\"version\":\"%s\","
		"\"origin\":\"out-of-tree\"},{\"path\":\"kernel/i40e.ko\",\"origin\":"
		"\"in-tree\"}]}]}",
		PICK("2.13.10", "2.12.6"), PICK("2.14.13", "2.12.6"));
	return take_text(stream, &text);
}

/* --- random quirks --- */

static void print_action(FILE *stream)
{
	fprintf(stream, "%s %s\n",
		PICK("Feature=tso", "Feature=tx-tcp-segmentation", "Feature=gro",
		     "Feature=sg", "PrivateFlag=s0ix-enabled", "Feature=no-such-name"),
		PICK("on", "off"));
}

static char *make_quirk(unsigned number)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	fprintf(stream, "[q%u]\nTitle=T\nSeverity=%s\nEvidence=%s\nAdvice=None.\n",
		number, PICK("critical", "minor"), PICK("A", "B", "C", "S"));
	if (pick(3) == 0) {
		fprintf(stream,
			"MatchDriver=i40e\nMatchOrigin=%s\nMatchDriverVersion=%s\nBuild=avoid\n",
			PICK("out-of-tree", "in-tree"),
			PICK("2.12.6", ">=2.13 <2.14", ">1"));
	} else {
		fprintf(stream, "%s\n%s",
			PICK("MatchDriver=e1000e", "MatchDriver=i40e",
			     "MatchDevice=8086:*", "MatchDriver=e1000e i40e",
			     "MatchDevice=8086:153a"),
			PICK("", "MatchKernel=<6.9\n", "EEE=off\n", "Blacklist=irdma\n"));
		for (unsigned n = pick(3); n > 0; n--)
			print_action(stream);
	}
	return take_text(stream, &text);
}

static void write_quirks(struct scratch *scratch, char *const files[static FILES],
			 const unsigned order[static FILES])
{
	static const char *const names[FILES] = { "quirks.d/10-a.quirk",
						  "quirks.d/20-b.quirk",
						  "quirks.d/30-c.quirk" };

	for (size_t i = 0; i < FILES; i++)
		scratch_write(scratch, ENV_DATA, names[i], files[order[i]]);
}

static void make_files(char *files[static FILES])
{
	unsigned n = 1 + pick(QUIRKS_MAX);
	size_t sizes[FILES];
	FILE *streams[FILES];

	for (size_t i = 0; i < FILES; i++)
		streams[i] = open_memstream(&files[i], &sizes[i]);
	for (unsigned i = 0; i < n; i++) {
		_cleanup_free_ char *quirk = make_quirk(i);

		fputs(quirk, streams[pick(FILES)]);
	}
	for (size_t i = 0; i < FILES; i++)
		assert_int_equal(fclose(streams[i]), 0);
}

/* --- plans of them --- */

struct planned {
	struct facts *facts;
	struct quirk_db *db;
	struct plan *plan;
};

static void planned_clear(struct planned *planned)
{
	plan_free(planned->plan);
	quirk_db_free(planned->db);
	facts_free(planned->facts);
}

static struct planned make_plan(struct scratch *scratch, const char *host,
				const struct policy *policy)
{
	struct planned planned = { 0 };

	assert_int_equal(facts_from_json(host, strlen(host), "host", &scratch->problems,
					 &planned.facts),
			 0);
	assert_int_equal(
		quirk_db_load(&scratch->env, NULL, &scratch->problems, &planned.db), 0);
	problems_print(&scratch->problems, stderr);
	assert_int_equal(scratch->problems.n, 0);
	assert_int_equal(plan_make(planned.facts, planned.db, policy, &planned.plan), 0);
	return planned;
}

/* All that there is to say of a plan, in its order. */
static char *tell_all(const struct plan *plan)
{
	struct json_object *json, *explained;
	char *text;

	assert_int_equal(plan_to_json(plan, &json), 0);
	assert_int_equal(
		plan_to_explain_json(plan, &(struct plan_choice){ 0 }, &explained), 0);
	assert_true(asprintf(&text, "%s\n%s", json_object_to_json_string(json),
			     json_object_to_json_string(explained)) > 0);
	json_object_put(json);
	json_object_put(explained);
	return text;
}

static void add_line(struct strings *lines, const char *format, ...) _printf_(2, 3);

static void add_line(struct strings *lines, const char *format, ...)
{
	_cleanup_free_ char *line = NULL;
	va_list args;

	va_start(args, format);
	assert_true(vasprintf(&line, format, args) >= 0);
	va_end(args);
	assert_int_equal(strings_add(lines, line), 0);
}

static void tell_quirk(struct strings *lines, const struct plan_card *card,
		       const struct plan_quirk *entry)
{
	const char *slot = card->nic->slot, *id = entry->quirk->id;

	add_line(lines, "%s %s %d %d %s", slot, id, entry->match, entry->acts,
		 verdict_name(entry->verdict));
	for (size_t i = 0; i < entry->n_actions; i++) {
		const struct plan_action *action = &entry->actions[i];

		add_line(lines, "%s %s %s %d %s %d", slot, id, action->name ?: "-",
			 action->want, action_state_name(action->state),
			 action->overruled);
	}
}

static void tell_module(struct strings *lines, const struct plan_module *module)
{
	add_line(lines, "%s %s %s", module->module->name, decision_name(module->decision),
		 module->chosen ? module->chosen->path : "-");
	for (size_t i = 0; i < module->n_builds; i++)
		add_line(lines, "%s %s %zu", module->builds[i].build->path,
			 plan_build_verdict(&module->builds[i]),
			 module->builds[i].n_quirks);
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What was decided, whatever the order of the quirks. */
static char *tell_verdicts(const struct plan *plan)
{
	_cleanup_(strings_clear) struct strings lines = { 0 };
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	add_line(&lines, "%s", verdict_name(plan->verdict));
	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct plan_card *card = &plan->cards[i];

		add_line(&lines, "%s %s %x", card->nic->slot, verdict_name(card->verdict),
			 plan_card_needs(card));
		for (size_t j = 0; j < card->n_quirks; j++)
			tell_quirk(&lines, card, &card->quirks[j]);
	}
	for (size_t i = 0; i < plan->n_modules; i++)
		tell_module(&lines, &plan->modules[i]);
	for (size_t i = 0; i < plan->n_bans; i++)
		add_line(&lines, "%s", plan->bans[i].name);
	qsort(lines.list, lines.n, sizeof(*lines.list), compare_lines);
	for (size_t i = 0; i < lines.n; i++)
		fprintf(stream, "%s\n", lines.list[i]);
	return take_text(stream, &text);
}

/* --- what holds --- */

typedef char *tell_function(const struct plan *plan);

/* Plans a random host with random quirks twice, with the files in these orders. */
static void compare_plans(struct scratch *scratch, const unsigned one[static FILES],
			  const unsigned other[static FILES], tell_function *tell)
{
	_cleanup_free_ char *host = make_host(), *first = NULL, *second = NULL;
	_cleanup_(planned_clear) struct planned a = { 0 }, b = { 0 };
	const struct policy policy = {
		.evidence = (enum evidence)pick(EVIDENCE_S + 1),
		.modules = (enum module_policy)pick(MODULES_OFF + 1),
	};
	char *files[FILES];

	make_files(files);
	write_quirks(scratch, files, one);
	a = make_plan(scratch, host, &policy);
	write_quirks(scratch, files, other);
	b = make_plan(scratch, host, &policy);
	for (size_t i = 0; i < FILES; i++)
		free(files[i]);
	first = tell(a.plan);
	second = tell(b.plan);
	assert_string_equal(first, second);
}

static void a_plan_is_the_same_each_time(void **state)
{
	static const unsigned order[FILES] = { 0, 1, 2 };

	for (unsigned i = 0; i < ROUNDS; i++)
		compare_plans(*state, order, order, tell_all);
}

static void the_order_of_files_decides_nothing(void **state)
{
	static const unsigned orders[][FILES] = {
		{ 0, 1, 2 },
		{ 2, 1, 0 },
		{ 1, 2, 0 },
		{ 0, 2, 1 },
	};

	for (unsigned i = 0; i < ROUNDS; i++)
		compare_plans(*state, orders[0], orders[1 + i % 3], tell_verdicts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH(a_plan_is_the_same_each_time),
		SCRATCH(the_order_of_files_decides_nothing),
	};
	const char *seed = getenv("SEED");

	random_state = seed ? (unsigned)strtoul(seed, NULL, 10) : (unsigned)time(NULL);
	printf("# SEED=%u\n", random_state);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
