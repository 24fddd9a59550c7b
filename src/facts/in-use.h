/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"

/*
 * What must not be taken away from whoever has it. Where something cannot be found out,
 * the answer is that it is in use.
 */

/* Whether an interface is up, or enslaved to a bridge or bond. */
bool iface_is_in_use(const struct env *env, const char *name);

/*
 * Whether somebody may depend on a PCI function that a driver is bound to: one of its
 * interfaces is in use; it has none here, as it may be in another network namespace; or
 * it has virtual functions (sriov_numvfs), which go with the driver.
 */
bool nic_is_in_use(const struct env *env, const char *slot);

/*
 * Whether the boot has come to the network: the barrier is done, or a network manager
 * that systemd knows has been started. From then on every card is in use.
 */
bool network_is_reached(const struct env *env);

/* Remembers, until the next boot, that the barrier is done. 0 or -errno. */
_must_check_ int network_set_reached(const struct env *env);

/* The file that it is remembered by. 0 or -ENAMETOOLONG. */
_must_check_ int network_reached_path(const struct env *env, char ret[static PATH_MAX]);
