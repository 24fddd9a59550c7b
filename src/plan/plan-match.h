/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plan/plan.h"

/*
 * Lays a quirk beside a card that DRIVER runs, key by key: fills in keys, match, possible
 * and named of RET, which the caller releases. 0 or -ENOMEM.
 */
_must_check_ int plan_match(const struct quirk *quirk, const struct facts *facts,
			    const struct nic *nic, const struct driver *driver,
			    struct plan_quirk *ret);

/* Gives ENTRY, which did not match, what plan_match() has put into MATCH; it has no
 * actions then. */
void plan_quirk_take_match(struct plan_quirk *entry, struct plan_quirk *match);

/* Frees what plan_match() and its callers have put into ENTRY. */
void plan_quirk_clear(struct plan_quirk *entry);
