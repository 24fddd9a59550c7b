/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/card-family.h"

static const struct card_family families[] = {
	{ "82571", 0x105e },
	{ "82572", 0x107d },
	{ "82573", 0x109a },
	{ "82574", 0x10d3 },
	{ "82583", 0x150c },
	{ "80003ES2LAN", 0x1096 },
	{ "ICH8", 0x104a },
	{ "ICH9", 0x10bd },
	{ "ICH10", 0x10de },
	{ "82577/82578", 0x10ea },
	{ "82579", 0x1502 },
	{ "I217/I218", 0x153a },
	{ "I219 of Sunrise Point", 0x156f },
	{ "I219 of Cannon Point", 0x15bb },
	{ "I219 of Tiger Point", 0x15fb },
	{ "I219 of Alder Point", 0x1a1e },
	{ "I219 of Meteor Lake or later", 0x550a },
};

const struct card_family *card_family_find(int number)
{
	const int n = ARRAY_SIZE(families);

	if (number < 0)
		return NULL;
	/* Newer ones are treated alike by the driver. */
	return &families[number < n ? number : n - 1];
}
