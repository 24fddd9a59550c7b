/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks for the features of an interface as the helper does, and does nothing else. */
#include "netlink/ethtool.h"

int main(int argc, char **argv)
{
	struct ethtool *ethtool = NULL;
	struct setting *features = NULL;
	size_t n = 0;
	int r;

	r = argc == 2 ? ethtool_open(&ethtool) : -EINVAL;
	if (r >= 0)
		r = ethtool_get_features(ethtool, (unsigned)strtoul(argv[1], NULL, 10),
					 &features, &n);
	settings_free(features, n);
	ethtool_close(ethtool);
	return r < 0 || n == 0 ? 2 : 0;
}
