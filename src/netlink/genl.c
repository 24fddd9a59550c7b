/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netlink/genl.h"

#include <linux/genetlink.h>
#include <sys/time.h>
#include <time.h>

/* The kernel answers from within sendto(): to have to wait is out of the ordinary. */
#define TIMEOUT_SECONDS 2

/* Enough for a lookup, and for every message of the ethtool family so far. */
#define GENL_VERSION 1

void genl_close(struct genl *genl)
{
	if (genl->socket)
		mnl_socket_close(genl->socket);
	genl->socket = NULL;
}

struct nlmsghdr *genl_begin(struct genl *genl, uint8_t command)
{
	struct nlmsghdr *request = mnl_nlmsg_put_header(genl->buffer);
	struct genlmsghdr *header;

	request->nlmsg_type = genl->family;
	request->nlmsg_flags = NLM_F_REQUEST;
	request->nlmsg_seq = ++genl->sequence;
	header = mnl_nlmsg_put_extra_header(request, sizeof(*header));
	header->cmd = command;
	header->version = GENL_VERSION;
	return request;
}

static int send_request(struct genl *genl, uint16_t flags)
{
	struct nlmsghdr *request = (struct nlmsghdr *)genl->buffer;

	request->nlmsg_flags |= flags;
	if (mnl_socket_sendto(genl->socket, request, request->nlmsg_len) < 0)
		return -errno;
	return 0;
}

/* mnl_nlmsg_ok() takes lengths for signed: one beyond INT_MAX would do as a short one. */
static bool is_whole(const struct nlmsghdr *message, int left)
{
	return mnl_nlmsg_ok(message, left) && message->nlmsg_len <= (unsigned)left;
}

static int read_error(const struct nlmsghdr *message)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(message);

	if (mnl_nlmsg_get_payload_len(message) < sizeof(*error) || error->error > 0)
		return -EBADMSG;
	return error->error;
}

/*
 * Looks through one datagram of LENGTH bytes for what ends the request: the answer, if
 * one is wanted, or else the acknowledgement, or an error. 1 and perhaps RET where it is
 * there, 0 where it is not, or the error.
 */
static int find_end(const struct genl *genl, int length, const struct nlmsghdr **ret)
{
	const struct nlmsghdr *message = (const struct nlmsghdr *)genl->buffer;
	int left = length, r;

	for (; is_whole(message, left); message = mnl_nlmsg_next(message, &left)) {
		/* A notification, or the answer to a request that was given up. */
		if (message->nlmsg_seq != genl->sequence ||
		    message->nlmsg_pid != mnl_socket_get_portid(genl->socket))
			continue;
		if (message->nlmsg_type == NLMSG_ERROR) {
			r = read_error(message);
			if (r < 0)
				return r;
			return ret ? -EBADMSG : 1;
		}
		if (message->nlmsg_type != genl->family || !ret)
			continue;
		if (mnl_nlmsg_get_payload_len(message) < GENL_HDRLEN)
			return -EBADMSG;
		*ret = message;
		return 1;
	}
	return left > 0 ? -EBADMSG : 0;
}

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

static int receive(struct genl *genl, const struct nlmsghdr **ret)
{
	const time_t end = now() + TIMEOUT_SECONDS;
	ssize_t length;
	int r;

	/* The socket limits one wait; a stream of messages for others must end too. */
	do {
		length = mnl_socket_recvfrom(genl->socket, genl->buffer,
					     sizeof(genl->buffer));
		if (length < 0 && errno == EINTR)
			continue;
		if (length < 0 && errno == ENOSPC)
			return -EBADMSG;
		if (length < 0)
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
		r = find_end(genl, (int)length, ret);
		if (r != 0)
			return r < 0 ? r : 0;
	} while (now() <= end);
	return -ETIMEDOUT;
}

int genl_ask(struct genl *genl, const struct nlmsghdr **ret)
{
	int r = send_request(genl, 0);

	return r < 0 ? r : receive(genl, ret);
}

int genl_tell(struct genl *genl)
{
	int r = send_request(genl, NLM_F_ACK);

	return r < 0 ? r : receive(genl, NULL);
}

static int walk(const char *payload, size_t length, genl_function *function, void *data)
{
	const struct nlattr *attr = (const struct nlattr *)payload;
	const char *end = payload + length;
	int r;

	for (; mnl_attr_ok(attr, (int)(end - (const char *)attr));
	     attr = mnl_attr_next(attr)) {
		r = function(attr, data);
		if (r < 0)
			return r;
	}
	/* The last one may do without its padding, but a part of one more is a cut. */
	return (const char *)attr < end ? -EBADMSG : 0;
}

