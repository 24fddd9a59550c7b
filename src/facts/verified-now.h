/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/facts.h"

/*
 * Fills in what a test of the card's interface is true for now: kernel, driver build,
 * settings. 0 or -ENOMEM; release with verified_clear().
 */
_must_check_ int verified_describe(const struct facts *facts, const struct nic *nic,
				   const struct iface *iface, struct verified *ret);

/* Whether kernel, driver build and settings are still what they were then. */
bool verified_is_current(const struct facts *facts, const struct nic *nic,
			 const struct verified *verified);
