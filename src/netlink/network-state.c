/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netlink/network-state.h"

#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "base/array.h"

/* How often a list is read anew that changed while it was read. */
#define DUMPS_MAX 8

void network_state_clear(struct network_state *state)
{
	for (size_t i = 0; i < state->n_messages; i++)
		free(state->messages[i]);
	free(state->messages);
	free(state->links);
	*state = (struct network_state){ 0 };
}

const struct link *network_state_link(const struct network_state *state, unsigned ifindex)
{
	for (size_t i = 0; i < state->n_links && ifindex; i++)
		if (state->links[i].ifindex == ifindex)
			return &state->links[i];
	return NULL;
}

static int add_link(struct network_state *state, const struct link *link)
{
	struct link *added = array_append(state->links, state->n_links);

	if (!added)
		return -ENOMEM;
	*added = *link;
	return 0;
}

static int add_message(struct network_state *state, const struct nlmsghdr *message)
{
	struct nlmsghdr **added, *copy = malloc(message->nlmsg_len);

	if (!copy)
		return -ENOMEM;
	memcpy(copy, message, message->nlmsg_len);
	added = array_append(state->messages, state->n_messages);
	if (!added) {
		free(copy);
		return -ENOMEM;
	}
	*added = copy;
	return 0;
}

static int collect_link(const struct nlmsghdr *message, void *data)
{
	struct link link;
	int r;

	if (message->nlmsg_type != RTM_NEWLINK)
		return 0;
	r = link_parse(message, &link);
	return r < 0 ? r : add_link(data, &link);
}

static bool is_master_of_one(const struct network_state *state, unsigned ifindex)
{
	for (size_t i = 0; i < state->n_links; i++)
		if (state->links[i].master == ifindex)
			return true;
	return false;
}

/* Of ALL the links, adds the port, its masters, and what lies on any of these. */
static int choose_links(const struct network_state *all, unsigned ifindex,
			struct network_state *state)
{
	const struct link *port = network_state_link(all, ifindex);
	bool grew = true;
	int r;

	if (!port)
		return -ENODEV;
	r = add_link(state, port);
	while (grew && r >= 0) {
		grew = false;
		for (size_t i = 0; i < all->n_links && r >= 0; i++) {
			const struct link *link = &all->links[i];

			if (network_state_link(state, link->ifindex) ||
			    !(network_state_link(state, link->lower) ||
			      is_master_of_one(state, link->ifindex)))
				continue;
			r = add_link(state, link);
			grew = true;
		}
	}
	return r;
}

static int read_links(struct rtnl *rtnl, unsigned ifindex, struct network_state *state)
{
	_cleanup_(network_state_clear) struct network_state all = { 0 };
	int r;

	r = rtnl_dump(rtnl, RTM_GETLINK, AF_UNSPEC, collect_link, &all);
	return r < 0 ? r : choose_links(&all, ifindex, state);
}

static int collect_address(const struct nlmsghdr *message, void *data)
{
	const struct ifaddrmsg *address = nl_payload(message);
	uint32_t flags = address->ifa_flags;
	struct nlattr *attr;

	if (message->nlmsg_type != RTM_NEWADDR ||
	    nl_payload_length(message) < sizeof(*address) ||
	    !network_state_link(data, address->ifa_index))
		return 0;
	nl_for_each_attr(attr, message, sizeof(*address))
		if (nl_attr_type(attr) == IFA_FLAGS && nl_attr_is(attr, NL_U32))
			flags = nl_attr_u32(attr);
	/*
	 * The kernel makes a temporary one anew; one that another host has was never
	 * usable.
	 */
	if (address->ifa_family == AF_INET6 &&
	    (flags & (IFA_F_TEMPORARY | IFA_F_DADFAILED)))
		return 0;
	return add_message(data, message);
}

