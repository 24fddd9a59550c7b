/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plan/plan.h"

/* The ids of the quirks that match a card and are not skipped, parted by commas. 0 or
 * -ENOMEM. */
_must_check_ int plan_text_ids(const struct plan_card *card, char **ret);

/*
 * What apply has just tried on a card, quirk by quirk and in one line, or with DRY_RUN
 * what it would try; "" where that is nothing. 0 or -ENOMEM.
 */
_must_check_ int plan_text_summary(const struct plan_card *card, bool dry_run,
				   char **ret);

/* A line for each module that is to be kept out of each card, and why. 0 or -ENOMEM. */
_must_check_ int plan_text_bans(const struct plan *plan, char **ret);

/* Where a card is: "eno1 (0000:00:19.0)", or the slot alone. 0 or -ENOMEM. */
_must_check_ int plan_text_place(const struct nic *nic, char **ret);
