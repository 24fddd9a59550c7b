/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "watch/bisect-state.h"
#include "watch/verify.h"

/* What a bisection works with; the request's sizes are those of the state. */
struct bisect_job {
	struct verify_request request;
	struct quirk_card card;
	struct ethtool *ethtool;
	FILE *log; /* a line a test, for whoever follows it */
};

/*
 * Goes on with the tests until the smallest set is known, STOP is set by a signal, or one
 * is inconclusive; keeps the state after each, and leaves the card in the best set that
 * held, or without one as it was. 0, also where it ended early (state->end says why); or
 * -errno where the card or the state is gone.
 */
_must_check_ int bisect_run(const struct bisect_job *job, const volatile int *stop,
			    struct bisect_state *state);

/*
 * Leaves the card as bisect_run() does, after a process that could not. 0 or -errno.
 */
_must_check_ int bisect_settle(const struct bisect_job *job,
			       const struct bisect_state *state);
