/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/needle.h"

/*
 * After Wu and Manber, "A fast algorithm for multi-pattern searching": a window as long
 * as the shortest text moves over the bytes, and the last four of it say how far it may
 * jump.
 */
#define BLOCK	  4
#define HASH_BITS 16
#define LANES	  6
#define LANE_SIZE 8192
#define NEAR	  1024

struct needle {
	const char *text;
	size_t length;
	uint32_t tail; /* its last four bytes: many texts begin as ordinary lines do */
	uint8_t next;  /* that has the same hash, one more than its index; 0: none */
};

struct needles {
	struct needle list[NEEDLES_MAX];
	size_t n;
	size_t window;
	uint8_t jump[1 << HASH_BITS];  /* 0: a text may end its window here */
	uint8_t chain[1 << HASH_BITS]; /* the first text whose window ends so */
};

static inline uint32_t block_word(const char *block)
{
	uint32_t word;

	memcpy(&word, block, sizeof(word));
	return word;
}

static inline unsigned block_hash(const char *block)
{
	return (block_word(block) * 0x9e3779b1u) >> (32 - HASH_BITS);
}

int needles_new(const char *const *texts, const size_t *lengths, size_t n,
		struct needles **ret)
{
	_cleanup_(needles_freep) struct needles *needles = calloc(1, sizeof(*needles));

	if (!needles)
		return -ENOMEM;
	if (n == 0 || n > NEEDLES_MAX)
		return -EINVAL;
	needles->window = UINT8_MAX;
	for (size_t i = 0; i < n; i++) {
		size_t length = lengths ? lengths[i] : strlen(texts[i]);

		if (length < NEEDLE_LENGTH_MIN)
			return -EINVAL;
		needles->list[i] = (struct needle){
			.text = texts[i],
			.length = length,
			.tail = block_word(texts[i] + length - BLOCK),
		};
		if (length < needles->window)
			needles->window = length;
	}
	needles->n = n;
	memset(needles->jump, (int)(needles->window - BLOCK + 1), sizeof(needles->jump));
	/* Backwards: so that each chain begins with the first of the set. */
	for (size_t i = n; i-- > 0;) {
		struct needle *needle = &needles->list[i];

		for (size_t at = 0; at + BLOCK <= needles->window; at++) {
			uint8_t *jump = &needles->jump[block_hash(needle->text + at)];
			size_t left = needles->window - BLOCK - at;

			if (left < *jump)
				*jump = (uint8_t)left;
			if (left == 0) {
				uint8_t *chain =
					&needles->chain[block_hash(needle->text + at)];

				needle->next = *chain;
				*chain = (uint8_t)(i + 1);
			}
		}
	}
	*ret = TAKE_PTR(needles);
	return 0;
}

/* The text that begins at START, or NULL. */
static const struct needle *match(const struct needles *needles, const char *start,
				  size_t size)
{
	for (size_t i = needles->chain[block_hash(start + needles->window - BLOCK)]; i;
	     i = needles->list[i - 1].next) {
		const struct needle *needle = &needles->list[i - 1];

		if (needle->length <= size &&
		    block_word(start + needle->length - BLOCK) == needle->tail &&
		    memcmp(needle->text, start, needle->length) == 0)
			return needle;
	}
	return NULL;
}

/*
 * The first text that begins in the first LANES * LANE_SIZE bytes, or NULL. A jump must
 * wait for the one before it, so several windows move side by side: what makes it as fast
 * as the memory. Once one has found something only those before it go on.
 */
static const char *find_side_by_side(const struct needles *needles, const char *bytes,
				     size_t size, size_t lane_size, size_t *ret_index)
{
	const size_t head = needles->window - BLOCK;
	const char *at[LANES], *first = bytes + head, *found = NULL;
	size_t lanes = LANES;
	bool going = true;

	for (size_t lane = 0; lane < LANES; lane++)
		at[lane] = first + lane * lane_size;
	while (going) {
		going = false;
#pragma GCC unroll 6
		for (size_t lane = 0; lane < LANES; lane++) {
			const char *end = first + (lane + 1) * lane_size;
			size_t jump;

			if (lane >= lanes || at[lane] >= end)
				continue;
			going = true;
			jump = needles->jump[block_hash(at[lane])];
			if (jump == 0) {
				const char *start = at[lane] - head;
				const struct needle *needle = match(
					needles, start, size - (size_t)(start - bytes));

				if (needle) {
					*ret_index = (size_t)(needle - needles->list);
					found = start;
					lanes = lane;
				}
				jump = 1;
			}
			at[lane] += jump;
		}
	}
	return found;
}

/* The first text that begins in the first LIMIT bytes, or NULL. */
static const char *find_first(const struct needles *needles, const char *bytes,
			      size_t size, size_t limit, size_t *ret_index)
{
	const size_t head = needles->window - BLOCK;

	if (size < needles->window)
		return NULL;
	if (limit > size - needles->window + 1)
		limit = size - needles->window + 1;
	for (size_t start = 0; start < limit;) {
		size_t jump = needles->jump[block_hash(bytes + start + head)];

		if (jump == 0) {
			const struct needle *needle =
				match(needles, bytes + start, size - start);

			if (needle) {
				*ret_index = (size_t)(needle - needles->list);
				return bytes + start;
			}
			jump = 1;
		}
		start += jump;
	}
	return NULL;
}

const char *needles_find(const struct needles *needles, const char *bytes, size_t size,
			 size_t *ret_index)
{
	/* One line of interest is followed by others as a rule. */
	const char *found = find_first(needles, bytes, size, NEAR, ret_index);
	size_t lane_size;

	if (found || size <= NEAR)
		return found;
	bytes += NEAR;
	size -= NEAR;
	while (size > NEAR + needles->window) {
		lane_size = (size - needles->window) / LANES;
		if (lane_size > LANE_SIZE)
			lane_size = LANE_SIZE;
		found = find_side_by_side(needles, bytes, size, lane_size, ret_index);
		if (found)
			return found;
		bytes += LANES * lane_size;
		size -= LANES * lane_size;
	}
	return find_first(needles, bytes, size, size, ret_index);
}

struct needles *needles_free(struct needles *needles)
{
	free(needles);
	return NULL;
}
