/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/macro.h"

/* What the fuzz targets have in common. Each is a LLVMFuzzerTestOneInput() of
 * libFuzzer. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold whatever the input: the input is kept where it does not. */
#define REQUIRE(condition)                                                               \
	do {                                                                             \
		if (!(condition))                                                        \
			fuzz_fail(#condition, __FILE__, __LINE__);                       \
	} while (0)
_Noreturn void fuzz_fail(const char *condition, const char *file, unsigned line);

/* The same of two texts, which are shown where they differ. */
#define REQUIRE_SAME(a, b) fuzz_require_same(a, b, __FILE__, __LINE__)
void fuzz_require_same(const char *a, const char *b, const char *file, unsigned line);

struct bytes {
	const char *at;
	size_t n;
};

/*
 * Takes the next file off an input that holds several of them, parted by form feeds,
 * which no format here has a use for. Behind the last file come empty ones.
 */
struct bytes fuzz_next_file(struct bytes *input);

/* A copy that ends with a NUL, for who reads strings; the caller frees. */
char *fuzz_string(struct bytes bytes);

/* A root of its own for this process, which is gone after it. */
const struct env *fuzz_env(void);

/* Writes a file below DIR of that root, with the folders on the way to it. */
void fuzz_write(enum env_dir dir, const char *name, struct bytes bytes);

/* The object as text, and the object is put; the caller frees. */
struct json_object;
char *fuzz_json(struct json_object *object);
