/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "facts/facts.h"
#include "netlink/ethtool.h"

/* Settings, which are only read where somebody wants them. */
enum {
	NIC_FEATURES = 1 << 0,
	NIC_PRIVATE_FLAGS = 1 << 1,
	NIC_EEE = 1 << 2,
	NIC_FIRMWARE = 1 << 3,
	NIC_ASPM = 1 << 4, /* of the function, in sysfs */
	NIC_ALL = (1 << 5) - 1,
};

/*
 * Reads from sysfs what a PCI function is: its IDs, driver and interfaces. 0, -ENODEV
 * where there is no such function, -ENOMEM. Release with nic_clear().
 */
_must_check_ int nic_read(const struct env *env, const char *slot, struct nic *ret);

/*
 * What decides whether a quirk may match, of the function behind one interface: its IDs
 * and driver, and of its interfaces that one alone.
 * NAME, where not NULL, is where it is looked for first. 0, -ENODEV where no interface
 * has that index, -ENOENT where it does not belong to a PCI function, -ENOMEM.
 */
_must_check_ int nic_read_interface(const struct env *env, unsigned ifindex,
				    const char *name, struct nic *ret);

/* The rest of it: revision, class, what the interfaces are enslaved to. 0 or -ENOMEM. */
_must_check_ int nic_read_details(const struct env *env, struct nic *nic);

/*
 * The switches in the link/ folder of a PCI function; a function without one has none. 0,
 * or -errno where one cannot be read, -EBADMSG where it is neither 0 nor 1; free with
 * settings_free().
 */
_must_check_ int nic_read_aspm(const struct env *env, const char *slot,
			       struct setting **ret, size_t *ret_n);

/*
 * Adds the settings in WANTED of a card and of every interface of it. ETHTOOL is NULL
 * where the host is not the running one, so that there is only sysfs. What a driver does
 * not have is left unknown or unsupported. 0, -ENOMEM, or the error of the socket.
 */
_must_check_ int nic_read_settings(const struct env *env, struct nic *nic,
				   struct ethtool *ethtool, unsigned wanted);

/*
 * Whether a hypervisor emulates the card: 82574L with the subsystem that QEMU gives it
 * unless asked otherwise (hw/net/e1000e.c), or any with VMware's. False where the
 * subsystem is unknown.
 */
bool nic_is_emulated(const struct nic *nic);
