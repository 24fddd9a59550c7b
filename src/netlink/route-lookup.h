/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "netlink/rtnetlink.h"

/* A numeric address of either family. */
struct address {
	uint8_t family; /* AF_INET or AF_INET6 */
	uint8_t bytes[16];
	unsigned scope; /* the interface of a link-local one; 0: none */
};

/*
 * The interface by which the kernel would send to ADDRESS now. 0, -ENETUNREACH where it
 * has no way, or another negative errno of netlink.
 */
_must_check_ int route_lookup(const struct address *address, unsigned *ret_ifindex);

/*
 * Whether what leaves by the interface OUT goes through the port IFINDEX: it is the port,
 * a bridge or bond that the port is in, or lies on one of these, as a VLAN does. 0 or 1,
 * or a negative errno.
 */
_must_check_ int route_covers(struct rtnl *rtnl, unsigned out, unsigned ifindex);
