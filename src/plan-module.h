/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plan.h"

/*
 * Decides, for each module whose builds are known, which of them should serve the cards, and why.
 * The cards of PLAN must be complete. 0 or -ENOMEM.
 */
_must_check_ int plan_decide_modules(struct plan *plan, const struct policy *policy);

/* Frees what a decision holds. */
void plan_module_clear(struct plan_module *module);
