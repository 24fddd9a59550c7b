/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "base/macro.h"

/*
 * Numbers by name: where each stands in a list that would be too long to be searched
 * every time. It keeps the hashes of the names, as a name set does, and is as sure of
 * them. All zero is the empty map.
 */
struct name_map {
	struct {
		uint64_t hash; /* 0: free */
		size_t number;
	} * slots;
	size_t room; /* a power of two, or 0 */
	size_t n;
};

/* The number of a name, for reading and changing, which is NUMBER where the name is new;
 * NULL without memory. Valid until the next call. */
_must_check_ size_t *name_map_add(struct name_map *map, const char *name, size_t length,
				  size_t number);

/* The number of a name, or NULL where it is not there. */
const size_t *name_map_find(const struct name_map *map, const char *name, size_t length);

/* Frees what the map holds and leaves the empty one. */
void name_map_clear(struct name_map *map);
