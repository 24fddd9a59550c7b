/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netlink/genl.h"

#include <linux/genetlink.h>
#include <time.h>

/* The kernel answers from within sendto(): to have to wait is out of the ordinary. */
#define TIMEOUT_SECONDS 2

/* Enough for a lookup, and for every message of the ethtool family so far. */
#define GENL_VERSION 1

void genl_close(struct genl *genl)
{
	if (genl->socket)
		nl_socket_close(genl->socket);
	genl->socket = NULL;
}

struct nlmsghdr *genl_begin(struct genl *genl, uint8_t command)
{
	struct nlmsghdr *request = nl_put_header(genl->buffer);
	struct genlmsghdr *header;

	request->nlmsg_type = genl->family;
	request->nlmsg_flags = NLM_F_REQUEST;
	request->nlmsg_seq = ++genl->sequence;
	header = nl_put_extra_header(request, sizeof(*header));
	header->cmd = command;
	header->version = GENL_VERSION;
	return request;
}

static int send_request(struct genl *genl, uint16_t flags)
{
	struct nlmsghdr *request = (struct nlmsghdr *)genl->buffer;

	request->nlmsg_flags |= flags;
	return nl_socket_send(genl->socket, request);
}

static int read_error(const struct nlmsghdr *message)
{
	const struct nlmsgerr *error = nl_payload(message);

	if (nl_payload_length(message) < sizeof(*error) || error->error > 0)
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

	for (; nl_message_ok(message, left); message = nl_message_next(message, &left)) {
		/* A notification, or the answer to a request that was given up. */
		if (message->nlmsg_seq != genl->sequence ||
		    message->nlmsg_pid != genl->socket->portid)
			continue;
		if (message->nlmsg_type == NLMSG_ERROR) {
			r = read_error(message);
			if (r < 0)
				return r;
			return ret ? -EBADMSG : 1;
		}
		if (message->nlmsg_type != genl->family || !ret)
			continue;
		if (nl_payload_length(message) < GENL_HDRLEN)
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
		length = nl_socket_receive(genl->socket, genl->buffer,
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

	for (; nl_attr_ok(attr, (int)(end - (const char *)attr));
	     attr = nl_attr_next(attr)) {
		r = function(attr, data);
		if (r < 0)
			return r;
	}
	/* The last one may do without its padding, but a part of one more is a cut. */
	return (const char *)attr < end ? -EBADMSG : 0;
}

struct sorter {
	const enum nl_type *types;
	size_t n;
	const struct nlattr **attrs;
};

static int sort_attr(const struct nlattr *attr, void *data)
{
	const struct sorter *sorter = data;
	uint16_t type = nl_attr_type(attr);

	if (type >= sorter->n)
		return 0;
	if (!nl_attr_is(attr, sorter->types[type]))
		return -EBADMSG;
	sorter->attrs[type] = attr;
	return 0;
}

int genl_parse(const struct nlmsghdr *message, const enum nl_type *types, size_t n,
	       const struct nlattr **ret)
{
	struct sorter sorter = { .types = types, .n = n, .attrs = ret };

	memset(ret, 0, n * sizeof(*ret));
	return walk((const char *)nl_first_attr(message, GENL_HDRLEN),
		    nl_payload_length(message) - GENL_HDRLEN, sort_attr, &sorter);
}

int genl_parse_nest(const struct nlattr *nest, const enum nl_type *types, size_t n,
		    const struct nlattr **ret)
{
	struct sorter sorter = { .types = types, .n = n, .attrs = ret };

	memset(ret, 0, n * sizeof(*ret));
	return walk(nl_attr_payload(nest), nl_attr_length(nest), sort_attr, &sorter);
}

int genl_for_each(const struct nlattr *nest, genl_function *function, void *data)
{
	return walk(nl_attr_payload(nest), nl_attr_length(nest), function, data);
}

struct command_search {
	uint32_t command;
	bool found;
};

static int look_for_command(const struct nlattr *attr, void *data)
{
	static const enum nl_type types[] = {
		[CTRL_ATTR_OP_ID] = NL_U32,
	};
	const struct nlattr *attrs[ARRAY_SIZE(types)];
	struct command_search *search = data;
	int r;

	r = genl_parse_nest(attr, types, ARRAY_SIZE(types), attrs);
	if (r >= 0 && attrs[CTRL_ATTR_OP_ID] &&
	    nl_attr_u32(attrs[CTRL_ATTR_OP_ID]) == search->command)
		search->found = true;
	return r;
}

static int find_family(struct genl *genl, const char *name, uint8_t command,
		       uint16_t *ret)
{
	static const enum nl_type types[] = {
		[CTRL_ATTR_FAMILY_ID] = NL_U16,
		[CTRL_ATTR_OPS] = NL_NESTED,
	};
	struct command_search search = { .command = command };
	const struct nlattr *attrs[ARRAY_SIZE(types)];
	struct nlmsghdr *request;
	const struct nlmsghdr *answer;
	int r;

	genl->family = GENL_ID_CTRL;
	request = genl_begin(genl, CTRL_CMD_GETFAMILY);
	if (!nl_put_strz_check(request, GENL_BUFFER_SIZE, CTRL_ATTR_FAMILY_NAME, name))
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
	*ret = nl_attr_u16(attrs[CTRL_ATTR_FAMILY_ID]);
	return 0;
}

int genl_open(struct genl *genl, const char *family, uint8_t command)
{
	int r;

	genl->sequence = 0;
	genl->socket = nl_socket_open(NETLINK_GENERIC, 0, TIMEOUT_SECONDS);
	if (!genl->socket)
		return -errno;
	r = find_family(genl, family, command, &genl->family);
	if (r < 0)
		genl_close(genl);
	return r;
}
