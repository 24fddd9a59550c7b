/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/pci-ids.h"

static const struct {
	const char *driver;
	uint16_t vendor, device;
} devices[] = {
#include "devices.inc"
};

bool pci_ids_driver_is_known(const char *driver)
{
	for (size_t i = 0; i < ARRAY_SIZE(devices); i++)
		if (streq(devices[i].driver, driver))
			return true;
	return false;
}

bool pci_ids_is_known(const char *driver, uint16_t vendor, uint16_t device)
{
	for (size_t i = 0; i < ARRAY_SIZE(devices); i++)
		if (devices[i].vendor == vendor && devices[i].device == device &&
		    (!driver || streq(devices[i].driver, driver)))
			return true;
	return false;
}
