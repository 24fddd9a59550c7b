/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "i40e-ring.h"
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/page_ref.h>
#include <linux/skbuff.h>

/* The driver takes 65535 references at once, and a slip shows after as many frames a
 * page. */
static int bulk = 16;
module_param(bulk, int, 0444);

/*
 * References are taken in bulk: with the page, or ONE at first, and when AT are left so
 * many that the driver has a bulk, as it believes. LESS is what it really takes less than
 * that.
 */
struct refill {
	const char *version;
	bool one;
	int at;
	int less;
};

static const struct refill refills[] = {
	{ "2.12.6", .one = true, .at = 0, .less = 0 },
	{ "2.13.10", .at = 0, .less = 1 },
};

static const struct refill refill_right = { .at = 1, .less = 1 };

static const struct refill *find_refill(const char *version, bool ntuple)
{
	/* Why it is so nobody knows, but that it is so was seen where the fault was
	 * found. */
	if (!version || !ntuple)
		return &refill_right;
	for (unsigned int i = 0; i < ARRAY_SIZE(refills); i++)
		if (!strcmp(refills[i].version, version))
			return &refills[i];
	return &refill_right;
}

/* References that the stack still has. */
static int held(const struct slot *slot)
{
	return page_ref_count(slot->page) - (slot->bias - slot->missing);
}

/*
 * Gives back the references that the driver believes to have. Where some are missing the
 * count goes below zero and the page never becomes free. While the stack has such a page
 * it would be freed in use; the real driver does that too, here it is only kept.
 */
static void drop(struct ring *ring, struct slot *slot)
{
	if (slot->missing)
		ring->pages_kept++;
	if (!slot->missing || !held(slot))
		__page_frag_cache_drain(slot->page, slot->bias);
	slot->page = NULL;
}

void ring_reset(struct ring *ring, const char *version, bool ntuple)
{
	for (unsigned int i = 0; i < RING_SLOTS; i++)
		if (ring->slots[i].page)
			drop(ring, &ring->slots[i]);
	ring->refill = find_refill(version, ntuple);
}

static int fill(struct ring *ring, struct slot *slot)
{
	slot->page = dev_alloc_page();
	if (!slot->page)
		return -ENOMEM;
	slot->bias = ring->refill->one ? 1 : bulk;
	page_ref_add(slot->page, slot->bias - 1);
	slot->missing = 0;
	ring->pages_allocated++;
	return 0;
}

struct page *ring_take(struct ring *ring, const struct sk_buff *frame)
{
	struct slot *slot = &ring->slots[ring->next++ % RING_SLOTS];

	if (slot->page && slot->missing && held(slot))
		return NULL;
	if (slot->page && (slot->missing || held(slot)))
		drop(ring, slot);
	if (!slot->page && fill(ring, slot))
		return NULL;
	if (skb_copy_bits(frame, 0, page_address(slot->page), frame->len))
		return NULL;

	slot->bias--;
	if (slot->bias == ring->refill->at) {
		page_ref_add(slot->page, bulk - ring->refill->less);
		slot->missing += ring->refill->less - slot->bias;
		slot->bias = bulk;
	}
	return slot->page;
}
