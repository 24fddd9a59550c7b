/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/feature-group.h"

#include <fnmatch.h>

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

bool feature_group_has(const char *name, const char *asked)
{
	for (size_t i = 0; i < ARRAY_SIZE(feature_groups); i++)
		if (streq(asked, feature_groups[i].name))
			return fnmatch(feature_groups[i].pattern, name, 0) == 0;
	return streq(name, asked);
}

const char *feature_group_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(feature_groups); i++)
		if (streq(name, feature_groups[i].name) ||
		    fnmatch(feature_groups[i].pattern, name, 0) == 0)
			return feature_groups[i].name;
	return name;
}
