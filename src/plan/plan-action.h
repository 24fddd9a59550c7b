/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plan/plan.h"

/*
 * Turns what a matching quirk asks, in all of its steps, into single settings of the card
 * and its interfaces, each with what the host has and so its state. 0 or -ENOMEM.
 */
_must_check_ int plan_add_actions(struct plan_quirk *entry, const struct facts *facts,
				  const struct nic *nic);

/* The same of builds to avoid alone, whose module is not named yet. 0 or -ENOMEM. */
_must_check_ int plan_add_build_actions(struct plan_quirk *entry);

/* Of the actions that were added, those up to the entry's step are what is asked for. */
void plan_choose_actions(struct plan_quirk *entry);
