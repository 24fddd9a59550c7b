/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <sys/socket.h>

#include "netlink/nl-message.h"

/* A netlink socket with an address of its own, so that the kernel knows whom to answer.
 */
struct nl_socket {
	int fd;
	uint32_t portid;
};

/* Opens and binds a socket of BUS, NETLINK_*; FLAGS are SOCK_*, and SECONDS limits the
 * wait for an answer, 0: no limit. NULL and errno after a failure. */
struct nl_socket *nl_socket_open(int bus, int flags, unsigned seconds);

/* Sends the message to the kernel: 0 or -errno. */
_must_check_ int nl_socket_send(struct nl_socket *socket, const struct nlmsghdr *message);

/* Receives a datagram: its length, or -1 and errno; ENOSPC where it has more than SIZE
 * bytes. */
ssize_t nl_socket_receive(struct nl_socket *socket, void *buffer, size_t size);

/* Closes and frees SOCKET, which may be NULL; returns NULL. */
struct nl_socket *nl_socket_close(struct nl_socket *socket);
