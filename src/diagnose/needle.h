/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/* A set of texts that are looked for all at once, in less time than it takes to read what
 * they are looked for in. */
struct needles;

/* The longest set, and the shortest text. */
#define NEEDLES_MAX	  254
#define NEEDLE_LENGTH_MIN 4

/*
 * Makes a set of N texts of these LENGTHS, with NULL up to their ends, which must outlive
 * it: 0, -EINVAL beyond the limits above, -ENOMEM.
 */
_must_check_ int needles_new(const char *const *texts, const size_t *lengths, size_t n,
			     struct needles **ret);

/*
 * The first place in SIZE bytes where one of the texts stands, or NULL where none does.
 * RET_INDEX is which; of several that begin there, the first of the set.
 */
const char *needles_find(const struct needles *needles, const char *bytes, size_t size,
			 size_t *ret_index);

/* Frees NEEDLES, which may be NULL; returns NULL. */
struct needles *needles_free(struct needles *needles);
DEFINE_CLEANUP(struct needles, needles_free)
