/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/name-set.h"

#include "base/fnv.h"

#define ROOM_FIRST 64

/* Never 0, which is a free slot. */
static uint64_t name_hash(const char *name, size_t length)
{
	return fnv_add(FNV_BEGIN, name, length) ?: 1;
}

/* Where the hash is, or would be put. */
static uint64_t *slot_of(const struct name_set *set, uint64_t value)
{
	size_t i = value & (set->room - 1);

	while (set->slots[i] && set->slots[i] != value)
		i = (i + 1) & (set->room - 1);
	return &set->slots[i];
}

static int grow(struct name_set *set)
{
	struct name_set larger = { .room = set->room ? set->room * 2 : ROOM_FIRST };

	larger.slots = calloc(larger.room, sizeof(*larger.slots));
	if (!larger.slots)
		return -ENOMEM;
	for (size_t i = 0; i < set->room; i++)
		if (set->slots[i])
			*slot_of(&larger, set->slots[i]) = set->slots[i];
	free(set->slots);
	set->slots = larger.slots;
	set->room = larger.room;
	return 0;
}

int name_set_add(struct name_set *set, const char *name, size_t length)
{
	const uint64_t value = name_hash(name, length);
	uint64_t *slot;

	/* Half of it stays free, so that looking for a name ends soon. */
	if (set->n * 2 >= set->room && grow(set) < 0)
		return -ENOMEM;
	slot = slot_of(set, value);
	set->twice |= *slot == value;
	set->n += *slot != value;
	*slot = value;
	return 0;
}

bool name_set_has(const struct name_set *set, const char *name, size_t length)
{
	return set->room && *slot_of(set, name_hash(name, length));
}

void name_set_clear(struct name_set *set)
{
	free(set->slots);
	*set = (struct name_set){ 0 };
}
