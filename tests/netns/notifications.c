/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notifications FILE COMMAND [ARGUMENT...]: runs a command and writes each notification
 * of the ethtool netlink family that it causes as a line "features IFINDEX" into FILE.
 * The kernel sends them from within the request, so they are all there when the command
 * ends.
 */
#include <err.h>
#include <libmnl/libmnl.h>
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <spawn.h>
#include <sys/wait.h>

#include "base/macro.h"

#define BUFFER_SIZE 65536

struct family {
	uint16_t id;
	uint32_t group;
};

static int read_group(const struct nlattr *attr, void *data)
{
	struct family *family = data;
	const char *name = NULL;
	uint32_t id = 0;
	struct nlattr *inner;

	mnl_attr_for_each_nested(inner, attr)
	{
		if (mnl_attr_get_type(inner) == CTRL_ATTR_MCAST_GRP_NAME)
			name = mnl_attr_get_str(inner);
		if (mnl_attr_get_type(inner) == CTRL_ATTR_MCAST_GRP_ID)
			id = mnl_attr_get_u32(inner);
	}
	if (name && streq(name, ETHTOOL_MCGRP_MONITOR_NAME))
		family->group = id;
	return MNL_CB_OK;
}

static int read_family_attr(const struct nlattr *attr, void *data)
{
	struct family *family = data;

	if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
		family->id = mnl_attr_get_u16(attr);
	if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GROUPS)
		return mnl_attr_parse_nested(attr, read_group, family);
	return MNL_CB_OK;
}

static int read_family(const struct nlmsghdr *message, void *data)
{
	return mnl_attr_parse(message, GENL_HDRLEN, read_family_attr, data);
}

static struct family find_family(struct mnl_socket *socket, char *buffer)
{
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
	struct genlmsghdr *header;
	struct family family = { 0 };
	ssize_t length;

	request->nlmsg_type = GENL_ID_CTRL;
	request->nlmsg_flags = NLM_F_REQUEST;
	header = mnl_nlmsg_put_extra_header(request, sizeof(*header));
	header->cmd = CTRL_CMD_GETFAMILY;
	header->version = 1;
	mnl_attr_put_strz(request, CTRL_ATTR_FAMILY_NAME, ETHTOOL_GENL_NAME);
	if (mnl_socket_sendto(socket, request, request->nlmsg_len) < 0)
		err(EXIT_FAILURE, "sendto");
	length = mnl_socket_recvfrom(socket, buffer, BUFFER_SIZE);
	if (length < 0 ||
	    mnl_cb_run(buffer, (size_t)length, 0, 0, read_family, &family) < 0)
		err(EXIT_FAILURE, "lookup of the ethtool family");
	if (!family.group)
		errx(EXIT_FAILURE, "the ethtool family has no monitor group");
	return family;
}

static uint32_t read_ifindex(const struct nlmsghdr *message)
{
	struct nlattr *attr, *inner;

	/* The header is the first attribute of every message. */
	mnl_attr_for_each(attr, message, GENL_HDRLEN)
	{
		mnl_attr_for_each_nested(inner, attr)
		{
			if (mnl_attr_get_type(inner) == ETHTOOL_A_HEADER_DEV_INDEX)
				return mnl_attr_get_u32(inner);
		}
		break;
	}
	return 0;
}

static int write_notification(const struct nlmsghdr *message, void *data)
{
	static const char *const names[] = {
		[ETHTOOL_MSG_FEATURES_NTF] = "features",
		[ETHTOOL_MSG_PRIVFLAGS_NTF] = "private-flags",
		[ETHTOOL_MSG_EEE_NTF] = "eee",
	};
	const struct genlmsghdr *header = mnl_nlmsg_get_payload(message);
	const char *name = header->cmd < ARRAY_SIZE(names) ? names[header->cmd] : NULL;

	fprintf(data, "%s %u\n", name ?: "other", read_ifindex(message));
	return MNL_CB_OK;
}

static int run(char **argv)
{
	pid_t pid;
	int status, r;

	r = posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ);
	if (r)
		errx(EXIT_FAILURE, "%s: %s", argv[0], strerror(r));
	if (waitpid(pid, &status, 0) < 0)
		err(EXIT_FAILURE, "waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
	static char buffer[BUFFER_SIZE];
	struct mnl_socket *socket;
	struct family family;
	ssize_t length;
	FILE *file;
	int status;

	if (argc < 3)
		errx(EXIT_FAILURE, "usage: notifications FILE COMMAND [ARGUMENT...]");
	file = fopen(argv[1], "we");
	if (!file)
		err(EXIT_FAILURE, "%s", argv[1]);
	socket = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (!socket || mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0)
		err(EXIT_FAILURE, "socket");
	family = find_family(socket, buffer);
	if (mnl_socket_setsockopt(socket, NETLINK_ADD_MEMBERSHIP, &family.group,
				  sizeof(family.group)) < 0)
		err(EXIT_FAILURE, "joining the monitor group");
	status = run(argv + 2);
	while ((length = mnl_socket_recvfrom(socket, buffer, sizeof(buffer))) > 0)
		if (mnl_cb_run(buffer, (size_t)length, 0, 0, write_notification, file) <
		    0)
			err(EXIT_FAILURE, "a message that makes no sense");
	/* One that was lost would make a test pass that should not. */
	if (errno != EAGAIN)
		err(EXIT_FAILURE, "recvmsg");
	mnl_socket_close(socket);
	return fclose(file) == EOF ? EXIT_FAILURE : status;
}
