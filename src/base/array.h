/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/* A power of two. Most vectors of the database have one to four elements. */
#define ARRAY_FIRST_ROOM 4

/*
 * Makes room for one more element of SIZE bytes in a vector that holds N and returns the
 * vector, moved where it had to grow, with the new element zeroed; NULL without memory,
 * the old vector then stays as it was.
 */
_must_check_ static inline void *array_grow(void *vector, size_t n, size_t size)
{
	char *grown = vector;

	/* N says how much there is room for: four, then growth at the powers of two. */
	if (n == 0 || (n >= ARRAY_FIRST_ROOM && (n & (n - 1)) == 0)) {
		grown = reallocarray(vector, n ? n * 2 : ARRAY_FIRST_ROOM, size);
		if (!grown)
			return NULL;
	}
	memset(grown + n * size, 0, size);
	return grown;
}

/* Appends a zeroed element to VECTOR of N: a pointer to it, or NULL without memory. */
#define array_append(vector, n)                                                          \
	({                                                                               \
		__typeof__(vector) _grown = array_grow(vector, n, sizeof(*(vector)));    \
		if (_grown)                                                              \
			(vector) = _grown;                                               \
		_grown ? &(vector)[(n)++] : NULL;                                        \
	})

/* A list of strings; all zero is the empty list. */
struct strings {
	char **list;
	size_t n;
};

/* Appends a copy of TEXT: 0, or -ENOMEM with the list as it was. */
_must_check_ static inline int strings_add(struct strings *strings, const char *text)
{
	char *copy = strdup(text), **slot;

	if (!copy)
		return -ENOMEM;
	slot = array_append(strings->list, strings->n);
	if (!slot) {
		free(copy);
		return -ENOMEM;
	}
	*slot = copy;
	return 0;
}

/* Whether TEXT is one of the strings. */
static inline bool strings_contain(const struct strings *strings, const char *text)
{
	for (size_t i = 0; i < strings->n; i++)
		if (streq(strings->list[i], text))
			return true;
	return false;
}

/* Appends a copy of TEXT unless it is there: 0, or -ENOMEM with the list as it was. */
_must_check_ static inline int strings_add_once(struct strings *strings, const char *text)
{
	return strings_contain(strings, text) ? 0 : strings_add(strings, text);
}

/* Frees the strings and leaves the empty list. */
static inline void strings_clear(struct strings *strings)
{
	for (size_t i = 0; i < strings->n; i++)
		free(strings->list[i]);
	free(strings->list);
	*strings = (struct strings){ 0 };
}
