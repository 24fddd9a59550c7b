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
		const struct nlmsgerr *error = mnl_nlmsg_get_payload(message);

		if (mnl_nlmsg_get_payload_len(message) < sizeof(*error) ||
		    error->error >= 0)
			return -EBADMSG;
		return error->error;
	}
	if (message->nlmsg_type != RTM_NEWROUTE)
		return -EBADMSG;
	mnl_attr_for_each(
		attribute, message,
		sizeof(struct rtmsg)) if (mnl_attr_get_type(attribute) == RTA_OIF &&
					  mnl_attr_validate(attribute, MNL_TYPE_U32) >= 0)
	{
		*ret_ifindex = mnl_attr_get_u32(attribute);
		return 0;
	}
	return -ENETUNREACH;
}

static int ask_route(struct mnl_socket *socket, const struct address *address,
		     unsigned *ret_ifindex)
{
	_Alignas(struct nlmsghdr) char buffer[8192];
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
	struct rtmsg *route;
	const size_t length = address->family == AF_INET ? 4 : 16;
	ssize_t got;

	request->nlmsg_type = RTM_GETROUTE;
	request->nlmsg_flags = NLM_F_REQUEST;
	route = mnl_nlmsg_put_extra_header(request, sizeof(*route));
	route->rtm_family = address->family;
	route->rtm_dst_len = (uint8_t)(length * 8);
	mnl_attr_put(request, RTA_DST, length, address->bytes);
	if (address->scope)
		mnl_attr_put_u32(request, RTA_OIF, address->scope);
	if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    mnl_socket_sendto(socket, request, request->nlmsg_len) < 0)
		return -errno;
	got = mnl_socket_recvfrom(socket, buffer, sizeof(buffer));
	if (got < 0)
		return -errno;
	if (!mnl_nlmsg_ok((const struct nlmsghdr *)buffer, (int)got))
		return -EBADMSG;
	return take_route((const struct nlmsghdr *)buffer, ret_ifindex);
}

int route_lookup(const struct address *address, unsigned *ret_ifindex)
{
	struct mnl_socket *socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	int r;

	if (!socket)
		return -errno;
	r = ask_route(socket, address, ret_ifindex);
	mnl_socket_close(socket);
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
