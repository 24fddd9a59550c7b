/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"

/*
 * How often the kernel has found a transmit queue of an interface stuck, all its queues
 * together, since the interface is there. 0, -ENOENT where it has no such counters,
 * -ENOMEM.
 */
_must_check_ int tx_timeouts_read(const struct env *env, const char *interface,
				  uint64_t *ret);
