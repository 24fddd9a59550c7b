/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <net/if.h>

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

/* An interface, and what decides which quirks may match the PCI function behind it. */
struct nic_place {
	unsigned ifindex;
	char name[IFNAMSIZ];
	char driver[64];	/* "": none */
	struct quirk_card card; /* its IDs, -1 where they are not known yet; its driver */
};

/*
 * Finds the interface with that index; NAME, where not NULL, is where it is looked for
 * first. 0, -ENODEV where there is none, or -errno. It takes no memory: most runs of the
 * udev helper end with it.
 */
_must_check_ int nic_find_interface(const struct env *env, unsigned ifindex,
				    const char *name, struct nic_place *ret);

/*
 * Reads the function there: its IDs and driver, and of its interfaces that one alone. 0,
 * -ENOENT where it has no device, -ENODEV where that is no PCI function, -ENOMEM.
 */
_must_check_ int nic_read_interface(const struct env *env, const struct nic_place *place,
				    struct nic *ret);

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
