/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "netlink/network-state.h"

/* A route may need another one, or an address, that comes after it. */
#define PASSES_MAX 4

/* The interface of an address or a neighbour, or the first one of a route; 0: none. */
static unsigned message_ifindex(const struct nlmsghdr *message)
{
	const struct ifaddrmsg *address = nl_payload(message);
	const struct ndmsg *neighbour = nl_payload(message);
	struct nlattr *attr;

	if (message->nlmsg_type == RTM_NEWADDR)
		return address->ifa_index;
	if (message->nlmsg_type == RTM_NEWNEIGH)
		return (unsigned)neighbour->ndm_ifindex;
	nl_for_each_attr(attr, message, sizeof(struct rtmsg)) {
		const struct rtnexthop *hop = nl_attr_payload(attr);

		if (nl_attr_type(attr) == RTA_OIF && nl_attr_is(attr, NL_U32))
			return nl_attr_u32(attr);
		if (nl_attr_type(attr) == RTA_MULTIPATH &&
		    nl_attr_length(attr) >= sizeof(*hop))
			return (unsigned)hop->rtnh_ifindex;
	}
	return 0;
}

/*
 * A VLAN comes up with its port, also one that was down before: 1 where something was
 * amiss.
 */
static int restore_link(struct rtnl *rtnl, const struct link *before)
{
	struct link now;
	int missing = 0, r;

	r = rtnl_get_link(rtnl, before->ifindex, &now);
	if (r < 0)
		return r == -ENODEV ? 0 : r;
	if (before->master && before->master != now.master) {
		r = rtnl_set_master(rtnl, before->ifindex, before->master);
		missing = 1;
	}
	if (r >= 0 && before->up != now.up) {
		r = rtnl_set_up(rtnl, before->ifindex, before->up);
		missing = 1;
	}
	return r < 0 ? r : missing;
}

/*
 * Asks for all that is not back yet. How many were missing and are back now; LEFT says
 * how many not.
 */
static int restore_messages(struct rtnl *rtnl, const struct network_state *state,
			    bool *done, int *error)
{
	int restored = 0;

	*error = 0;
	for (size_t i = 0; i < state->n_messages; i++) {
		int r;

		if (done[i])
			continue;
		/* What is still there, or back by itself, the kernel says. */
		r = rtnl_replay(rtnl, state->messages[i], NLM_F_CREATE | NLM_F_EXCL);
		done[i] = r >= 0 || r == -EEXIST || r == -ENODEV;
		restored += r >= 0;
		if (!done[i])
			*error = r;
	}
	return restored;
}

int network_state_restore(struct rtnl *rtnl, const struct network_state *state,
			  network_state_filter *is_managed, void *data)
{
	_cleanup_free_ bool *done = calloc(state->n_messages + 1, sizeof(*done));
	int missing = 0, error = 0, failed = 0;

	if (!done)
		return -ENOMEM;
	for (size_t i = 0; i < state->n_links; i++) {
		int r = restore_link(rtnl, &state->links[i]);

		if (r < 0)
			failed = r;
		else
			missing += r;
	}
	for (size_t i = 0; i < state->n_messages; i++) {
		const struct link *link =
			network_state_link(state, message_ifindex(state->messages[i]));

		done[i] = link && is_managed && is_managed(link, data);
	}
	for (unsigned i = 0; i < PASSES_MAX; i++) {
		int restored = restore_messages(rtnl, state, done, &error);

		missing += restored;
		if (!error || !restored)
			break;
	}
	if (error)
		failed = error;
	return failed ? failed : missing;
}
