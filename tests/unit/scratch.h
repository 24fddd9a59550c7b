/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <ftw.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

/* It needs some of those above and says so of none. */
#include <cmocka.h>

#include "base/env.h"
#include "base/problem.h"

/* An empty root for each test, as the state of its set-up and tear-down. */
struct scratch {
	char root[sizeof("/tmp/nicquirk-XXXXXX")];
	struct env env;
	struct problems problems;
};

static inline int scratch_setup(void **state)
{
	struct scratch *scratch = calloc(1, sizeof(*scratch));

	if (!scratch)
		return -1;
	strcpy(scratch->root, "/tmp/nicquirk-XXXXXX");
	if (!mkdtemp(scratch->root))
		return -1;
	scratch->env.root = scratch->root;
	*state = scratch;
	return 0;
}

static inline int scratch_remove(const char *path, const struct stat *st _unused_,
				 int type _unused_, struct FTW *ftw _unused_)
{
	return remove(path);
}

static inline int scratch_teardown(void **state)
{
	struct scratch *scratch = *state;
	int r = nftw(scratch->root, scratch_remove, 8, FTW_DEPTH | FTW_PHYS);

	problems_clear(&scratch->problems);
	free(scratch);
	return r;
}

/* Writes the path of FILE below DIR into BUFFER and makes the folders on the way to
 * it. */
static inline void scratch_path(struct scratch *scratch, char buffer[static PATH_MAX],
				enum env_dir dir, const char *file)
{
	assert_int_equal(env_path(buffer, &scratch->env, dir, "%s", file), 0);
	for (char *slash = buffer + strlen(scratch->root) + 1;
	     (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(buffer, 0755);
		*slash = '/';
	}
}

static inline void scratch_write_bytes(struct scratch *scratch, enum env_dir dir,
				       const char *file, const char *text, size_t size)
{
	char path[PATH_MAX];
	FILE *stream;

	scratch_path(scratch, path, dir, file);
	stream = fopen(path, "we");
	assert_non_null(stream);
	assert_int_equal(fwrite(text, 1, size, stream), size);
	assert_int_equal(fclose(stream), 0);
}

static inline void scratch_write(struct scratch *scratch, enum env_dir dir,
				 const char *file, const char *text)
{
	scratch_write_bytes(scratch, dir, file, text, strlen(text));
}

/* The problems as "FILE:LINE: MESSAGE" lines, FILE without its folder; the caller
 * frees. */
static inline char *scratch_problems(const struct scratch *scratch)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	assert_non_null(stream);
	for (size_t i = 0; i < scratch->problems.n; i++) {
		const struct problem *problem = &scratch->problems.list[i];
		const char *slash = strrchr(problem->file, '/');

		fprintf(stream, "%s:%u: %s\n", slash ? slash + 1 : problem->file,
			problem->line, problem->message);
	}
	assert_int_equal(fclose(stream), 0);
	return text;
}

/* A test that has one. */
#define SCRATCH(test)                                                                    \
	cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
