/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The administrator's word: the input is nicquirk.conf, a file of nicquirk.conf.d and the
 * kernel command line, which also is where the root file system is looked for. What was
 * read is written as a configuration again, and that must be read as the same, without a
 * fault; but for [Skip], of which only hashes are kept.
 */
#include "facts/facts.h"
#include "fuzz.h"
#include "host/rootfs.h"
#include "quirk/policy.h"

static char *write_policy(const struct policy *policy)
{
	static const char *const modules[] = {
		[MODULES_PIN] = "pin",
		[MODULES_WORKAROUND] = "workaround",
		[MODULES_BLACKLIST] = "blacklist",
		[MODULES_OFF] = "off",
	};
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	REQUIRE(file);
	fprintf(file, "[Policy]\nModules=%s\nEvidence=%s\n", modules[policy->modules],
		evidence_name(policy->evidence));
	fprintf(file, "[Pin]\n");
	for (size_t i = 0; i < policy->n_pins; i++)
		fprintf(file, "%s=%s\n", policy->pins[i].module, policy->pins[i].build);
	fprintf(file, "[Step]\n");
	for (size_t i = 0; i < policy->n_steps; i++)
		fprintf(file, "%s=%u\n", policy->steps[i].quirk, policy->steps[i].step);
	REQUIRE(fclose(file) == 0);
	return text;
}

static void write_files(struct bytes one, struct bytes two)
{
	fuzz_write(ENV_CONFIG, "nicquirk.conf", one);
	fuzz_write(ENV_CONFIG, "nicquirk.conf.d/10-more.conf", two);
}

static void check_again(const struct policy *policy)
{
	static const char *const cmdlines[] = {
		[RUN_NORMAL] = "quiet",
		[RUN_DRY] = "nicquirk=dry-run",
		[RUN_OFF] = "nicquirk=off",
	};
	_cleanup_(problems_clear) struct problems problems = { 0 };
	_cleanup_(policy_freep) struct policy *again = NULL;
	_cleanup_free_ char *text = write_policy(policy), *same = NULL;

	write_files((struct bytes){ text, strlen(text) }, (struct bytes){ "", 0 });
	REQUIRE(policy_load(fuzz_env(), cmdlines[policy->mode], &problems, &again) == 0);
	problems_print(&problems, stderr);
	REQUIRE(problems.n == 0);
	REQUIRE(again->mode == policy->mode);
	same = write_policy(again);
	REQUIRE_SAME(text, same);
}

static void check_root(const char *cmdline)
{
	_cleanup_(facts_freep) struct facts *facts = calloc(1, sizeof(*facts));

	REQUIRE(facts);
	facts->cmdline = strdup(cmdline);
	REQUIRE(facts->cmdline);
	REQUIRE(rootfs_read(fuzz_env(), facts) == 0);
	REQUIRE(facts->root_source || facts->root_transport == TRANSPORT_UNKNOWN);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(problems_clear) struct problems problems = { 0 };
	_cleanup_(policy_freep) struct policy *policy = NULL;
	struct bytes input = { (const char *)data, size };
	struct bytes one = fuzz_next_file(&input), two = fuzz_next_file(&input);
	_cleanup_free_ char *cmdline = fuzz_string(input);

	write_files(one, two);
	REQUIRE(policy_load(fuzz_env(), cmdline, &problems, &policy) == 0);
	check_again(policy);
	check_root(cmdline);
	return 0;
}
