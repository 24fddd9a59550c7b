/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdio.h>

#include "base/macro.h"
#include "netlink/rtnetlink.h"

/*
 * What a port loses when it is taken down and up, of itself and of what lies on it: the
 * kernel forgets IPv6 addresses, routes and permanent neighbours, and takes VLANs down
 * with their port.
 */
struct network_state {
	struct link
		*links; /* the port first, then its masters and all that lies on these */
	size_t n_links;
	struct nlmsghdr **messages; /* addresses, then neighbours, then routes, as the
				       kernel lists them */
	size_t n_messages;
};

/*
 * Who sees to an interface by himself, so that nothing of it is put back: DATA is the
 * caller's.
 */
typedef bool network_state_filter(const struct link *link, void *data);

/*
 * Reads the state of the interface IFINDEX and of what lies on it. 0, -ENODEV where it is
 * gone, -ENOMEM, or another error of netlink.
 */
_must_check_ int network_state_read(struct rtnl *rtnl, unsigned ifindex,
				    struct network_state *ret);

/*
 * Puts back what is missing: whether each interface is up, its master, addresses,
 * neighbours and routes; except of interfaces for which IS_MANAGED (may be NULL) says
 * true. The port has to be up. Goes on after a failure. How many things were missing, or
 * the last error.
 */
_must_check_ int network_state_restore(struct rtnl *rtnl,
				       const struct network_state *state,
				       network_state_filter *is_managed, void *data);

/* The interface of that index as it was, or NULL where it is not one of the state. */
const struct link *network_state_link(const struct network_state *state,
				      unsigned ifindex);

/* Writes the state as lines of text. 0 or -EIO. */
_must_check_ int network_state_print(const struct network_state *state, FILE *stream);

/*
 * Adds what one such line says; passes over a line of another kind. 0, -EBADMSG or
 * -ENOMEM.
 */
_must_check_ int network_state_parse_line(struct network_state *state, const char *line);

/* Frees what the structure holds and leaves it empty. */
void network_state_clear(struct network_state *state);
