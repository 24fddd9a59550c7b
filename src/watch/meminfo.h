/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"

/* Memory of the host, in KiB. */
struct meminfo {
	int64_t available;   /* what is free or can be made free */
	int64_t unexplained; /* in use, and nothing in /proc/meminfo or ZFS' arcstats says
				by whom */
};

/*
 * Reads /proc/meminfo, of /proc/zoneinfo the free pages that processors keep at hand and,
 * where ZFS is there, the size of its cache. Pages that a driver
 * has taken for its rings and lost count as unexplained; so do those that it rightly
 * holds, so only growth means something. 0, or -errno; -EBADMSG where a line is missing.
 */
_must_check_ int meminfo_read(const struct env *env, struct meminfo *ret);
