/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plan/plan.h"

/*
 * Fills in what the incidents of a card make of a quirk: can_confirm, confirmed and
 * highest. The quirk of ENTRY must be set.
 */
void plan_confirm(struct plan_quirk *entry);

/*
 * Whether an incident that confirms the quirk says that a setting of STEP, which was made
 * at TIME, did not last or was taken back: it is newer, and the step was not in force
 * when it began.
 */
bool plan_incident_reopens(const struct plan_quirk *entry, unsigned step, int64_t time);

/*
 * How far the ladder of a confirmed quirk has to go: the step after the highest that was
 * in force when an incident began. RET_EXHAUSTED says that there is none. The actions of
 * ENTRY must be known.
 */
unsigned plan_ladder_step(const struct plan_quirk *entry, bool *ret_exhausted);
