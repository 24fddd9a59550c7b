/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/*
 * What the number stands for that e1000e prints of a card, "MAC: 13": its enum
 * e1000_mac_type (drivers/net/ethernet/intel/e1000e/hw.h).
 */
struct card_family {
	const char *name;
	int32_t device; /* one of the family's: what is true of all is true of it */
};

/* The family of that number, or NULL. */
const struct card_family *card_family_find(int number);
