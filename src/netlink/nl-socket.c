/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netlink/nl-socket.h"

#include <sys/time.h>

static int bind_socket(struct nl_socket *socket)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK };
	socklen_t length = sizeof(address);

	if (bind(socket->fd, (struct sockaddr *)&address, length) < 0 ||
	    getsockname(socket->fd, (struct sockaddr *)&address, &length) < 0)
		return -errno;
	socket->portid = address.nl_pid;
	return 0;
}

struct nl_socket *nl_socket_open(int bus, int flags, unsigned seconds)
{
	const struct timeval timeout = { .tv_sec = seconds };
	struct nl_socket *opened = malloc(sizeof(*opened));
	int r = 0;

	if (!opened)
		return NULL;
	opened->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | flags, bus);
	/* Sending has no queue that could be full: there is nothing to limit. */
	if (opened->fd < 0 || (seconds && setsockopt(opened->fd, SOL_SOCKET, SO_RCVTIMEO,
						     &timeout, sizeof(timeout)) < 0))
		r = -errno;
	else
		r = bind_socket(opened);
	if (r >= 0)
		return opened;
	nl_socket_close(opened);
	errno = -r;
	return NULL;
}

int nl_socket_send(struct nl_socket *socket, const struct nlmsghdr *message)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	if (sendto(socket->fd, message, message->nlmsg_len, 0,
		   (const struct sockaddr *)&kernel, sizeof(kernel)) < 0)
		return -errno;
	return 0;
}

ssize_t nl_socket_receive(struct nl_socket *socket, void *buffer, size_t size)
{
	struct iovec iov = { .iov_base = buffer, .iov_len = size };
	struct sockaddr_nl sender = { 0 };
	struct msghdr message = {
		.msg_name = &sender,
		.msg_namelen = sizeof(sender),
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	ssize_t length = recvmsg(socket->fd, &message, 0);

	if (length >= 0 && (message.msg_flags & MSG_TRUNC)) {
		errno = ENOSPC;
		return -1;
	}
	if (length >= 0 && message.msg_namelen != sizeof(sender)) {
		errno = EINVAL;
		return -1;
	}
	return length;
}

struct nl_socket *nl_socket_close(struct nl_socket *socket)
{
	if (socket && socket->fd >= 0)
		close(socket->fd);
	free(socket);
	return NULL;
}
