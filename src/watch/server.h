/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "netlink/route-lookup.h"

/* The server of a test, as the person named it. */
struct server {
	char host[256];
	char port[8]; /* "": iperf3's own */
	struct address ipv4, ipv6;
	bool has_ipv4, has_ipv6;
};

/*
 * Takes "HOST", "HOST:PORT", "[ADDRESS]:PORT" or an IPv6 address apart and looks its
 * addresses up. 0; -EINVAL where it is none of these; -ENOENT where it has no address.
 */
_must_check_ int server_find(const char *text, struct server *ret);

/*
 * Whether both addresses are reached through the port IFINDEX. 0; -ENETUNREACH where one
 * has no way; -EXDEV where one leaves by RET_OTHER, another interface; or -errno.
 */
_must_check_ int server_check_route(const struct server *server, struct rtnl *rtnl,
				    unsigned ifindex, unsigned *ret_other);
