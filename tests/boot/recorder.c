/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes down what happens to the network interfaces of a boot, in the kernel's order, so
 * that a test can prove what came before what. One line an event:
 *
 * 	SECONDS IFINDEX NAME new | renamed OLD | up | down | master BRIDGE | released |
 * 		features | removed			rtnetlink
 * 	SECONDS IFINDEX NAME off FEATURE,... | eee | private-flags	ethtool netlink
 * 	SECONDS 0 - lost				a socket overflowed: no proof
 *
 * "features" is the kernel's own notice that a set of features changed. It comes through
 * the same socket as the enslaving, which is what makes their order certain. "off" names
 * what is off then and could be on.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <libmnl/libmnl.h>

#define MAX_INTERFACES 256
#define MAX_FEATURES   128
#define BUFFER_SIZE    (64 * 1024)
#define SOCKET_SIZE    (4 * 1024 * 1024)

struct link {
	int index; /* 0: free */
	char name[IF_NAMESIZE];
	bool up;
	int master;
};

struct attrs {
	const struct nlattr *of[64];
};

struct family {
	uint16_t id;
	uint32_t monitor;
};

static int output;
static struct link links[MAX_INTERFACES];
static char feature_names[MAX_FEATURES][ETH_GSTRING_LEN + 1];
static char buffer[BUFFER_SIZE];

