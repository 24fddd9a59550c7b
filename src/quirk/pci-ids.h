/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

#define PCI_VENDOR_INTEL 0x8086

/* What "vvvv:dddd" takes. */
#define PCI_ID_SIZE sizeof("vvvv:dddd")

struct pci_id {
	uint16_t vendor;
	int32_t device; /* -1: any */
};

/* Parses "vvvv:dddd" or "vvvv:*", in lower case: 0 or -EINVAL. */
_must_check_ int pci_id_parse(const char *text, size_t length, struct pci_id *ret);

/* Whether VENDOR and DEVICE are what ID stands for. */
bool pci_id_matches(const struct pci_id *id, int32_t vendor, int32_t device);

/* Writes "vvvv:dddd" into BUFFER and returns it; NULL where a number is unknown, that is,
 * negative. */
const char *pci_id_print(char buffer[static PCI_ID_SIZE], int32_t vendor, int32_t device);

/* Writes ID as it is parsed, and returns BUFFER. */
const char *pci_id_print_pattern(char buffer[static PCI_ID_SIZE],
				 const struct pci_id *id);

/* What the drivers' own PCI tables say, as quirks/devices.tsv has it. */

/* Whether any card of that driver is known. */
bool pci_ids_driver_is_known(const char *driver);

/* Whether quirks/devices.tsv has a card of that driver, under that very name: i40evf,
 * which is known too, drove the cards of iavf before Linux 4.20. */
bool pci_ids_list_driver(const char *driver);

/* pci_ids_driver_is_known() for a name of LENGTH bytes. */
bool pci_ids_know_driver(const char *name, size_t length);

/* Whether the driver (NULL: any of them) knows the card. */
bool pci_ids_is_known(const char *driver, uint16_t vendor, uint16_t device);

/* Whether TEXT of LENGTH bytes is the address of a PCI function with its domain, as the
 * kernel writes it: 0000:00:1f.6. */
bool pci_slot_is_valid(const char *text, size_t length);
