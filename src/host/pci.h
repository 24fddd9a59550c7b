/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "base/env.h"

/* The PCI network functions of a host. */
struct pci;

/*
 * Opens libpci on the host's sysfs. 0, -ENOENT on a host without PCI, -EIO when libpci
 * gives up (it would have ended the process), -ENOMEM.
 */
_must_check_ int pci_open(const struct env *env, struct pci **ret);

/* The slots of all network functions (class 02), in the order of their addresses. 0 or
 * -errno. */
_must_check_ int pci_network_slots(struct pci *pci, struct strings *ret);

/* What pci.ids calls a device. 0, -ENOENT where it does not know it, -ENOMEM. */
_must_check_ int pci_name(struct pci *pci, int vendor, int device, char **ret);

/* Closes PCI, which may be NULL; returns NULL. */
struct pci *pci_close(struct pci *pci);
DEFINE_CLEANUP(struct pci, pci_close)
