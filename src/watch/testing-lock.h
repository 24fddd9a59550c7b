/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/macro.h"

/*
 * /run/nicquirk/testing: whoever provokes hangs (verify, bisect) holds it locked, and
 * watch stands aside meanwhile: hangs that were provoked are no incidents.
 */

/* Takes the lock: a descriptor, which holds it until it is closed; -EBUSY where another
 * has it, or -errno. */
_must_check_ int testing_lock(const struct env *env);

/* Whether somebody has it. */
bool testing_is_locked(const struct env *env);
