/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"
#include "netlink/setting.h"

/* Link settings through the kernel's ethtool netlink family; cards are named by ifindex
 * alone. */
struct ethtool;

/*
 * All of these return 0 or a negative errno: -ENODEV when the interface is gone,
 * -EOPNOTSUPP when the kernel or the driver has no such thing, -ETIMEDOUT when the kernel
 * does not answer in time.
 */

/* For people, where ethtool_open() says -EOPNOTSUPP. */
#define ETHTOOL_MISSING                                                                  \
	"this kernel has no ethtool netlink (Linux 5.8 has, with "                       \
	"CONFIG_ETHTOOL_NETLINK): no setting of an interface can be read or changed"

/* Opens the socket and looks the family up. -EOPNOTSUPP on kernels before 5.8. */
_must_check_ int ethtool_open(struct ethtool **ret);

/* Closes ETHTOOL, which may be NULL; returns NULL. */
struct ethtool *ethtool_close(struct ethtool *ethtool);
DEFINE_CLEANUP(struct ethtool, ethtool_close)

/* Every feature of the interface, in the kernel's order; free with settings_free(). */
_must_check_ int ethtool_get_features(struct ethtool *ethtool, unsigned ifindex,
				      struct setting **ret, size_t *ret_n);

/*
 * Asks for N features in one request. 0 says that the request was understood, not that it
 * was granted: read back. A name that the kernel does not know fails the whole request.
 */
_must_check_ int ethtool_set_features(struct ethtool *ethtool, unsigned ifindex,
				      const struct request *settings, size_t n);

/* The driver's private flags, in its order; free with settings_free(). */
_must_check_ int ethtool_get_private_flags(struct ethtool *ethtool, unsigned ifindex,
					   struct setting **ret, size_t *ret_n);

/* Sets N private flags in one request. */
_must_check_ int ethtool_set_private_flags(struct ethtool *ethtool, unsigned ifindex,
					   const struct request *settings, size_t n);

/* Whether Energy-Efficient Ethernet is enabled. */
_must_check_ int ethtool_get_eee(struct ethtool *ethtool, unsigned ifindex, bool *ret);

/* Enables or disables Energy-Efficient Ethernet. */
_must_check_ int ethtool_set_eee(struct ethtool *ethtool, unsigned ifindex, bool on);

/*
 * The firmware string as "ethtool -i" shows it. The netlink family has no message for it,
 * so this one asks by ioctl and by name, and checks that the name was the interface's all
 * along. -ENOENT where the driver gives none, -EAGAIN where the name would not keep
 * still.
 */
_must_check_ int ethtool_get_firmware(unsigned ifindex, char **ret);

#define MAC_SIZE 6

/*
 * The permanent MAC address, which the card was made with, whatever it uses now. -ENOENT
 * where it has none (a virtual function), else as ethtool_get_firmware(), by ioctl and by
 * name too.
 */
_must_check_ int ethtool_get_permanent_mac(unsigned ifindex,
					   uint8_t ret[static MAC_SIZE]);

/*
 * Has the driver restart the link (ETHTOOL_NWAY_RST). In e1000e, igb and igc that resets
 * the whole card: nway_reset there is e1000e_reinit_locked() and its like
 * (drivers/net/ethernet/intel/). By ioctl and by name, as there is no message for it.
 */
_must_check_ int ethtool_restart(unsigned ifindex);
