/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files below /lib/modules: a module, or modules.order where the input does not begin as
 * a module of one of the compressions does. What is known of the builds can be told as
 * facts.
 */
#include "fuzz.h"
#include "host/facts-json.h"
#include "host/json.h"
#include "host/module.h"

#define FOLDER "6.1.0-fuzz"

static const struct {
	struct bytes magic;
	const char *name;
} kinds[] = {
	{ { "\x7f"
	    "ELF",
	    4 },
	  FOLDER "/updates/nq-test.ko" },
	{ { "\xfd"
	    "7zXZ",
	    5 },
	  FOLDER "/updates/nq-test.ko.xz" },
	{ { "\x28\xb5\x2f\xfd", 4 }, FOLDER "/updates/nq-test.ko.zst" },
	{ { "\x1f\x8b", 2 }, FOLDER "/updates/nq-test.ko.gz" },
	{ { "", 0 }, FOLDER "/modules.order" },
};

/* A module that modules.order may name. */
static const char in_tree[] = FOLDER "/kernel/drivers/net/nq-test.ko";

static char *describe(const struct facts *facts)
{
	struct json_object *json;

	REQUIRE(facts_to_json(facts, &json) == 0);
	return fuzz_json(json);
}

static void remove_file(const char *name)
{
	char path[PATH_MAX];

	REQUIRE(env_path(path, fuzz_env(), ENV_MODULES, "%s", name) == 0);
	unlink(path);
}

static void read_builds(struct module *module)
{
	_cleanup_(module_folder_closep) struct module_folder *folder = NULL;

	REQUIRE(module_folder_open(fuzz_env(), FOLDER, &folder) == 0);
	REQUIRE(module_find_builds(folder, module) == 0 &&
		module_read_builds(folder, module, 0) == 0);
}

static size_t count_readable(const struct module *module)
{
	size_t n = 0;

	for (size_t i = 0; i < module->n_builds; i++)
		n += !module->builds[i].unreadable;
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(facts_freep) struct facts *facts = calloc(1, sizeof(*facts)),
					    *again = NULL;
	_cleanup_free_ char *text = NULL, *same = NULL;
	struct module *module;
	size_t kind = 0;

	while (size < kinds[kind].magic.n ||
	       memcmp(data, kinds[kind].magic.at, kinds[kind].magic.n) != 0)
		kind++;
	fuzz_write(ENV_MODULES, in_tree, (struct bytes){ "", 0 });
	fuzz_write(ENV_MODULES, kinds[kind].name,
		   (struct bytes){ (const char *)data, size });
	REQUIRE(facts);
	module = array_append(facts->modules, facts->n_modules);
	REQUIRE(module);
	module->name = strdup("nq_test");
	REQUIRE(module->name);
	read_builds(module);
	remove_file(kinds[kind].name);
	/* The empty one is there, and unreadable. */
	REQUIRE(count_readable(module) <= 1);
	text = describe(facts);
	REQUIRE(facts_from_json(text, strlen(text), "facts", NULL, &again) == 0);
	same = describe(again);
	REQUIRE_SAME(text, same);
	return 0;
}
