/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Quirk files: the input is the shipped one, the administrator's and the run-time one.
 * What is loaded for one card must, for that card, be what the whole database is.
 */
#include "base/ini-file.h"
#include "cmd/plan-json.h"
#include "cmd/quirk-json.h"
#include "fuzz.h"
#include "host/facts-json.h"
#include "host/json.h"
#include "quirk/policy.h"
#include "quirk/quirk-conflict.h"
#include "quirk/quirk-file.h"
#include "quirk/quirk-strict.h"

#define HOST(card, modules)                                                              \
	"{\"schema\":\"nicquirk.facts/1\",\"kernel\":\"6.8.12-10-pve\","                 \
	"\"system\":{\"vendor\":\"Dell Inc.\",\"product\":\"OptiPlex 9020\"},"           \
	"\"nics\":[{\"slot\":\"0000:00:19.0\"" card                                      \
	",\"interfaces\":[{\"name\":\"eno1\",\"ifindex\":2,\"firmware\":\"0.13-4\","     \
	"\"features\":{\"tx-tcp-segmentation\":\"on\",\"rx-gro\":\"on\","                \
	"\"tx-tcp6-segmentation\":\"off [fixed]\"},"                                     \
	"\"private_flags\":{\"s0ix-enabled\":\"on\"},\"eee\":\"on\"}]}],"                \
	"\"modules\":[" modules "]}"
#define IDS(device, subsystem)                                                           \
	",\"vendor\":\"8086\",\"device\":\"" device                                      \
	"\",\"subsystem_vendor\":\"1028\",\"subsystem_device\":\"" subsystem             \
	"\",\"revision\":\"04\",\"aspm\":{\"l1_aspm\":\"on\"}"

/* What a file holds, written so that it is read as the same. */
static char *write_again(const char *path, struct problems *problems, size_t *ret_faults)
{
	_cleanup_(ini_file_close) struct ini_file file = { 0 };
	struct ini_section section;
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);
	int r;

	REQUIRE(stream);
	*ret_faults = 0;
	REQUIRE(ini_file_open(&file, path, problems) == 0);
	while ((r = ini_file_next(&file, &section)) > 0) {
		fprintf(stream, "[%s]\n", section.name);
		for (size_t i = 0; i < section.n; i++) {
			bool good = ini_pair_part(&section.pairs[i]);

			*ret_faults += !good;
			if (good)
				fprintf(stream, "%s=%s\n", section.pairs[i].key,
					section.pairs[i].value);
		}
	}
	REQUIRE(r == 0);
	REQUIRE(fclose(stream) == 0);
	return text;
}

/* What is good of a file is read as the same when it is written again, and nothing else
 * is. */
static void check_grammar(struct bytes bytes)
{
	static const char name[] = "again";
	_cleanup_(problems_clear) struct problems first = { 0 }, second = { 0 };
	_cleanup_free_ char *text = NULL, *again = NULL;
	char path[PATH_MAX];
	size_t faults;

	fuzz_write(ENV_CONFIG, name, bytes);
	REQUIRE(env_path(path, fuzz_env(), ENV_CONFIG, name) == 0);
	text = write_again(path, &first, &faults);
	fuzz_write(ENV_CONFIG, name, (struct bytes){ text, strlen(text) });
	again = write_again(path, &second, &faults);
	REQUIRE(faults == 0 && second.n == 0);
	REQUIRE_SAME(text, again);
}

/* A card as most are, one without a driver and one of which little is known. */
static const char *const hosts[] = {
	HOST(IDS("153a", "05a4") ",\"driver\":\"e1000e\"",
	     "{\"name\":\"e1000e\",\"loaded\":{\"origin\":\"in-tree\"}}"),
	HOST(IDS("15ff", "0000"), "{\"name\":\"i40e\",\"builds\":[{\"path\":"
				  "\"updates/i40e.ko\",\"version\":\"2.12.6\","
				  "\"origin\":\"out-of-tree\",\"preferred\":true}]}"),
	HOST(",\"driver\":\"igb\"", ""),
};

