/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk-reach.h"
#include "quirk/pci-ids.h"

bool quirk_may_reach(const struct quirk *quirk, uint16_t vendor, uint16_t device,
		     bool wireless)
{
	const struct strings *drivers = &quirk->match[MATCH_DRIVER].strings;
	const struct match *devices = &quirk->match[MATCH_DEVICE];
	bool unlisted = drivers->n == 0;

	if (quirk->n_actions == 0)
		return false;
	if (devices->text)
		return match_has_id(devices, vendor, device);
	for (size_t i = 0; i < drivers->n; i++) {
		if (pci_ids_is_known(drivers->list[i], vendor, device))
			return true;
		unlisted |= !pci_ids_list_driver(drivers->list[i]);
	}
	if (vendor != PCI_VENDOR_INTEL)
		return false;
	return unlisted ||
	       (!wireless && !pci_ids_is_known(/* driver= */ NULL, vendor, device));
}