static int collect_neighbour(const struct nlmsghdr *message, void *data)
{
	const struct ndmsg *neighbour = nl_payload(message);

	if (message->nlmsg_type != RTM_NEWNEIGH ||
	    nl_payload_length(message) < sizeof(*neighbour) ||
	    neighbour->ndm_ifindex <= 0 || !(neighbour->ndm_state & NUD_PERMANENT) ||
	    !network_state_link(data, (unsigned)neighbour->ndm_ifindex))
		return 0;
	return add_message(data, message);
}

/* The hop of a route by several that begins at PLACE, or NULL where no whole one does.
 */
static struct rtnexthop *hop_at(void *place, const struct nlattr *hops)
{
	const char *end = (const char *)nl_attr_payload(hops) + nl_attr_length(hops);
	const ssize_t left = end - (const char *)place;
	struct rtnexthop *hop = place;

	/* RTNH_OK() reads a length without a look whether it is there. */
	return left >= (ssize_t)sizeof(*hop) && RTNH_OK(hop, left) ? hop : NULL;
}

#define for_each_hop(hop, hops)                                                          \
	for ((hop) = hop_at(nl_attr_payload(hops), (hops)); (hop);                       \
	     (hop) = hop_at(RTNH_NEXT(hop), (hops)))

/* Whether one of the hops of a route with several leaves by an interface of the state. */
static bool has_hop(const struct network_state *state, const struct nlattr *hops)
{
	struct rtnexthop *hop;

	for_each_hop(hop, hops)
		if (network_state_link(state, (unsigned)hop->rtnh_ifindex))
			return true;
	return false;
}

/*
 * Whether a route is one that somebody set, and that goes by an interface of the state.
 */
static bool is_kept_route(const struct network_state *state,
			  const struct nlmsghdr *message)
{
	const struct rtmsg *route = nl_payload(message);
	bool concerned = false, has_gateway = false;
	struct nlattr *attr;

	/*
	 * The kernel makes its own anew, from addresses and from what routers announce.
	 */
	if (route->rtm_protocol == RTPROT_RA || route->rtm_protocol == RTPROT_REDIRECT ||
	    (route->rtm_flags & RTM_F_CLONED))
		return false;
	nl_for_each_attr(attr, message, sizeof(*route)) {
		uint16_t type = nl_attr_type(attr);

		if (type == RTA_OIF && nl_attr_is(attr, NL_U32))
			concerned |= network_state_link(state, nl_attr_u32(attr)) != NULL;
		if (type == RTA_MULTIPATH)
			concerned |= has_hop(state, attr);
		has_gateway |=
			type == RTA_GATEWAY || type == RTA_VIA || type == RTA_MULTIPATH;
		/* Whoever works with next-hop objects watches them: a routing daemon. */
		if (type == RTA_NH_ID)
			return false;
		if (type == RTA_CACHEINFO &&
		    nl_attr_length(attr) >= sizeof(struct rta_cacheinfo)) {
			const struct rta_cacheinfo *info = nl_attr_payload(attr);

			if (info->rta_expires)
				return false;
		}
	}
	/* ifupdown2 sets the default route as "proto kernel"; the kernel's own have no
	 * gateway. */
	return concerned && (has_gateway || route->rtm_protocol != RTPROT_KERNEL);
}

/* The kernel lists what is so at the moment (dead, link down), and refuses as a setting.
 */
static void clear_state_flags(struct nlmsghdr *message)
{
	struct rtmsg *route = nl_payload(message);
	struct nlattr *attr;

	route->rtm_flags &= RTNH_F_ONLINK;
	nl_for_each_attr(attr, message, sizeof(*route)) {
		struct rtnexthop *hop;

		if (nl_attr_type(attr) != RTA_MULTIPATH)
			continue;
		for_each_hop(hop, attr)
			hop->rtnh_flags &= RTNH_F_ONLINK;
	}
}