/* In the order of their names, which is the one in which they are read. */
static const struct {
	enum env_dir dir;
	const char *name;
} files[] = {
	{ ENV_DATA, "quirks.d/10-shipped.quirk" },
	{ ENV_CONFIG, "quirks.d/20-administrator.quirk" },
	{ ENV_RUN, "quirks.d/30-run-time.quirk" },
};

static const struct policy policy = { .evidence = EVIDENCE_S };

static char *describe(const struct quirk_db *db)
{
	struct json_object *json;

	REQUIRE(quirk_db_to_json(db, NULL, &json) == 0);
	return fuzz_json(json);
}

static struct plan *make_plan(const struct facts *facts, const struct quirk_db *db,
			      char **ret)
{
	struct json_object *json;
	struct plan *plan;

	REQUIRE(plan_make(facts, db, &policy, &plan) == 0);
	REQUIRE(plan_to_json(plan, &json) == 0);
	*ret = fuzz_json(json);
	return plan;
}

static bool is_same(const struct problem *a, const struct problem *b)
{
	return a->line == b->line && streq(a->file, b->file) &&
	       streq(a->message, b->message);
}

/* Each problem of a part of the files is one of the whole. */
static void check_told(const struct problems *part, const struct problems *whole)
{
	for (size_t i = 0; i < part->n; i++) {
		size_t j = 0;

		while (j < whole->n && !is_same(&part->list[i], &whole->list[j]))
			j++;
		REQUIRE(j < whole->n);
	}
}

static void check_card(const char *host, const struct quirk_db *db,
		       const struct problems *problems)
{
	_cleanup_(problems_clear) struct problems told = { 0 };
	_cleanup_(facts_freep) struct facts *facts = NULL;
	_cleanup_(quirk_db_freep) struct quirk_db *own = NULL;
	_cleanup_(plan_freep) struct plan *plan = NULL, *own_plan = NULL;
	_cleanup_free_ char *text = NULL, *own_text = NULL;
	struct quirk_card card;

	REQUIRE(facts_from_json(host, strlen(host), "host", NULL, &facts) == 0);
	card = nic_quirk_card(&facts->nics[0]);
	REQUIRE(quirk_db_load_for_cards(fuzz_env(), &(struct quirk_cards){ &card, 1 },
					NULL, &told, &own) == 0);
	check_told(&told, problems);
	plan = make_plan(facts, db, &text);
	own_plan = make_plan(facts, own, &own_text);
	REQUIRE_SAME(text, own_text);
	REQUIRE(plan_card_needs(&plan->cards[0]) == plan_card_needs(&own_plan->cards[0]));
}

static void check_paths(const struct quirk_db *db)
{
	_cleanup_(strings_clear) struct strings paths = { 0 };
	_cleanup_(quirk_db_freep) struct quirk_db *again = NULL;
	_cleanup_free_ char *text = NULL, *same = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		char path[PATH_MAX];

		REQUIRE(env_path(path, fuzz_env(), files[i].dir, "%s", files[i].name) ==
			0);
		REQUIRE(strings_add(&paths, path) == 0);
	}
	REQUIRE(quirk_db_load_paths(&paths, NULL, &again) == 0);
	text = describe(db);
	same = describe(again);
	REQUIRE_SAME(text, same);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(problems_clear) struct problems problems = { 0 }, more = { 0 };
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
	struct bytes input = { (const char *)data, size };

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		struct bytes file = fuzz_next_file(&input);

		check_grammar(file);
		fuzz_write(files[i].dir, files[i].name, file);
	}
	REQUIRE(quirk_db_load(fuzz_env(), NULL, &problems, &db) == 0);
	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++)
		check_card(hosts[i], db, &problems);
	check_paths(db);
	REQUIRE(quirk_db_find_conflicts(db, &more) == 0);
	quirk_db_check_strictly(db, &more);
	return 0;
}
