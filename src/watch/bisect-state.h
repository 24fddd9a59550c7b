/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/problem.h"
#include "watch/bisect.h"
#include "watch/verify.h"

/* A bisection with all that a process needs to go on with it, also after a reboot. */
struct bisect_state {
	struct bisect bisect;
	char slot[24];
	char interface[32]; /* its name when it began */
	char server[272];   /* as the person named it */
	char kernel[96];    /* its release; what was tried holds for no other */
	unsigned streams, seconds;
	uint64_t bytes;
	/* What is switched back on: the features that were on, and EEE under "eee". */
	struct setting *original;
	size_t n_original;
	char log[VERIFY_LOG_MAX]; /* what the kernel said of the first hang; "" */
	char end[200];		  /* why it ended before it was done; "": it did not */
};

/*
 * Reads /var/lib/nicquirk/bisect. 0; -ENOENT where there is none; -EPERM where others may
 * write to it; -EBADMSG where it makes no sense; -ENOMEM.
 */
_must_check_ int bisect_state_read(const struct env *env, struct problems *problems,
				   struct bisect_state *ret);

/* Writes it, on the disk when this returns. 0 or a negative errno. */
_must_check_ int bisect_state_write(const struct env *env,
				    const struct bisect_state *state);

/* The state as JSON, as it is kept and as --json shows it. 0 or -ENOMEM. */
struct json_object;
_must_check_ int bisect_state_to_json(const struct bisect_state *state,
				      struct json_object **ret);

void bisect_state_clear(struct bisect_state *state);
