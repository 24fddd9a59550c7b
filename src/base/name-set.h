/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "base/macro.h"

/*
 * A set of names that only has to say whether one is in it: it keeps their hashes, so no
 * name has to be copied. That two of some hundred names share 64 bits is next to
 * impossible, and for who asks it must do no more harm than a little work. All zero is
 * the empty set.
 */
struct name_set {
	uint64_t *slots; /* 0: free */
	size_t room;	 /* a power of two, or 0 */
	size_t n;
	bool twice; /* a name was added that was in it already */
};

/* Adds a name: 0 or -ENOMEM. */
_must_check_ int name_set_add(struct name_set *set, const char *name, size_t length);

/* Whether a name is in the set. */
bool name_set_has(const struct name_set *set, const char *name, size_t length);

/* Frees what the set holds and leaves the empty one. */
void name_set_clear(struct name_set *set);
