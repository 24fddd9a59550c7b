/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/name-map.h"

#include "base/fnv.h"

#define ROOM_FIRST 64

/* Never 0, which is a free slot. */
static uint64_t map_hash(const char *name, size_t length)
{
	return fnv_add(FNV_BEGIN, name, length) ?: 1;
}

/* Where the hash is, or would be put. */
static size_t map_place(const struct name_map *map, uint64_t hash)
{
	size_t i = hash & (map->room - 1);

	while (map->slots[i].hash && map->slots[i].hash != hash)
		i = (i + 1) & (map->room - 1);
	return i;
}

static int grow_map(struct name_map *map)
{
	struct name_map larger = {
		.room = map->room ? map->room * 2 : ROOM_FIRST,
		.n = map->n,
	};

	larger.slots = calloc(larger.room, sizeof(*larger.slots));
	if (!larger.slots)
		return -ENOMEM;
	for (size_t i = 0; i < map->room; i++)
		if (map->slots[i].hash)
			larger.slots[map_place(&larger, map->slots[i].hash)] =
				map->slots[i];
	free(map->slots);
	*map = larger;
	return 0;
}

size_t *name_map_add(struct name_map *map, const char *name, size_t length, size_t number)
{
	const uint64_t hash = map_hash(name, length);
	size_t place;

	/* Half of it stays free, so that looking for a name ends soon. */
	if (map->n * 2 >= map->room && grow_map(map) < 0)
		return NULL;
	place = map_place(map, hash);
	if (!map->slots[place].hash) {
		map->slots[place].hash = hash;
		map->slots[place].number = number;
		map->n++;
	}
	return &map->slots[place].number;
}

const size_t *name_map_find(const struct name_map *map, const char *name, size_t length)
{
	size_t place;

	if (map->room == 0)
		return NULL;
	place = map_place(map, map_hash(name, length));
	return map->slots[place].hash ? &map->slots[place].number : NULL;
}

void name_map_clear(struct name_map *map)
{
	free(map->slots);
	*map = (struct name_map){ 0 };
}
