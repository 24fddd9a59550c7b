/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The record of what apply has changed, as a crash or a full /run may leave it: what
 * makes sense of it is written and read again, and that is the same.
 */
#include <net/if.h>

#include "facts/record.h"
#include "fuzz.h"

#define SLOT "0000:00:19.0"

static void read_record(struct nic *ret)
{
	struct iface *iface;

	*ret = (struct nic){ .slot = strdup(SLOT) };
	iface = array_append(ret->ifaces, ret->n_ifaces);
	REQUIRE(ret->slot && iface);
	/* The one interface that is sure to be there. */
	iface->ifindex = 1;
	REQUIRE(record_read(fuzz_env(), ret) == 0);
}

static bool is_same(const struct changes *a, const struct changes *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		const struct change *x = &a->list[i], *y = &b->list[i];

		if (x->type != y->type || x->old != y->old || x->asked != y->asked ||
		    x->granted != y->granted || !x->name != !y->name ||
		    (x->name && !streq(x->name, y->name)))
			return false;
	}
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nic nic, again;

	fuzz_write(ENV_RUN, "records/" SLOT, (struct bytes){ (const char *)data, size });
	read_record(&nic);
	REQUIRE(record_update(fuzz_env(), SLOT, 0, nic.changes.list, nic.changes.n) == 0);
	read_record(&again);
	REQUIRE(is_same(&nic.changes, &again.changes));
	nic_clear(&again);
	REQUIRE(record_forget(fuzz_env(), SLOT, 0) == 0);
	read_record(&again);
	REQUIRE(again.changes.n == 0);
	nic_clear(&again);
	nic_clear(&nic);
	return 0;
}
