/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/macro.h"
#include "quirk/policy.h"

/* What is done with a message for people: one line without its end. */
typedef void watch_report(const struct env *env, const char *text);

/*
 * Follows the kernel log until SIGTERM: at a fault that confirms a quirk it stores the
 * incident, sets what helps, and brings a hung card back. 0 after SIGTERM; -EPERM where
 * the kernel log may not be read; -EIO where a port could not be raised again, so that
 * whoever starts this next does it; or another -errno. Once a process.
 */
_must_check_ int watch_run(const struct env *env, const struct policy *policy,
			   watch_report *report);
