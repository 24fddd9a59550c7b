/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/timeline.h"
#include "plan/plan.h"

/*
 * The verdict on a card in words: "cured 6.2 s before vmbr0 took it". PLAN, which may be
 * NULL, says whether one without a line of ours needed a cure. RET_BAD: it came too late,
 * or not at all.
 */
void timeline_verdict_text(const struct timeline_card *card, const struct plan *plan,
			   char *buffer, size_t size, bool *ret_bad);

/* Every card with its events, a line each. Whether one is bad. */
bool timeline_print(const struct timeline *timeline, const struct plan *plan);

struct json_object;

/* The same as JSON. 0 or -ENOMEM. */
_must_check_ int timeline_to_json(const struct timeline *timeline,
				  const struct plan *plan, struct json_object **ret,
				  bool *ret_bad);

/* The same as one picture, on standard output, for light and dark pages. Whether one is
 * bad. */
bool timeline_print_svg(const struct timeline *timeline, const struct plan *plan);
