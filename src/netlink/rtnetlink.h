/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <net/if.h>

#include "netlink/nl-put.h"
#include "netlink/nl-socket.h"

/* A socket for requests to the kernel's route netlink, one at a time. */
struct rtnl;

/* A network interface as the kernel describes it. */
struct link {
	unsigned ifindex;
	char name[IFNAMSIZ];
	unsigned master; /* the bridge or bond that it is enslaved to; 0: none */
	unsigned lower;	 /* what it lies on, as a VLAN on its port; 0: nothing of this
			    namespace */
	bool up;	 /* administratively */
	bool carrier;
	/* Since the driver was loaded. */
	uint64_t tx_packets, tx_bytes, rx_bytes;
};

/*
 * All of these return 0 or a negative errno: the kernel's own (-ENODEV where the
 * interface is gone), -ETIMEDOUT where it does not answer, -EBADMSG where the answer
 * cannot be understood.
 */

_must_check_ int rtnl_open(struct rtnl **ret);

/* Closes RTNL, which may be NULL; returns NULL. */
struct rtnl *rtnl_close(struct rtnl *rtnl);
DEFINE_CLEANUP(struct rtnl, rtnl_close)

_must_check_ int rtnl_get_link(struct rtnl *rtnl, unsigned ifindex, struct link *ret);
_must_check_ int rtnl_set_up(struct rtnl *rtnl, unsigned ifindex, bool up);

/* Enslaves an interface to MASTER, or releases it where MASTER is 0. */
_must_check_ int rtnl_set_master(struct rtnl *rtnl, unsigned ifindex, unsigned master);

/* What is done with a message of a list: 0, or the error that ends the listing. */
typedef int rtnl_function(const struct nlmsghdr *message, void *data);

/*
 * Calls FUNCTION for each message that a dump of TYPE (RTM_GETLINK...) in FAMILY gives.
 */
_must_check_ int rtnl_dump(struct rtnl *rtnl, uint16_t type, uint8_t family,
			   rtnl_function *function, void *data);

/* Sends a message as it is, but for its flags and sequence, and waits for the answer. */
_must_check_ int rtnl_replay(struct rtnl *rtnl, const struct nlmsghdr *message,
			     uint16_t flags);

/* Reads an RTM_NEWLINK or RTM_DELLINK. 0, or -EBADMSG. */
_must_check_ int link_parse(const struct nlmsghdr *message, struct link *ret);
