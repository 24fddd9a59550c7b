/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/* What the drivers' own PCI tables say, as quirks/devices.tsv has it. */

/* Whether any card of that driver is known. */
bool pci_ids_driver_is_known(const char *driver);

/* Whether the driver (NULL: any of them) knows the card. */
bool pci_ids_is_known(const char *driver, uint16_t vendor, uint16_t device);

/* Whether TEXT of LENGTH bytes is the address of a PCI function with its domain, as the
 * kernel writes it: 0000:00:1f.6. */
bool pci_slot_is_valid(const char *text, size_t length);
