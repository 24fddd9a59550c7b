/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/apply-log.h"

#include "base/log.h"
#include "plan/plan-text.h"

int apply_log_steps(const struct env *env, const struct plan_card *card, const char *note,
		    bool in_place)
{
	_cleanup_(strings_clear) struct strings lines = { 0 };
	_cleanup_free_ char *place = NULL;

	if (plan_text_steps(card, in_place, &lines) < 0 ||
	    plan_text_place(card->nic, &place) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < lines.n; i++)
		log_kernel(env, "%s: %s%s", place, note, lines.list[i]);
	return 0;
}
