/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the netlink family has no message for, and an ioctl does, by name. */
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include "netlink/ethtool.h"

/* How often an interface may be renamed while it is being asked by its name. */
#define RENAMES_MAX 3

#define ADDRESS_MAX 32 /* bytes: MAX_ADDR_LEN of the kernel */

static int get_name(int fd, unsigned ifindex, char ret[static IFNAMSIZ])
{
	struct ifreq request = { .ifr_ifindex = (int)ifindex };

	if (ioctl(fd, SIOCGIFNAME, &request) < 0)
		return -errno;
	memcpy(ret, request.ifr_name, IFNAMSIZ);
	return 0;
}

static int ask_by_name(int fd, const char name[static IFNAMSIZ], void *command)
{
	struct ifreq request = { .ifr_data = command };

	memcpy(request.ifr_name, name, IFNAMSIZ);
	return ioctl(fd, SIOCETHTOOL, &request) < 0 ? -errno : 0;
}

/* Asks by a name that was the interface's before and after: what was asked is its answer
 * then. */
static int ask_by_index(unsigned ifindex, void *command)
{
	char before[IFNAMSIZ], after[IFNAMSIZ];
	_cleanup_close_ int fd = -1;
	int r;

	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	for (unsigned i = 0; i < RENAMES_MAX; i++) {
		int r_command;

		r = get_name(fd, ifindex, before);
		if (r < 0)
			return r;
		r_command = ask_by_name(fd, before, command);
		r = get_name(fd, ifindex, after);
		if (r < 0)
			return r;
		if (streq(before, after))
			return r_command;
	}
	return -EAGAIN;
}

static int copy_firmware(const struct ethtool_drvinfo *info, char **ret)
{
	char *copy = strndup(info->fw_version, sizeof(info->fw_version));

	if (!copy)
		return -ENOMEM;
	if (streq(copy, "") || streq(copy, "N/A")) {
		free(copy);
		return -ENOENT;
	}
	*ret = copy;
	return 0;
}

int ethtool_get_firmware(unsigned ifindex, char **ret)
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	int r;

	r = ask_by_index(ifindex, &info);
	return r < 0 ? r : copy_firmware(&info, ret);
}

int ethtool_get_permanent_mac(unsigned ifindex, uint8_t ret[static MAC_SIZE])
{
	static const uint8_t none[MAC_SIZE] = { 0 };
	union {
		struct ethtool_perm_addr answer;
		uint8_t room[sizeof(struct ethtool_perm_addr) + ADDRESS_MAX];
	} address = { .answer = { .cmd = ETHTOOL_GPERMADDR, .size = ADDRESS_MAX } };
	const uint8_t *mac = address.room + sizeof(address.answer);
	int r;

	r = ask_by_index(ifindex, &address);
	if (r < 0)
		return r;
	if (address.answer.size != MAC_SIZE || memcmp(mac, none, MAC_SIZE) == 0)
		return -ENOENT;
	memcpy(ret, mac, MAC_SIZE);
	return 0;
}

int ethtool_restart(unsigned ifindex)
{
	struct ethtool_value command = { .cmd = ETHTOOL_NWAY_RST };
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char name[IFNAMSIZ] = "";
	int r;

	if (fd < 0)
		return -errno;
	/*
	 * A rename right now would hit nobody: the kernel knows no interface of the old
	 * name then.
	 */
	r = get_name(fd, ifindex, name);
	return r < 0 ? r : ask_by_name(fd, name, &command);
}
