/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "plan/plan.h"

/*
 * Makes /run/modprobe.d/nicquirk.conf say what the plan has decided, so that modprobe by
 * name and by dependency gets the answer that udev gets; where there is nothing to say,
 * there is no such file. A file that is right is not written, and RET_WRITTEN says so. 0
 * or -errno, the old file is then whole.
 */
_must_check_ int modprobe_write(const struct env *env, const struct plan *plan,
				bool *ret_written);

/* Whether an earlier decision is still written there. */
bool modprobe_is_there(const struct env *env);
