/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "quirk/quirk.h"

/*
 * Whether the quirk may set something of a card, or ask for another build of its driver,
 * or keep a module out for it: by its PCI IDs alone, whatever evidence, incidents and
 * policy say. A quirk without MatchDevice means each ID that devices.tsv gives its
 * drivers, and each of Intel's that is not in there; a quirk with a driver that is not in
 * there means each of Intel's. WIRELESS: the class is that of a wireless card, which no
 * driver in devices.tsv is for. Never fails.
 */
bool quirk_may_reach(const struct quirk *quirk, uint16_t vendor, uint16_t device,
		     bool wireless);
