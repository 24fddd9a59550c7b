/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/* What "ethtool -S" shows: counters of the driver's own. */
struct driver_counters {
	char *names; /* N times DRIVER_COUNTER_NAME bytes, each ended by a 0 */
	uint64_t *values;
	size_t n;
};

#define DRIVER_COUNTER_NAME 33

/*
 * Reads them, by ioctl and by the name that the interface has. 0, -EOPNOTSUPP where the
 * driver has none, or another -errno. Release with driver_counters_clear().
 */
_must_check_ int driver_counters_read(const char *interface, struct driver_counters *ret);

/* The name of counter I. */
const char *driver_counters_name(const struct driver_counters *counters, size_t i);

void driver_counters_clear(struct driver_counters *counters);
