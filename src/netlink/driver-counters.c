/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netlink/driver-counters.h"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* A driver with more has hundreds a queue, and none of them is read here. */
#define COUNT_MAX 65536

static int call_ethtool(int fd, const char *interface, void *command)
{
	struct ifreq request = { 0 };

	strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
	request.ifr_data = command;
	return ioctl(fd, SIOCETHTOOL, &request) < 0 ? -errno : 0;
}

static int read_names(int fd, const char *interface, struct driver_counters *ret)
{
	_cleanup_free_ struct ethtool_gstrings *strings =
		calloc(1, sizeof(*strings) + ret->n * ETH_GSTRING_LEN);
	int r;

	if (!strings)
		return -ENOMEM;
	strings->cmd = ETHTOOL_GSTRINGS;
	strings->string_set = ETH_SS_STATS;
	strings->len = (uint32_t)ret->n;
	r = call_ethtool(fd, interface, strings);
	if (r < 0)
		return r;
	ret->names = calloc(ret->n, DRIVER_COUNTER_NAME);
	if (!ret->names)
		return -ENOMEM;
	for (size_t i = 0; i < ret->n; i++)
		memcpy(ret->names + i * DRIVER_COUNTER_NAME,
		       strings->data + i * ETH_GSTRING_LEN, ETH_GSTRING_LEN);
	return 0;
}

static int read_values(int fd, const char *interface, struct driver_counters *ret)
{
	_cleanup_free_ struct ethtool_stats *stats =
		calloc(1, sizeof(*stats) + ret->n * sizeof(uint64_t));
	int r;

	if (!stats)
		return -ENOMEM;
	stats->cmd = ETHTOOL_GSTATS;
	stats->n_stats = (uint32_t)ret->n;
	r = call_ethtool(fd, interface, stats);
	if (r < 0)
		return r;
	ret->values = calloc(ret->n, sizeof(*ret->values));
	if (!ret->values)
		return -ENOMEM;
	for (size_t i = 0; i < ret->n; i++)
		ret->values[i] = stats->data[i];
	return 0;
}

int driver_counters_read(const char *interface, struct driver_counters *ret)
{
	_cleanup_close_ int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	struct driver_counters counters = { 0 };
	int r;

	if (fd < 0)
		return -errno;
	r = call_ethtool(fd, interface, &info);
	if (r < 0)
		return r;
	if (info.n_stats == 0 || info.n_stats > COUNT_MAX)
		return -EOPNOTSUPP;
	counters.n = info.n_stats;
	r = read_names(fd, interface, &counters);
	if (r >= 0)
		r = read_values(fd, interface, &counters);
	if (r < 0) {
		driver_counters_clear(&counters);
		return r;
	}
	*ret = counters;
	return 0;
}

const char *driver_counters_name(const struct driver_counters *counters, size_t i)
{
	return counters->names + i * DRIVER_COUNTER_NAME;
}

void driver_counters_clear(struct driver_counters *counters)
{
	free(counters->names);
	free(counters->values);
	*counters = (struct driver_counters){ 0 };
}
