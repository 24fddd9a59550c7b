/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "plan/plan.h"

/*
 * Writes into the kernel log what apply has just set on a card, a line a quirk with the
 * step that is in force now: "eth0 (0000:00:19.0): ID step 1: SETTING off, ...". NOTE,
 * may be "", stands before the quirk. IN_PLACE: see plan_text_steps(). 0, also where
 * there is nothing to say, or -ENOMEM.
 */
_must_check_ int apply_log_steps(const struct env *env, const struct plan_card *card,
				 const char *note, bool in_place);
