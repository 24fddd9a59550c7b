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

bool pci_slot_is_valid(const char *text, size_t length)
{
	static const char digits[] = "0123456789abcdef", form[] = ":hh:hh.f";
	size_t domain = 0;

	while (domain < length && memchr(digits, text[domain], 16))
		domain++;
	if (domain < 4 || domain > 8 || length != domain + strlen(form))
		return false;
	for (size_t i = 0; form[i]; i++) {
		char c = text[domain + i];

		if (form[i] == 'h'   ? !memchr(digits, c, 16)
		    : form[i] == 'f' ? c < '0' || c > '7'
				     : c != form[i])
			return false;
	}
	return true;
}
