/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The receive pages of the i40e double, and the count of their references. */
#ifndef NQ_I40E_RING_H
#define NQ_I40E_RING_H

#include <linux/types.h>

#define RING_SLOTS 256

struct page;
struct sk_buff;

struct slot {
	struct page *page;
	/* References that the driver believes to have, to give away one with each
	 * frame. */
	int bias;
	/* How many of them it does not have. */
	int missing;
};

struct ring {
	const struct refill *refill;
	unsigned int next;
	u64 pages_allocated;
	u64 pages_kept;
	struct slot slots[RING_SLOTS];
};

/* Empties the ring and fixes how the build of this version counts; NULL: the in-tree
 * one. */
void ring_reset(struct ring *ring, const char *version, bool ntuple);

/* Puts the frame into the next page of the ring and gives away one reference to it. NULL
 * when there is no page. */
struct page *ring_take(struct ring *ring, const struct sk_buff *frame);

#endif
