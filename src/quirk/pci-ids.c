/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/pci-ids.h"

/* The name is no pointer, which would have to be relocated in each run. */
static const struct {
	char driver[8];
	uint16_t vendor, device;
} devices[] = {
#include "devices.inc"
};

/* The number that four digits are, or -1 where they are none in lower case. */
static int32_t parse_hex(const char *text)
{
	int32_t value = 0;

	for (const char *end = text + 4; text < end; text++) {
		if (*text >= '0' && *text <= '9')
			value = value << 4 | (*text - '0');
		else if (*text >= 'a' && *text <= 'f')
			value = value << 4 | (*text - 'a' + 10);
		else
			return -1;
	}
	return value;
}

int pci_id_parse(const char *text, size_t length, struct pci_id *ret)
{
	bool any = length == strlen("vvvv:*") && text[5] == '*';
	int32_t vendor, device;

	if ((!any && length != strlen("vvvv:dddd")) || text[4] != ':')
		return -EINVAL;
	vendor = parse_hex(text);
	device = any ? -1 : parse_hex(text + 5);
	if (vendor < 0 || (device < 0 && !any))
		return -EINVAL;
	*ret = (struct pci_id){ .vendor = (uint16_t)vendor, .device = device };
	return 0;
}

bool pci_id_matches(const struct pci_id *id, int32_t vendor, int32_t device)
{
	return id->vendor == vendor && (id->device < 0 || id->device == device);
}

/* As "%04x", which takes ten times as long: each quirk of a card has it printed. */
static void put_hex(char *to, int32_t value)
{
	for (size_t i = 0; i < 4; i++)
		to[i] = "0123456789abcdef"[value >> (12 - 4 * i) & 0xf];
}

const char *pci_id_print(char buffer[static PCI_ID_SIZE], int32_t vendor, int32_t device)
{
	if (vendor < 0 || device < 0)
		return NULL;
	put_hex(buffer, vendor);
	buffer[4] = ':';
	put_hex(buffer + 5, device);
	buffer[9] = '\0';
	return buffer;
}

const char *pci_id_print_pattern(char buffer[static PCI_ID_SIZE], const struct pci_id *id)
{
	if (id->device >= 0)
		return pci_id_print(buffer, id->vendor, id->device);
	snprintf(buffer, PCI_ID_SIZE, "%04x:*", (unsigned)id->vendor);
	return buffer;
}

static bool is_listed(const char *name, size_t length)
{
	/* One text, for the same reason. */
	static const char drivers[] =
#include "drivers.inc"
		;

	for (const char *at = drivers; *at; at += strlen(at) + 1)
		if (strncmp(at, name, length) == 0 && !at[length])
			return true;
	return false;
}

bool pci_ids_list_driver(const char *driver)
{
	return is_listed(driver, strlen(driver));
}

bool pci_ids_know_driver(const char *name, size_t length)
{
	static const char old_iavf[] = "i40evf";

	return is_listed(name, length) ||
	       (length == strlen(old_iavf) && memcmp(name, old_iavf, length) == 0);
}

bool pci_ids_driver_is_known(const char *driver)
{
	return pci_ids_know_driver(driver, strlen(driver));
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
