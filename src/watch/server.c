/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/server.h"

#include <ctype.h>
#include <netdb.h>
#include <netinet/in.h>

static bool is_port(const char *text)
{
	char *end;
	unsigned long port = strtoul(text, &end, 10);

	return isdigit((unsigned char)*text) && !*end && port > 0 && port < 65536;
}

/* Cuts the text into host and port. */
static int split_server(const char *text, struct server *ret)
{
	const char *colon = strrchr(text, ':'), *host = text;
	size_t length = strlen(text);

	if (*text == '[') {
		const char *end = strchr(text, ']');

		if (!end || (end[1] && end[1] != ':'))
			return -EINVAL;
		colon = end[1] ? end + 1 : NULL;
		host = text + 1;
		length = (size_t)(end - host);
	} else if (colon && strchr(text, ':') != colon) {
		colon = NULL; /* an IPv6 address */
	} else if (colon) {
		length = (size_t)(colon - text);
	}
	/* What begins with a dash would be an option of iperf3's. */
	if (length == 0 || length >= sizeof(ret->host) || *host == '-' ||
	    (colon && !is_port(colon + 1)))
		return -EINVAL;
	memcpy(ret->host, host, length);
	ret->host[length] = '\0';
	if (colon)
		snprintf(ret->port, sizeof(ret->port), "%s", colon + 1);
	return 0;
}

static void take_address(struct server *server, const struct addrinfo *found)
{
	if (found->ai_family == AF_INET && !server->has_ipv4) {
		const struct sockaddr_in *address = (const void *)found->ai_addr;

		server->has_ipv4 = true;
		server->ipv4.family = AF_INET;
		memcpy(server->ipv4.bytes, &address->sin_addr, 4);
	} else if (found->ai_family == AF_INET6 && !server->has_ipv6) {
		const struct sockaddr_in6 *address = (const void *)found->ai_addr;

		server->has_ipv6 = true;
		server->ipv6.family = AF_INET6;
		server->ipv6.scope = address->sin6_scope_id;
		memcpy(server->ipv6.bytes, &address->sin6_addr, 16);
	}
}

int server_find(const char *text, struct server *ret)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *list = NULL;
	struct server server = { 0 };
	int r;

	r = split_server(text, &server);
	if (r < 0)
		return r;
	if (getaddrinfo(server.host, NULL, &hints, &list) != 0)
		return -ENOENT;
	for (const struct addrinfo *found = list; found; found = found->ai_next)
		take_address(&server, found);
	freeaddrinfo(list);
	if (!server.has_ipv4 && !server.has_ipv6)
		return -ENOENT;
	*ret = server;
	return 0;
}

static int check_address(const struct address *address, struct rtnl *rtnl,
			 unsigned ifindex, unsigned *ret_other)
{
	unsigned out;
	int r;

	r = route_lookup(address, &out);
	if (r < 0)
		return r;
	r = route_covers(rtnl, out, ifindex);
	if (r != 0)
		return r < 0 ? r : 0;
	*ret_other = out;
	return -EXDEV;
}

int server_check_route(const struct server *server, struct rtnl *rtnl, unsigned ifindex,
		       unsigned *ret_other)
{
	int r = 0;

	if (server->has_ipv4)
		r = check_address(&server->ipv4, rtnl, ifindex, ret_other);
	if (r >= 0 && server->has_ipv6)
		r = check_address(&server->ipv6, rtnl, ifindex, ret_other);
	return r;
}
