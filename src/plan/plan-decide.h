/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plan/plan.h"

/*
 * Decides which of the builds of MODULE, which plan_build_evaluate() has looked over, is
 * to serve the cards of PLAN, and why. 0 or -ENOMEM.
 */
_must_check_ int plan_decide_module(struct plan *plan, struct plan_module *module,
				    const struct policy *policy);
