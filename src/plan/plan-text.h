/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plan/plan.h"

/* The ids of the quirks that match a card and are not skipped, parted by commas. 0 or
 * -ENOMEM. */
_must_check_ int plan_text_ids(const struct plan_card *card, char **ret);

/* Which actions of a card are named. */
enum plan_text {
	PLAN_TEXT_TRIED,   /* what apply has just tried */
	PLAN_TEXT_NEEDED,  /* what it would try */
	PLAN_TEXT_CHANGED, /* what somebody has changed since */
};

/* These actions of a card, quirk by quirk and in one line; "" where there are none. 0 or
 * -ENOMEM. */
_must_check_ int plan_text_summary(const struct plan_card *card, enum plan_text which,
				   char **ret);

/*
 * What the kernel log is to say: "ID step N: SETTING off, ..." for each quirk of which
 * apply has just tried something, and with IN_PLACE "ID step N: in place" for each other
 * one that an incident can confirm. N is the step that is in force now, whoever set it:
 * so an incident of this boot is known to have begun with the settings or without. 0 or
 * -ENOMEM.
 */
_must_check_ int plan_text_steps(const struct plan_card *card, bool in_place,
				 struct strings *ret);

/* A line for each module that is to be kept out of each card, and why. 0 or -ENOMEM. */
_must_check_ int plan_text_bans(const struct plan *plan, char **ret);

/* Where a card is: "eno1 (0000:00:19.0)", or the slot alone. 0 or -ENOMEM. */
_must_check_ int plan_text_place(const struct nic *nic, char **ret);
