/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/feature-group.h"

static const struct {
	const char *name;
	const char *pattern;
} feature_groups[] = {
	{ "rx", "rx-checksum" },
	{ "tx", "tx-checksum-*" },
	{ "sg", "tx-scatter-gather*" },
	{ "tso", "tx-tcp*-segmentation" },
	{ "gso", "tx-generic-segmentation" },
	{ "gro", "rx-gro" },
	{ "lro", "rx-lro" },
	{ "rxvlan", "rx-vlan-hw-parse" },
	{ "txvlan", "tx-vlan-hw-insert" },
	{ "ntuple", "rx-ntuple-filter" },
	{ "rxhash", "rx-hashing" },
};

/* As fnmatch() has it, of a pattern with one '*' at most and nothing else: each feature
 * of a card is compared for each quirk. */
bool feature_is_of_pattern(const char *name, const char *pattern)
{
	size_t tail, length;

	/* Most differ in the first letters: no call for those. */
	for (; *pattern != '*'; pattern++, name++)
		if (*name != *pattern)
			return false;
		else if (!*name)
			return true;
	tail = strlen(pattern + 1);
	length = strlen(name);
	return length >= tail && streq(name + length - tail, pattern + 1);
}

const char *feature_group_pattern(const char *asked)
{
	for (size_t i = 0; i < ARRAY_SIZE(feature_groups); i++)
		if (streq(asked, feature_groups[i].name))
			return feature_groups[i].pattern;
	return asked;
}

bool feature_group_has(const char *name, const char *asked)
{
	return feature_is_of_pattern(name, feature_group_pattern(asked));
}

const char *feature_group_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(feature_groups); i++)
		if (streq(name, feature_groups[i].name) ||
		    feature_is_of_pattern(name, feature_groups[i].pattern))
			return feature_groups[i].name;
	return name;
}