static void die(const char *what)
{
	fprintf(stderr, "recorder: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static void put(int index, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* One write a line: the test marks its own lines in the same file. */
static void put(int index, const char *name, const char *format, ...)
{
	char line[MAX_FEATURES * ETH_GSTRING_LEN];
	struct timespec now;
	va_list args;
	int n;

	clock_gettime(CLOCK_BOOTTIME, &now);
	n = snprintf(line, sizeof(line), "%ld.%06ld %d %s ", (long)now.tv_sec,
		     now.tv_nsec / 1000, index, name);
	va_start(args, format);
	n += vsnprintf(line + n, sizeof(line) - n - 1, format, args);
	va_end(args);
	line[n++] = '\n';
	if (write(output, line, n) != n)
		die("cannot write");
}

static int collect(const struct nlattr *attr, void *data)
{
	struct attrs *attrs = data;
	unsigned type = mnl_attr_get_type(attr);

	if (type < sizeof(attrs->of) / sizeof(attrs->of[0]))
		attrs->of[type] = attr;
	return MNL_CB_OK;
}

static struct attrs nested(const struct nlattr *attr)
{
	struct attrs attrs = { 0 };

	if (attr)
		mnl_attr_parse_nested(attr, collect, &attrs);
	return attrs;
}

/* The entry of interface INDEX; with INDEX 0 a free one. NULL: there is none. */
static struct link *find_link(int index)
{
	for (size_t i = 0; i < MAX_INTERFACES; i++)
		if (links[i].index == index)
			return &links[i];
	return NULL;
}

static const char *link_name(int index)
{
	const struct link *link = index ? find_link(index) : NULL;

	return link ? link->name : "-";
}

static void on_master(struct link *link, const struct nlattr *attr)
{
	int master = attr ? (int)mnl_attr_get_u32(attr) : 0;

	if (link->master == master)
		return;
	link->master = master;
	if (master)
		put(link->index, link->name, "master %s", link_name(master));
	else
		put(link->index, link->name, "released");
}

static int on_link(const struct nlmsghdr *message, void *data)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(message);
	struct attrs attrs = { 0 };
	struct link *link = find_link(info->ifi_index);
	bool up = info->ifi_flags & IFF_UP;
	const char *name;

	(void)data;
	/* The bridge speaks of its ports in messages of its own family. */
	if (info->ifi_family != AF_UNSPEC)
		return MNL_CB_OK;
	mnl_attr_parse(message, sizeof(*info), collect, &attrs);
	if (!attrs.of[IFLA_IFNAME])
		return MNL_CB_OK;
	name = mnl_attr_get_str(attrs.of[IFLA_IFNAME]);

	if (message->nlmsg_type == RTM_DELLINK) {
		put(info->ifi_index, name, "removed");
		if (link)
			link->index = 0;
		return MNL_CB_OK;
	}
	if (!link) {
		link = find_link(0);
		if (!link) {
			errno = ENOSPC;
			die("too many interfaces");
		}
		*link = (struct link){ .index = info->ifi_index };
		snprintf(link->name, sizeof(link->name), "%s", name);
		put(link->index, name, "new");
	}
	if (strcmp(link->name, name)) {
		put(link->index, name, "renamed %s", link->name);
		snprintf(link->name, sizeof(link->name), "%s", name);
	}
	if (attrs.of[IFLA_EVENT] &&
	    mnl_attr_get_u32(attrs.of[IFLA_EVENT]) == IFLA_EVENT_FEATURES)
		put(link->index, name, "features");
	on_master(link, attrs.of[IFLA_MASTER]);
	if (link->up != up) {
		link->up = up;
		put(link->index, name, up ? "up" : "down");
	}
	return MNL_CB_OK;
}

/* Whether BIT is set in a bitset of the compact form, which notices always have. */
static bool has_bit(const struct nlattr *bitset, unsigned bit)
{
	struct attrs attrs = nested(bitset);
	const struct nlattr *value = attrs.of[ETHTOOL_A_BITSET_VALUE];

	if (!value || bit / 32 * 4 >= mnl_attr_get_payload_len(value))
		return false;
	return ((const uint32_t *)mnl_attr_get_payload(value))[bit / 32] & 1U << bit % 32;
}

static void put_features(int index, const char *name, const struct attrs *attrs)
{
	char list[MAX_FEATURES * ETH_GSTRING_LEN / 2] = "";
	size_t n = 0;

	for (unsigned i = 0; i < MAX_FEATURES; i++)
		if (has_bit(attrs->of[ETHTOOL_A_FEATURES_HW], i) &&
		    !has_bit(attrs->of[ETHTOOL_A_FEATURES_ACTIVE], i) && n < sizeof(list))
			n += snprintf(list + n, sizeof(list) - n, "%s%s", n ? "," : "",
				      feature_names[i]);
	put(index, name, "off %s", list);
}

static int on_ethtool(const struct nlmsghdr *message, void *data)
{
	const struct genlmsghdr *header = mnl_nlmsg_get_payload(message);
	struct attrs attrs = { 0 }, device;
	const char *name;
	int index;

	(void)data;
	mnl_attr_parse(message, sizeof(*header), collect, &attrs);
	/* Every message of this family begins with the device, as attribute 1. */
	device = nested(attrs.of[1]);
	if (!device.of[ETHTOOL_A_HEADER_DEV_INDEX] ||
	    !device.of[ETHTOOL_A_HEADER_DEV_NAME])
		return MNL_CB_OK;
	index = mnl_attr_get_u32(device.of[ETHTOOL_A_HEADER_DEV_INDEX]);
	name = mnl_attr_get_str(device.of[ETHTOOL_A_HEADER_DEV_NAME]);

	switch (header->cmd) {
	case ETHTOOL_MSG_FEATURES_NTF:
		put_features(index, name, &attrs);
		break;
	case ETHTOOL_MSG_EEE_NTF:
		put(index, name, "eee");
		break;
	case ETHTOOL_MSG_PRIVFLAGS_NTF:
		put(index, name, "private-flags");
		break;
	}
	return MNL_CB_OK;
}

static struct mnl_socket *open_socket(int bus)
{
	struct mnl_socket *socket = mnl_socket_open2(bus, SOCK_CLOEXEC);
	int size = SOCKET_SIZE;

	if (!socket || mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0)
		die("cannot open netlink");
	if (setsockopt(mnl_socket_get_fd(socket), SOL_SOCKET, SO_RCVBUFFORCE, &size,
		       sizeof(size)) < 0)
		die("cannot enlarge the socket's buffer");
	return socket;
}

static void join(struct mnl_socket *socket, int group)
{
	if (mnl_socket_setsockopt(socket, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) <
	    0)
		die("cannot subscribe");
}

static struct nlmsghdr *new_request(uint16_t type, uint8_t command)
{
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
	struct genlmsghdr *header;

	request->nlmsg_type = type;
	request->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	header = mnl_nlmsg_put_extra_header(request, sizeof(*header));
	header->cmd = command;
	header->version = 1;
	return request;
}

static void ask(struct mnl_socket *socket, const struct nlmsghdr *request,
		mnl_cb_t answer, void *data)
{
	unsigned port = mnl_socket_get_portid(socket);
	int r = MNL_CB_OK;

	if (mnl_socket_sendto(socket, request, request->nlmsg_len) < 0)
		die("cannot ask the kernel");
	while (r > MNL_CB_STOP) {
		ssize_t n = mnl_socket_recvfrom(socket, buffer, sizeof(buffer));

		r = n < 0 ? -1 : mnl_cb_run(buffer, n, 0, port, answer, data);
	}
	if (r < 0)
		die("the kernel refused");
}

static int on_group(const struct nlattr *attr, void *data)
{
	struct family *family = data;
	struct attrs group = nested(attr);
	const struct nlattr *name = group.of[CTRL_ATTR_MCAST_GRP_NAME];

	if (name && !strcmp(mnl_attr_get_str(name), ETHTOOL_MCGRP_MONITOR_NAME))
		family->monitor = mnl_attr_get_u32(group.of[CTRL_ATTR_MCAST_GRP_ID]);
	return MNL_CB_OK;
}

static int on_family(const struct nlmsghdr *message, void *data)
{
	struct family *family = data;
	struct attrs attrs = { 0 };

	mnl_attr_parse(message, sizeof(struct genlmsghdr), collect, &attrs);
	if (!attrs.of[CTRL_ATTR_FAMILY_ID] || !attrs.of[CTRL_ATTR_MCAST_GROUPS])
		return MNL_CB_OK;
	family->id = mnl_attr_get_u16(attrs.of[CTRL_ATTR_FAMILY_ID]);
	return mnl_attr_parse_nested(attrs.of[CTRL_ATTR_MCAST_GROUPS], on_group, family);
}

static int on_string(const struct nlattr *attr, void *data)
{
	struct attrs string = nested(attr);
	uint32_t i = mnl_attr_get_u32(string.of[ETHTOOL_A_STRING_INDEX]);

	(void)data;
	if (i < MAX_FEATURES)
		snprintf(feature_names[i], sizeof(feature_names[i]), "%s",
			 mnl_attr_get_str(string.of[ETHTOOL_A_STRING_VALUE]));
	return MNL_CB_OK;
}

static int on_strings(const struct nlmsghdr *message, void *data)
{
	struct attrs attrs = { 0 };

	(void)data;
	mnl_attr_parse(message, sizeof(struct genlmsghdr), collect, &attrs);
	attrs = nested(attrs.of[ETHTOOL_A_STRSET_STRINGSETS]);
	attrs = nested(attrs.of[ETHTOOL_A_STRINGSETS_STRINGSET]);
	if (!attrs.of[ETHTOOL_A_STRINGSET_STRINGS])
		return MNL_CB_OK;
	return mnl_attr_parse_nested(attrs.of[ETHTOOL_A_STRINGSET_STRINGS], on_string,
				     NULL);
}

static struct mnl_socket *open_ethtool(void)
{
	struct mnl_socket *socket = open_socket(NETLINK_GENERIC);
	struct family family = { 0 };
	struct nlmsghdr *request = new_request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY);
	struct nlattr *sets, *set;

	mnl_attr_put_strz(request, CTRL_ATTR_FAMILY_NAME, ETHTOOL_GENL_NAME);
	ask(socket, request, on_family, &family);

	request = new_request(family.id, ETHTOOL_MSG_STRSET_GET);
	set = mnl_attr_nest_start(request, ETHTOOL_A_STRSET_HEADER);
	mnl_attr_nest_end(request, set);
	sets = mnl_attr_nest_start(request, ETHTOOL_A_STRSET_STRINGSETS);
	set = mnl_attr_nest_start(request, ETHTOOL_A_STRINGSETS_STRINGSET);
	mnl_attr_put_u32(request, ETHTOOL_A_STRINGSET_ID, ETH_SS_FEATURES);
	mnl_attr_nest_end(request, set);
	mnl_attr_nest_end(request, sets);
	ask(socket, request, on_strings, NULL);
	join(socket, family.monitor);
	return socket;
}

