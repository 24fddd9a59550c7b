/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "facts/facts.h"
#include "netlink/ethtool.h"

struct revert_result {
	size_t undone; /* settings put back */
	size_t left;   /* settings that somebody has changed since: not ours any more */
	size_t failed; /* settings that the kernel did not put back */
};

/*
 * Puts back what apply found on an interface, or with IFACE NULL on the function itself,
 * as far as it still stands as apply left it, and forgets its record. Adds to RET. 0 or
 * -errno.
 */
_must_check_ int revert_changes(const struct env *env, struct ethtool *ethtool,
				const struct nic *nic, const struct iface *iface,
				struct revert_result *ret);