static int collect_route(const struct nlmsghdr *message, void *data)
{
	struct network_state *state = data;
	int r;

	if (message->nlmsg_type != RTM_NEWROUTE ||
	    nl_payload_length(message) < sizeof(struct rtmsg) ||
	    !is_kept_route(state, message))
		return 0;
	r = add_message(state, message);
	if (r >= 0)
		clear_state_flags(state->messages[state->n_messages - 1]);
	return r;
}

static int read_once(struct rtnl *rtnl, unsigned ifindex, struct network_state *state)
{
	static const struct {
		uint16_t type;
		uint8_t family;
		rtnl_function *collect;
	} lists[] = {
		{ RTM_GETADDR, AF_INET, collect_address },
		{ RTM_GETADDR, AF_INET6, collect_address },
		{ RTM_GETNEIGH, AF_INET, collect_neighbour },
		{ RTM_GETNEIGH, AF_INET6, collect_neighbour },
		{ RTM_GETROUTE, AF_INET, collect_route },
		{ RTM_GETROUTE, AF_INET6, collect_route },
	};
	int r;

	r = read_links(rtnl, ifindex, state);
	for (size_t i = 0; i < ARRAY_SIZE(lists) && r >= 0; i++) {
		r = rtnl_dump(rtnl, lists[i].type, lists[i].family, lists[i].collect,
			      state);
		/* A kernel without IPv6 has nothing of it to lose. */
		if (r == -EOPNOTSUPP || r == -EAFNOSUPPORT)
			r = 0;
	}
	return r;
}

int network_state_read(struct rtnl *rtnl, unsigned ifindex, struct network_state *ret)
{
	_cleanup_(network_state_clear) struct network_state state = { 0 };
	int r = -EINTR;

	for (unsigned i = 0; i < DUMPS_MAX && r == -EINTR; i++) {
		network_state_clear(&state);
		r = read_once(rtnl, ifindex, &state);
	}
	if (r < 0)
		return r;
	*ret = state;
	state = (struct network_state){ 0 };
	return 0;
}

int network_state_print(const struct network_state *state, FILE *stream)
{
	for (size_t i = 0; i < state->n_links; i++)
		fprintf(stream, "link %u %u %d %s\n", state->links[i].ifindex,
			state->links[i].master, state->links[i].up, state->links[i].name);
	for (size_t i = 0; i < state->n_messages; i++) {
		const unsigned char *bytes = (const unsigned char *)state->messages[i];

		fputs("message ", stream);
		for (uint32_t j = 0; j < state->messages[i]->nlmsg_len; j++)
			fprintf(stream, "%02x", bytes[j]);
		fputc('\n', stream);
	}
	return ferror(stream) ? -EIO : 0;
}

static int parse_message(struct network_state *state, const char *hex)
{
	const size_t length = strspn(hex, "0123456789abcdef") / 2;
	_cleanup_free_ unsigned char *bytes = malloc(length + 1);
	const struct nlmsghdr *message = (const struct nlmsghdr *)(void *)bytes;
	uint16_t type;

	if (!bytes)
		return -ENOMEM;
	for (size_t i = 0; i < length; i++)
		if (sscanf(hex + 2 * i, "%2hhx", &bytes[i]) != 1)
			return -EBADMSG;
	if (length < sizeof(*message) + sizeof(struct rtmsg) ||
	    message->nlmsg_len != length)
		return -EBADMSG;
	type = message->nlmsg_type;
	if (type != RTM_NEWADDR && type != RTM_NEWNEIGH && type != RTM_NEWROUTE)
		return -EBADMSG;
	return add_message(state, message);
}

int network_state_parse_line(struct network_state *state, const char *line)
{
	struct link link = { 0 };
	int up;

	if (strncmp(line, "message ", strlen("message ")) == 0)
		return parse_message(state, line + strlen("message "));
	if (strncmp(line, "link ", strlen("link ")) != 0)
		return 0;
	if (sscanf(line, "link %u %u %d %15s", &link.ifindex, &link.master, &up,
		   link.name) != 4)
		return -EBADMSG;
	link.up = up;
	return add_link(state, &link);
}
