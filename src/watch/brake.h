/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/macro.h"

/*
 * How often a card was brought back in the last hour: in /run/nicquirk/recoveries, so
 * that it holds over restarts of the service. Times are seconds of CLOCK_BOOTTIME: the
 * wall clock may be set.
 */

#define BRAKE_SECONDS 3600

/*
 * Whether the card in SLOT may be brought back once more, where LIMIT times an hour are
 * allowed; RET_AGAIN, where it may not, is when it may. What cannot be read does not
 * count.
 */
_must_check_ bool brake_allows(const struct env *env, const char *slot, unsigned limit,
			       int64_t now, int64_t *ret_again);

/* How often the card in SLOT was brought back within the last hour; 0 also where that
 * cannot be read. */
unsigned brake_recent(const struct env *env, const char *slot);

/* Counts one more. 0 or -errno. */
_must_check_ int brake_count(const struct env *env, const char *slot, int64_t now);
