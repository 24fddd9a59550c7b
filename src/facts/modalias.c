/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/modalias.h"

/* The number that N upper-case digits are; UINT64_MAX where they are none. */
static uint64_t modalias_number(const char *text, size_t n)
{
	uint64_t value = 0;

	for (size_t i = 0; i < n; i++) {
		const char c = text[i];

		if (c >= '0' && c <= '9')
			value = value << 4 | (uint64_t)(c - '0');
		else if (c >= 'A' && c <= 'F')
			value = value << 4 | (uint64_t)(c - 'A' + 10);
		else
			return UINT64_MAX;
	}
	return value;
}

int pci_modalias_parse(const char *text, struct pci_modalias *ret)
{
	/* The kernel's order, and how many digits it prints of each. */
	static const struct {
		char name[6];
		uint8_t digits;
	} parts[] = { { "pci:v", 8 }, { "d", 8 },  { "sv", 8 }, { "sd", 8 },
		      { "bc", 2 },    { "sc", 2 }, { "i", 2 } };
	uint64_t values[ARRAY_SIZE(parts)];

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		const size_t length = strlen(parts[i].name);

		if (strncmp(text, parts[i].name, length) != 0)
			return -EINVAL;
		values[i] = modalias_number(text + length, parts[i].digits);
		if (values[i] > (i < 4 ? UINT16_MAX : UINT8_MAX))
			return -EINVAL;
		text += length + parts[i].digits;
	}
	if (*text)
		return -EINVAL;
	*ret = (struct pci_modalias){
		.vendor = (uint16_t)values[0],
		.device = (uint16_t)values[1],
		.subsystem_vendor = (uint16_t)values[2],
		.subsystem_device = (uint16_t)values[3],
		.base_class = (uint8_t)values[4],
		.sub_class = (uint8_t)values[5],
	};
	return 0;
}
