/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/* What the modalias of a PCI function says, of "pci:v00008086d000010D3sv...bc02sc00i00".
 */
struct pci_modalias {
	uint16_t vendor, device, subsystem_vendor, subsystem_device;
	uint8_t base_class, sub_class; /* PCI Code and ID Assignment, appendix D */
};

#define PCI_BASE_CLASS_NETWORK	    0x02
#define PCI_SUB_CLASS_NETWORK_OTHER 0x80 /* wireless cards among them */

/* Parses the modalias of a PCI function, as modalias_show() of the kernel's
 * drivers/pci/pci-sysfs.c writes it, into RET. 0, or -EINVAL for any other text. */
_must_check_ int pci_modalias_parse(const char *text, struct pci_modalias *ret);