struct sorter {
	const enum mnl_attr_data_type *types;
	size_t n;
	const struct nlattr **attrs;
};

static int sort_attr(const struct nlattr *attr, void *data)
{
	const struct sorter *sorter = data;
	uint16_t type = mnl_attr_get_type(attr);

	if (type >= sorter->n)
		return 0;
	if (mnl_attr_validate(attr, sorter->types[type]) < 0)
		return -EBADMSG;
	sorter->attrs[type] = attr;
	return 0;
}

int genl_parse(const struct nlmsghdr *message, const enum mnl_attr_data_type *types,
	       size_t n, const struct nlattr **ret)
{
	struct sorter sorter = { .types = types, .n = n, .attrs = ret };

	memset(ret, 0, n * sizeof(*ret));
	return walk(mnl_nlmsg_get_payload_offset(message, GENL_HDRLEN),
		    mnl_nlmsg_get_payload_len(message) - GENL_HDRLEN, sort_attr, &sorter);
}

int genl_parse_nest(const struct nlattr *nest, const enum mnl_attr_data_type *types,
		    size_t n, const struct nlattr **ret)
{
	struct sorter sorter = { .types = types, .n = n, .attrs = ret };

	memset(ret, 0, n * sizeof(*ret));
	return walk(mnl_attr_get_payload(nest), mnl_attr_get_payload_len(nest), sort_attr,
		    &sorter);
}

int genl_for_each(const struct nlattr *nest, genl_function *function, void *data)
{
	return walk(mnl_attr_get_payload(nest), mnl_attr_get_payload_len(nest), function,
		    data);
}

struct command_search {
	uint32_t command;
	bool found;
};

static int look_for_command(const struct nlattr *attr, void *data)
{
	static const enum mnl_attr_data_type types[] = {
		[CTRL_ATTR_OP_ID] = MNL_TYPE_U32,
	};
	const struct nlattr *attrs[ARRAY_SIZE(types)];
	struct command_search *search = data;
	int r;

	r = genl_parse_nest(attr, types, ARRAY_SIZE(types), attrs);
	if (r >= 0 && attrs[CTRL_ATTR_OP_ID] &&
	    mnl_attr_get_u32(attrs[CTRL_ATTR_OP_ID]) == search->command)
		search->found = true;
	return r;
}

static int find_family(struct genl *genl, const char *name, uint8_t command,
		       uint16_t *ret)
{
	static const enum mnl_attr_data_type types[] = {
		[CTRL_ATTR_FAMILY_ID] = MNL_TYPE_U16,
		[CTRL_ATTR_OPS] = MNL_TYPE_NESTED,
	};
	struct command_search search = { .command = command };
	const struct nlattr *attrs[ARRAY_SIZE(types)];
	struct nlmsghdr *request;
	const struct nlmsghdr *answer;
	int r;

	genl->family = GENL_ID_CTRL;
	request = genl_begin(genl, CTRL_CMD_GETFAMILY);
	if (!mnl_attr_put_strz_check(request, GENL_BUFFER_SIZE, CTRL_ATTR_FAMILY_NAME,
				     name))
		return -EMSGSIZE;
	r = genl_ask(genl, &answer);
	if (r < 0)
		return r == -ENOENT ? -EOPNOTSUPP : r;
	r = genl_parse(answer, types, ARRAY_SIZE(types), attrs);
	if (r < 0)
		return r;
	if (!attrs[CTRL_ATTR_FAMILY_ID])
		return -EBADMSG;
	if (attrs[CTRL_ATTR_OPS]) {
		r = genl_for_each(attrs[CTRL_ATTR_OPS], look_for_command, &search);
		if (r < 0 || !search.found)
			return r < 0 ? r : -EOPNOTSUPP;
	}
	*ret = mnl_attr_get_u16(attrs[CTRL_ATTR_FAMILY_ID]);
	return 0;
}

int genl_open(struct genl *genl, const char *family, uint8_t command)
{
	static const struct timeval timeout = { .tv_sec = TIMEOUT_SECONDS };
	int r;

	genl->sequence = 0;
	genl->socket = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);
	if (!genl->socket)
		return -errno;
	/* Sending has no queue that could be full: there is nothing to limit. */
	if (setsockopt(mnl_socket_get_fd(genl->socket), SOL_SOCKET, SO_RCVTIMEO, &timeout,
		       sizeof(timeout)) < 0 ||
	    mnl_socket_bind(genl->socket, 0, MNL_SOCKET_AUTOPID) < 0)
		r = -errno;
	else
		r = find_family(genl, family, command, &genl->family);
	if (r < 0)
		genl_close(genl);
	return r;
}
