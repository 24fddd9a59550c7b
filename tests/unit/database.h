/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "quirk/quirk-file.h"
#include "scratch.h"

/* What the tests of the database have in common. */

#define ABOUT	  "Title=T\nSeverity=minor\nEvidence=A\n"
#define QUIRK(id) "[" id "]\n" ABOUT "MatchDriver=e1000e\nFeature=tso off\n"

/* A file of the source tree. */
static inline char *read_text(const char *path)
{
	FILE *stream = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;

	assert_non_null(stream);
	assert_true(getdelim(&text, &size, '\0', stream) > 0);
	fclose(stream);
	return text;
}

static inline struct quirk_db *load(struct scratch *scratch)
{
	struct quirk_db *db = NULL;

	assert_int_equal(quirk_db_load(&scratch->env, NULL, &scratch->problems, &db), 0);
	assert_non_null(db);
	return db;
}

static inline void check_problems(struct scratch *scratch, const char *wanted)
{
	_cleanup_free_ char *problems = scratch_problems(scratch);

	assert_string_equal(problems, wanted);
}

static inline void check_ids(const struct quirk_db *db, const char *wanted)
{
	_cleanup_free_ char *ids = NULL;
	size_t size;
	FILE *stream = open_memstream(&ids, &size);

	for (size_t i = 0; i < db->n; i++)
		fprintf(stream, "%s%s", i ? " " : "", db->quirks[i]->id);
	assert_int_equal(fclose(stream), 0);
	assert_string_equal(ids, wanted);
}

/* One file that is read without a problem and holds one quirk. */
static inline struct quirk_db *load_one(struct scratch *scratch, const char *text)
{
	struct quirk_db *db;

	scratch_write(scratch, ENV_DATA, "quirks.d/10-test.quirk", text);
	db = load(scratch);
	check_problems(scratch, "");
	assert_int_equal(db->n, 1);
	return db;
}

static inline void check_ids_of(const struct match *match, const struct pci_id *ids,
				size_t n)
{
	struct match_position position = { 0 };

	for (size_t i = 0; i < n; i++) {
		const struct pci_id *id = match_next_id(match, &position);

		assert_non_null(id);
		assert_int_equal(id->vendor, ids[i].vendor);
		assert_int_equal(id->device, ids[i].device);
	}
	assert_null(match_next_id(match, &position));
}

/* A file with a fault, its message, and what is left. */
struct fault {
	const char *text;
	const char *problems;
	const char *ids;
};

static inline void check_fault(void **state)
{
	const struct fault *fault = *state;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
	void *own = NULL;
	struct scratch *scratch;

	assert_int_equal(scratch_setup(&own), 0);
	scratch = own;
	scratch_write(scratch, ENV_DATA, "quirks.d/t.quirk", fault->text);
	db = load(scratch);
	check_problems(scratch, fault->problems);
	check_ids(db, fault->ids);
	assert_int_equal(scratch_teardown(&own), 0);
}

#define FILE_FAULT(name, ...)                                                            \
	{                                                                                \
		name, check_fault, NULL, NULL, &(struct fault)                           \
		{                                                                        \
			__VA_ARGS__                                                      \
		}                                                                        \
	}
/* A fault that costs the section it is in, and neither the one before nor the one
 * after. */
#define FAULT(name, line, problem)                                                       \
	FILE_FAULT(name, QUIRK("before") QUIRK("bad") line "\n" QUIRK("after"),          \
		   "t.quirk:13: " problem "\n", "before after")
