/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "env.h"
#include "ethtool.h"
#include "facts.h"

/* What of an interface is asked for over netlink. */
enum {
	NIC_FEATURES = 1 << 0,
	NIC_PRIVATE_FLAGS = 1 << 1,
	NIC_EEE = 1 << 2,
	NIC_FIRMWARE = 1 << 3,
	NIC_ALL = (1 << 4) - 1,
};

/*
 * Reads what sysfs tells of a PCI function: its IDs, driver, ASPM and interfaces, or unless
 * IFINDEX is 0 that interface alone. 0, -ENODEV where there is no such function, -ENOMEM. Release
 * with nic_clear().
 */
_must_check_ int nic_read(const struct env *env, const char *slot, unsigned ifindex,
			  struct nic *ret);

/*
 * The switches in the link/ folder of a PCI function; a function without one has none. 0
 * or -ENOMEM; free with flags_free().
 */
_must_check_ int nic_read_aspm(const struct env *env, const char *slot, struct flag **ret,
			       size_t *ret_n);

/*
 * Adds the link settings in WANTED of every interface of a card of the running host. What
 * a driver does not have is left unknown or unsupported. 0, or the error of the socket.
 */
_must_check_ int nic_read_settings(struct nic *nic, struct ethtool *ethtool,
				   unsigned wanted);

/*
 * The PCI slot behind an interface. NAME, where not NULL, is tried first. 0, -ENODEV
 * where no interface has that index, -ENOENT where it does not belong to a PCI function,
 * -ENOMEM.
 */
_must_check_ int nic_slot_of_ifindex(const struct env *env, unsigned ifindex,
				     const char *name, char **ret);
