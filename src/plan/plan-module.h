/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plan/plan.h"

/*
 * Decides, for each module whose builds are known, which of them should serve the cards,
 * and why. The cards of PLAN must be complete. 0 or -ENOMEM.
 */
_must_check_ int plan_decide_modules(struct plan *plan, const struct policy *policy);

/* Whether the module is, or could be, the driver of the card in SLOT. */
bool plan_module_drives(const struct plan *plan, const struct plan_module *module,
			const char *slot);

/*
 * Whether a quirk may match a card without a driver once the builds that are decided for
 * are loaded; false where none would be. 0 or -ENOMEM.
 */
_must_check_ int plan_module_may_match(const struct plan *plan,
				       const struct plan_card *card,
				       const struct plan_quirk *entry, bool *ret);

/* Whether it is not known which build drives the card: none yet, or the facts are of a
 * kernel that does not run. */
bool plan_card_is_pending(const struct plan *plan, const struct plan_card *card);

/* Frees what a decision holds. */
void plan_module_clear(struct plan_module *module);
