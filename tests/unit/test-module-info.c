/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "module-file.h"
#include "scratch.h"

#include <libkmod.h>
#include <sys/resource.h>

#include "base/array.h"
#include "host/module-info.h"

/* Has enough of them with this one. */
static const char *last_key;

static int take(void *user, const char *key, const char *value)
{
	struct strings *fields = user;
	_cleanup_free_ char *field = NULL;

	assert_true(asprintf(&field, "%s: %s", key, value) > 0);
	assert_int_equal(strings_add(fields, field), 0);
	return last_key && streq(key, last_key) ? -E2BIG : 0;
}

/* Reads a file of the scratch folder. */
static int read_file(struct scratch *scratch, const char *name, struct strings *ret)
{
	static const char *const no_configuration[] = { NULL };
	static const char *const keys[] = { "version",	"license",  "srcversion",
					    "alias",	"depends",  "intree",
					    "vermagic", "noequals", NULL };
	struct kmod_ctx *ctx = kmod_new(NULL, no_configuration);
	_cleanup_free_ char *info = NULL;
	struct kmod_module *module;
	char path[PATH_MAX];
	int r;

	scratch_path(scratch, path, ENV_MODULES, name);
	assert_non_null(ctx);
	assert_int_equal(kmod_module_new_from_path(ctx, path, &module), 0);
	r = module_info_read(module, keys, 0, &info);
	if (r >= 0)
		r = module_info_each(info, take, ret);
	kmod_module_unref(module);
	kmod_unref(ctx);
	return r;
}

/* The same of a module file that module-file.h makes, or of an input that is kept for the
 * fuzz target. */
static int read_kept(struct scratch *scratch, const char *input, const char *name,
		     struct strings *ret)
{
	static unsigned char bytes[1 << 16];
	char path[PATH_MAX];
	size_t size;
	FILE *stream;

	size = module_file_make(bytes, input);
	if (size == 0) {
		snprintf(path, sizeof(path), "tests/fuzz/corpus/module/%s", input);
		stream = fopen(path, "re");
		assert_non_null(stream);
		size = fread(bytes, 1, sizeof(bytes), stream);
		fclose(stream);
	}
	scratch_write_bytes(scratch, ENV_MODULES, name, (const char *)bytes, size);
	return read_file(scratch, name, ret);
}

static void fields_come_as_they_stand_in_the_file(void **state)
{
	struct strings fields = { 0 };

	assert_int_equal(read_kept(*state, "elf", "nq-test.ko", &fields), 0);
	assert_int_equal(fields.n, 9);
	assert_string_equal(fields.list[0], "version: 2.12.6");
	assert_string_equal(fields.list[3],
			    "alias: pci:v00008086d00001572sv*sd*bc*sc*i*");
	assert_string_equal(fields.list[8], "noequals: ");
	strings_clear(&fields);
}

static void who_takes_them_may_end_it(void **state)
{
	struct strings fields = { 0 };

	last_key = "srcversion";
	assert_int_equal(read_kept(*state, "elf", "nq-test.ko", &fields), -E2BIG);
	last_key = NULL;
	assert_int_equal(fields.n, 3);
	strings_clear(&fields);
}

static void a_damaged_file_cannot_be_read(void **state)
{
	static const struct {
		const char *input, *name;
	} cases[] = {
		{ "names-section-none", "nq-test.ko" },
		{ "names-section-past-the-table", "nq-test.ko" },
		{ "no-section-at-all", "nq-test.ko" },
		{ "names-empty-at-the-end", "nq-test.ko" },
		{ "modinfo-empty-at-the-end", "nq-test.ko" },
		{ "xz-of-names-section-none", "nq-test.ko.xz" },
		{ "zstd-of-names-section-none", "nq-test.ko.zst" },
		{ "modules.order", "nq-test.ko" },
	};
	struct strings fields = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(
			read_kept(*state, cases[i].input, cases[i].name, &fields),
			-EBADMSG);
	assert_int_equal(fields.n, 0);
}

/* Sanitized programs have no such limit. */
#ifndef MEMORY_LIMIT
static void a_file_that_grows_to_gigabytes_cannot_be_read(void **state)
{
	/* Of zstd: a head, and blocks of 128 KiB each that are one byte, so many times
	 * over. */
	static const char head[] = "\x28\xb5\x2f\xfd\0\x88", block[] = "\x02\0\x10";
	static char bomb[sizeof(head) - 1 + 16384 * sizeof(block)];
	struct strings fields = { 0 };
	struct rusage usage;
	size_t size = sizeof(head) - 1;

	memcpy(bomb, head, size);
	for (; size < sizeof(bomb); size += sizeof(block))
		memcpy(bomb + size, block, sizeof(block));
	scratch_write_bytes(*state, ENV_MODULES, "nq-test.ko.zst", bomb, size);
	assert_int_equal(read_file(*state, "nq-test.ko.zst", &fields), -EBADMSG);
	assert_int_equal(getrusage(RUSAGE_CHILDREN, &usage), 0);
	assert_in_range(usage.ru_maxrss, 1, 600 << 10);
}
#endif

int main(void)
{
	static const struct CMUnitTest tests[] = {
		SCRATCH(fields_come_as_they_stand_in_the_file),
		SCRATCH(who_takes_them_may_end_it),
		SCRATCH(a_damaged_file_cannot_be_read),
#ifndef MEMORY_LIMIT
		SCRATCH(a_file_that_grows_to_gigabytes_cannot_be_read),
#endif
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
