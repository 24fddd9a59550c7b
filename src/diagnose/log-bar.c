/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/log-bar.h"

#include <ctype.h>

/* include/linux/pci.h: PCI_ROM_RESOURCE, PCI_IOV_RESOURCE_END */
#define ROM_WINDOW     6
#define LAST_VF_WINDOW 12

bool log_bar_is_optional(const char *text, size_t length)
{
	const char *end = text + length, *bar = memmem(text, length, ": BAR ", 6);
	int number = 0;

	/* By name since Linux 6.10 */
	if (memmem(text, length, ": VF BAR ", 9) || memmem(text, length, ": ROM [", 7))
		return true;
	if (!bar)
		return false;
	for (bar += 6; bar < end && isdigit((unsigned char)*bar) && number < 100; bar++)
		number = number * 10 + *bar - '0';
	return number >= ROM_WINDOW && number <= LAST_VF_WINDOW;
}
