/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plan/plan.h"

struct json_object;

/* The object of status, apply and modules: cards with the quirks that match them. 0 or
 * -ENOMEM. */
_must_check_ int plan_to_json(const struct plan *plan, struct json_object **ret);

/* What explain shows of a plan: some cards, or all where there are none; one quirk, or
 * NULL: all. */
struct plan_choice {
	const struct nic *const *nics;
	size_t n_nics;
	const char *quirk;
};

/* Whether the choice takes this card in. */
bool plan_choice_has(const struct plan_choice *choice, const struct nic *nic);

/* Whether the choice takes this quirk of this card in. */
bool plan_choice_takes(const struct plan_choice *choice, const struct plan_card *card,
		       const struct plan_quirk *entry);

/* The same, with every chosen quirk whether it matches or not, key by key. 0 or -ENOMEM.
 */
_must_check_ int plan_to_explain_json(const struct plan *plan,
				      const struct plan_choice *choice,
				      struct json_object **ret);