static void drain(struct mnl_socket *socket, mnl_cb_t callback)
{
	ssize_t n;

	while ((n = recv(mnl_socket_get_fd(socket), buffer, sizeof(buffer),
			 MSG_DONTWAIT)) > 0)
		mnl_cb_run(buffer, n, 0, 0, callback, NULL);
	if (n < 0 && errno == ENOBUFS)
		put(0, "-", "lost");
	else if (n < 0 && errno != EAGAIN && errno != EINTR)
		die("cannot receive");
}

int main(int argc, char **argv)
{
	struct mnl_socket *route, *ethtool;
	struct pollfd fds[2];

	if (argc != 2) {
		fprintf(stderr, "usage: recorder FILE\n");
		return 2;
	}
	output = open(argv[1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (output < 0)
		die(argv[1]);
	route = open_socket(NETLINK_ROUTE);
	join(route, RTNLGRP_LINK);
	ethtool = open_ethtool();

	/* Who started it may rely on it from here on. */
	if (daemon(0, 0) < 0)
		die("cannot fork");
	/* The sign for "live on" at the change of the root file system:
	 * https://systemd.io/ROOT_STORAGE_DAEMONS/ */
	argv[0][0] = '@';

	fds[0] = (struct pollfd){ .fd = mnl_socket_get_fd(route), .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = mnl_socket_get_fd(ethtool), .events = POLLIN };
	for (;;) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			die("cannot wait");
		drain(route, on_link);
		drain(ethtool, on_ethtool);
	}
}
