/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netlink/monitor.h"

#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <linux/rtnetlink.h>

#include "netlink/genl.h"
#include "netlink/rtnetlink.h"

/* A notification of a link has some 2 KiB; several may share a datagram. */
#define MONITOR_BUFFER_SIZE 16384

static int read_group(const struct nlattr *attr, void *data)
{
	static const enum nl_type types[] = {
		[CTRL_ATTR_MCAST_GRP_NAME] = NL_NUL_STRING,
		[CTRL_ATTR_MCAST_GRP_ID] = NL_U32,
	};
	const struct nlattr *attrs[ARRAY_SIZE(types)];
	uint32_t *group = data;
	int r;

	r = genl_parse_nest(attr, types, ARRAY_SIZE(types), attrs);
	if (r < 0)
		return r;
	if (attrs[CTRL_ATTR_MCAST_GRP_NAME] && attrs[CTRL_ATTR_MCAST_GRP_ID] &&
	    streq(nl_attr_str(attrs[CTRL_ATTR_MCAST_GRP_NAME]),
		  ETHTOOL_MCGRP_MONITOR_NAME))
		*group = nl_attr_u32(attrs[CTRL_ATTR_MCAST_GRP_ID]);
	return 0;
}

/* The number of ethtool's family, and of its group that notifications go to. */
static int find_group(uint16_t *ret_family, uint32_t *ret)
{
	static const enum nl_type types[] = {
		[CTRL_ATTR_MCAST_GROUPS] = NL_NESTED,
	};
	_cleanup_free_ struct genl *genl = malloc(sizeof(*genl));
	const struct nlattr *attrs[ARRAY_SIZE(types)];
	const struct nlmsghdr *answer;
	struct nlmsghdr *request;
	uint16_t family;
	uint32_t group = 0;
	int r;

	if (!genl)
		return -ENOMEM;
	r = genl_open(genl, ETHTOOL_GENL_NAME, ETHTOOL_MSG_FEATURES_GET);
	if (r < 0)
		return r;
	family = genl->family;
	genl->family = GENL_ID_CTRL;
	request = genl_begin(genl, CTRL_CMD_GETFAMILY);
	nl_put_u16(request, CTRL_ATTR_FAMILY_ID, family);
	r = genl_ask(genl, &answer);
	if (r >= 0)
		r = genl_parse(answer, types, ARRAY_SIZE(types), attrs);
	if (r >= 0)
		r = attrs[CTRL_ATTR_MCAST_GROUPS]
			    ? genl_for_each(attrs[CTRL_ATTR_MCAST_GROUPS], read_group,
					    &group)
			    : -EOPNOTSUPP;
	genl_close(genl);
	if (r < 0)
		return r;
	if (!group)
		return -EOPNOTSUPP;
	*ret_family = family;
	*ret = group;
	return 0;
}

static int subscribe(struct monitor *monitor, int bus, uint32_t group)
{
	int r = 0;

	monitor->socket = nl_socket_open(bus, SOCK_NONBLOCK, 0);
	if (!monitor->socket ||
	    setsockopt(monitor->socket->fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
		       sizeof(group)) < 0)
		r = -errno;
	if (r < 0)
		monitor_close(monitor);
	return r;
}

int monitor_open_links(struct monitor *monitor)
{
	monitor->family = 0;
	return subscribe(monitor, NETLINK_ROUTE, RTNLGRP_LINK);
}

int monitor_open_settings(struct monitor *monitor)
{
	uint32_t group;
	int r;

	monitor->socket = NULL;
	r = find_group(&monitor->family, &group);
	return r < 0 ? r : subscribe(monitor, NETLINK_GENERIC, group);
}

int monitor_fd(const struct monitor *monitor)
{
	return monitor->socket ? monitor->socket->fd : -1;
}

static void read_link(const struct nlmsghdr *message, monitor_function *function,
		      void *data)
{
	const struct ifinfomsg *info = nl_payload(message);
	struct link link;

	if (message->nlmsg_type != RTM_NEWLINK && message->nlmsg_type != RTM_DELLINK)
		return;
	/*
	 * A bridge speaks of its ports in messages of its own family, RTM_DELLINK for
	 * "released".
	 */
	if (link_parse(message, &link) < 0 || info->ifi_family != AF_UNSPEC)
		return;
	function(message->nlmsg_type == RTM_DELLINK ? MONITOR_REMOVED : MONITOR_LINK,
		 &link, data);
}

static void read_settings(const struct nlmsghdr *message, monitor_function *function,
			  void *data)
{
	static const enum nl_type header_types[] = {
		[ETHTOOL_A_HEADER_DEV_INDEX] = NL_U32,
	};
	static const enum nl_type types[] = {
		/* Every message of this family begins with the device, as attribute 1. */
		[ETHTOOL_A_FEATURES_HEADER] = NL_NESTED,
	};
	const struct genlmsghdr *genl = nl_payload(message);
	const struct nlattr *attrs[ARRAY_SIZE(types)];
	const struct nlattr *header[ARRAY_SIZE(header_types)];
	struct link link = { 0 };

	if (nl_payload_length(message) < sizeof(*genl) ||
	    (genl->cmd != ETHTOOL_MSG_FEATURES_NTF &&
	     genl->cmd != ETHTOOL_MSG_PRIVFLAGS_NTF && genl->cmd != ETHTOOL_MSG_EEE_NTF))
		return;
	if (genl_parse(message, types, ARRAY_SIZE(types), attrs) < 0 ||
	    !attrs[ETHTOOL_A_FEATURES_HEADER] ||
	    genl_parse_nest(attrs[ETHTOOL_A_FEATURES_HEADER], header_types,
			    ARRAY_SIZE(header_types), header) < 0 ||
	    !header[ETHTOOL_A_HEADER_DEV_INDEX])
		return;
	link.ifindex = nl_attr_u32(header[ETHTOOL_A_HEADER_DEV_INDEX]);
	function(MONITOR_SETTINGS, &link, data);
}

static void read_datagram(const struct monitor *monitor, const char *buffer, int length,
			  monitor_function *function, void *data)
{
	const struct nlmsghdr *message = (const struct nlmsghdr *)buffer;

	for (; nl_message_ok(message, length);
	     message = nl_message_next(message, &length)) {
		if (!monitor->family)
			read_link(message, function, data);
		else if (message->nlmsg_type == monitor->family)
			read_settings(message, function, data);
	}
}

int monitor_read(struct monitor *monitor, monitor_function *function, void *data)
{
	_Alignas(struct nlmsghdr) char buffer[MONITOR_BUFFER_SIZE];

	for (;;) {
		ssize_t length =
			nl_socket_receive(monitor->socket, buffer, sizeof(buffer));

		if (length > 0) {
			read_datagram(monitor, buffer, (int)length, function, data);
			continue;
		}
		if (length == 0 || errno == EAGAIN)
			return 0;
		if (errno == ENOBUFS || errno == ENOSPC)
			function(MONITOR_LOST, NULL, data);
		else if (errno != EINTR)
			return -errno;
	}
}

void monitor_close(struct monitor *monitor)
{
	if (monitor->socket)
		nl_socket_close(monitor->socket);
	monitor->socket = NULL;
}
