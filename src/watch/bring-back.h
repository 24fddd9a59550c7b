/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "netlink/rtnetlink.h"

/*
 * Brings a port back whose transmit unit hangs, rung by rung as watch does it, and waits
 * until it is: 40 s at most a rung. 0; -EOPNOTSUPP where cards of that driver are not
 * brought back; -EIO where no rung helped; or -errno.
 */
_must_check_ int bring_back(const struct env *env, struct rtnl *rtnl, unsigned ifindex,
			    const char *driver);
