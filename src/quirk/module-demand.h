/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"

/*
 * Whether quirks or nicquirk.conf can ask the module stage for something about a PCI
 * device: by the names of drivers alone, and whatever the owner has masked, overridden or
 * skipped. That is much less than the plan, and asked at the "add" of each card.
 *
 * 0 only where each driver that a section with Build= or Blacklist=, or a [Pin], names is
 * in devices.tsv, and drives other devices there. 1 where one drives this device, or is
 * not in there (who knows what it drives), or a section names none; or where devices.tsv
 * does not have the device. A negative errno where that cannot be known: -EPERM for a
 * file or folder that others may write to, -EINVAL for what is no regular file, -ENOMEM,
 * or the error of reading.
 */
_must_check_ int module_demand_find(const struct env *env, uint16_t vendor,
				    uint16_t device);
