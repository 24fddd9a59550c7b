/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/problem.h"
#include "facts/facts.h"

/*
 * What tests under load came to, in /var/lib/nicquirk/verified: a line of JSON a result,
 * with the card that it is of (card-id.h). Only root can read it.
 */

/* Of each card the newest stay. */
#define VERIFIED_MAX 20

/*
 * Adds the results to the cards in FACTS. What others may write to, and lines that make
 * no sense, are left out and named in PROBLEMS. 0 or -ENOMEM.
 */
_must_check_ int verified_store_read(const struct env *env, struct problems *problems,
				     struct facts *facts);

/*
 * Stores a result of the card, in place of one for the same kernel, driver build and
 * settings. 0, or a negative errno: the old file is then whole.
 */
_must_check_ int verified_store_add(const struct env *env, const struct nic *nic,
				    const struct verified *verified);
