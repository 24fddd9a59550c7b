/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "env.h"

/*
 * Whether a module would be loaded for a PCI function, as udev would do it: by the modalias of
 * SLOT, with modprobe's blacklists. True also where that cannot be found out.
 */
bool module_can_bind(const struct env *env, const char *slot);
