/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "base/env.h"
#include "base/seen-files.h"

/*
 * What quirks and nicquirk.conf can ask the module stage for: by the names of drivers
 * alone, and whatever the owner has masked, overridden or skipped. That is much less than
 * the plan, and asked at the "add" of each card.
 */
struct module_demands {
	/* Those of devices.tsv that a section with Build= or Blacklist=, or a [Pin],
	 * names. */
	struct strings drivers;
	/* One names a driver that is not in there (who knows what it drives), or none: no
	 * more was read. */
	bool any;
};

/*
 * Reads them. What was looked at is added to SEEN, which may be NULL; our folder below
 * /run is not, as it changes all the time. 0, or a negative errno where they cannot be
 * known: -EPERM for a file or folder that others may write to, -EINVAL for what is no
 * regular file, -ENOMEM, or the error of reading.
 */
_must_check_ int module_demands_read(const struct env *env, struct seen_files *seen,
				     struct module_demands *ret);

void module_demands_clear(struct module_demands *demands);
