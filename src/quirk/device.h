/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "macro.h"

/* What the drivers' own PCI tables say, as quirks/devices.tsv has it. */

/* Whether any card of that driver is known. */
bool device_driver_is_known(const char *driver);

/* Whether the driver (NULL: any of them) knows the card. */
bool device_is_known(const char *driver, uint16_t vendor, uint16_t device);
