/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plan/plan.h"

/* What the kernel log has shown of a card, for people. */

/* Prints what confirmed a quirk and how far its ladder has come, as one line without an
 * end. */
void confirmed_print_line(const struct plan *plan, const struct plan_quirk *entry);

/* Prints the same at length, and what a quirk waits for that is not confirmed. */
void confirmed_print(const struct plan *plan, const struct plan_quirk *entry);

/* Prints why a quirk acts up to its step: ": ...", or nothing. */
void confirmed_print_reason(const struct plan_quirk *entry);
