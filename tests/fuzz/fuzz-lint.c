/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What owners write by hand, as lint reads it: the input is a modprobe.d, ifupdown's
 * interfaces, GRUB's configuration, a kernel command line, a .link file, a service, its
 * EnvironmentFile= and a script of Python.
 * Each finding names its file, and the same files have the same findings.
 */
#include "fuzz.h"
#include "host/facts-json.h"
#include "lint/lint.h"
#include "quirk/quirk-file.h"

static const char host[] =
	"{\"schema\":\"nicquirk.facts/1\",\"kernel\":\"6.8.12-10-pve\",\"nics\":["
	"{\"slot\":\"0000:00:19.0\",\"vendor\":\"8086\",\"device\":\"153a\","
	"\"driver\":\"e1000e\",\"interfaces\":[{\"name\":\"eno1\",\"ifindex\":2,"
	"\"master\":\"vmbr0\",\"features\":{\"tx-tcp-segmentation\":\"on\"}}]}],"
	"\"modules\":[{\"name\":\"e1000e\",\"loaded\":{\"origin\":\"in-tree\"}}]}";

static const char *const files[] = {
	"etc/modprobe.d/test.conf",
	"etc/network/interfaces",
	"etc/default/grub",
	"etc/kernel/cmdline",
	"etc/systemd/network/10-test.link",
	"etc/systemd/system/test.service",
	"etc/default/test",
	"opt/test.py",
};

static const struct policy policy = { .evidence = EVIDENCE_B };

static struct {
	struct facts *facts;
	struct quirk_db *db;
	struct plan *plan;
} known;

static void know(void)
{
	if (known.facts)
		return;
	REQUIRE(facts_from_json(host, strlen(host), "host", NULL, &known.facts) == 0);
	REQUIRE(quirk_db_load(&(struct env){ 0 }, "quirks", NULL, &known.db) == 0);
	REQUIRE(plan_make(known.facts, known.db, &policy, &known.plan) == 0);
	fuzz_write(ENV_ROOT, "sbin/ifup", (struct bytes){ "", 0 });
	fuzz_write(ENV_SYS, "class/net/eno1/address",
		   (struct bytes){ "00:01:02:03:04:05\n", 18 });
}

/* What lint has to say, a line a finding. */
static char *look(void)
{
	_cleanup_(problems_clear) struct problems problems = { 0 };
	struct lint lint = {
		.env = fuzz_env(),
		.plan = known.plan,
		.db = known.db,
		.policy = &policy,
		.problems = &problems,
	};
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	REQUIRE(stream && lint_run(&lint) == 0);
	for (size_t i = 0; i < lint.n_findings; i++) {
		const struct finding *finding = &lint.findings[i];

		REQUIRE(finding->file && finding->text && *finding->text);
		fprintf(stream, "%s:%u: %s: %s\n", finding->file, finding->line,
			lint_name(finding->id), finding->text);
	}
	lint_clear(&lint);
	REQUIRE(fclose(stream) == 0);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = { (const char *)data, size };
	_cleanup_free_ char *text = NULL, *same = NULL;

	know();
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		fuzz_write(ENV_ROOT, files[i], fuzz_next_file(&input));
	text = look();
	same = look();
	REQUIRE_SAME(text, same);
	return 0;
}
