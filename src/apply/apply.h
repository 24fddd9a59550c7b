/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "netlink/ethtool.h"
#include "plan/plan.h"

/*
 * Carries out what a plan still needs, on all cards or, unless IFINDEX is 0, on that
 * interface and its card; reads back what the kernel made of it, writes that into the
 * plan and judges it anew. A setting that fails does not stop the next. 0, or the error
 * of keeping the record.
 */
_must_check_ int apply_plan(const struct env *env, struct ethtool *ethtool,
			    struct plan *plan, unsigned ifindex);
