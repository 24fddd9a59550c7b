/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plan/plan.h"

/*
 * Logs at the debug level what was decided: of each quirk that names a card's driver or
 * device whether it matches, else the key that does not; each action with its state; and
 * what becomes of each module.
 */
void plan_debug(const struct plan *plan);
