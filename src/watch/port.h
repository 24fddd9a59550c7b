/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/macro.h"
#include "netlink/network-state.h"
#include "watch/recovery.h"

/*
 * Takes a port down and up, and leaves the network as it was: addresses and routes of it
 * and of what lies on it, its master. Before it goes down /run/nicquirk/recovering names
 * it, and holds what is to be put back, so that port_raise_left() can end what a crash
 * has interrupted. SAVED is what was read before, for port_settle(). 0, or -errno: the
 * port is then as it was, or /run/nicquirk/recovering still names it.
 */
_must_check_ int port_bounce(const struct env *env, struct rtnl *rtnl, unsigned ifindex,
			     struct network_state *saved);

/*
 * Puts back what is missing of SAVED, except on interfaces that systemd-networkd or
 * NetworkManager manages: they restore themselves. How many things were missing, or
 * -errno.
 */
_must_check_ int port_settle(const struct env *env, struct rtnl *rtnl,
			     const struct network_state *saved);

/*
 * Raises the port that /run/nicquirk/recovering names and puts back what is missing. 1
 * and its name, to be freed; 0 where none is named, or the one that is has gone; -errno
 * where it stays down, and the file stays.
 */
_must_check_ int port_raise_left(const struct env *env, struct rtnl *rtnl,
				 char **ret_name);

/* Carries out ORDER_RESET or ORDER_BOUNCE. 0 or -errno, for the latter as port_bounce().
 */
_must_check_ int port_take_rung(const struct env *env, struct rtnl *rtnl,
				unsigned ifindex, enum recovery_order order,
				struct network_state *saved);

/*
 * How the port stands, of which TX_PACKETS had gone out when the last rung was taken:
 * stuck is one that holds packets (by the queue's limit, in sysfs) and has sent none.
 * False where it is gone.
 */
_must_check_ bool port_look(const struct env *env, struct rtnl *rtnl, unsigned ifindex,
			    uint64_t tx_packets, struct recovery_progress *ret);
