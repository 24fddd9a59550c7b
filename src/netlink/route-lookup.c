/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netlink/route-lookup.h"

#include <linux/rtnetlink.h>
#include <sys/socket.h>

/* Interfaces on each other; more than anybody stacks, and an end where they form a ring.
 */
#define DEPTH_MAX 8

static int take_route(const struct nlmsghdr *message, unsigned *ret_ifindex)
{
	struct nlattr *attribute;

	if (message->nlmsg_type == NLMSG_ERROR) {
		const struct nlmsgerr *error = nl_payload(message);

		if (nl_payload_length(message) < sizeof(*error) || error->error >= 0)
			return -EBADMSG;
		return error->error;
	}
	if (message->nlmsg_type != RTM_NEWROUTE)
		return -EBADMSG;
	nl_for_each_attr(attribute, message, sizeof(struct rtmsg))
		if (nl_attr_type(attribute) == RTA_OIF && nl_attr_is(attribute, NL_U32)) {
			*ret_ifindex = nl_attr_u32(attribute);
			return 0;
		}
	return -ENETUNREACH;
}

static int ask_route(struct nl_socket *socket, const struct address *address,
		     unsigned *ret_ifindex)
{
	_Alignas(struct nlmsghdr) char buffer[8192];
	struct nlmsghdr *request = nl_put_header(buffer);
	struct rtmsg *route;
	const size_t length = address->family == AF_INET ? 4 : 16;
	ssize_t got;
	int r;

	request->nlmsg_type = RTM_GETROUTE;
	request->nlmsg_flags = NLM_F_REQUEST;
	route = nl_put_extra_header(request, sizeof(*route));
	route->rtm_family = address->family;
	route->rtm_dst_len = (uint8_t)(length * 8);
	nl_put(request, RTA_DST, length, address->bytes);
	if (address->scope)
		nl_put_u32(request, RTA_OIF, address->scope);
	r = nl_socket_send(socket, request);
	if (r < 0)
		return r;
	got = nl_socket_receive(socket, buffer, sizeof(buffer));
	if (got < 0)
		return -errno;
	if (!nl_message_ok((const struct nlmsghdr *)buffer, (int)got))
		return -EBADMSG;
	return take_route((const struct nlmsghdr *)buffer, ret_ifindex);
}

int route_lookup(const struct address *address, unsigned *ret_ifindex)
{
	struct nl_socket *socket = nl_socket_open(NETLINK_ROUTE, 0, 0);
	int r;

	if (!socket)
		return -errno;
	r = ask_route(socket, address, ret_ifindex);
	nl_socket_close(socket);
	return r;
}

/* Whether OUT is the port or one of the masters above it. */
static int is_above(struct rtnl *rtnl, unsigned out, unsigned ifindex)
{
	for (int i = 0; i < DEPTH_MAX && ifindex; i++) {
		struct link link;
		int r;

		if (ifindex == out)
			return 1;
		r = rtnl_get_link(rtnl, ifindex, &link);
		if (r < 0)
			return r;
		ifindex = link.master;
	}
	return 0;
}

int route_covers(struct rtnl *rtnl, unsigned out, unsigned ifindex)
{
	for (int i = 0; i < DEPTH_MAX && out; i++) {
		struct link link;
		int r = is_above(rtnl, out, ifindex);

		if (r != 0)
			return r;
		r = rtnl_get_link(rtnl, out, &link);
		if (r < 0)
			return r;
		out = link.lower;
	}
	return 0;
}
