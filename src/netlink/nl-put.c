/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netlink/nl-put.h"

struct nlmsghdr *nl_put_header(void *buffer)
{
	struct nlmsghdr *message = buffer;

	*message = (struct nlmsghdr){ .nlmsg_len = NLMSG_HDRLEN };
	return message;
}

static void *message_tail(const struct nlmsghdr *message)
{
	return (void *)((uintptr_t)message + NLMSG_ALIGN(message->nlmsg_len));
}

void *nl_put_extra_header(struct nlmsghdr *message, size_t size)
{
	void *header = message_tail(message);

	memset(header, 0, NLMSG_ALIGN(size));
	message->nlmsg_len += (uint32_t)NLMSG_ALIGN(size);
	return header;
}

void nl_put(struct nlmsghdr *message, uint16_t type, size_t length, const void *data)
{
	struct nlattr *attr = message_tail(message);
	char *payload = nl_attr_payload(attr);

	attr->nla_type = type;
	attr->nla_len = (uint16_t)(NLA_HDRLEN + length);
	if (length)
		memcpy(payload, data, length);
	memset(payload + length, 0, NLA_ALIGN(length) - length);
	message->nlmsg_len += NLA_HDRLEN + (uint32_t)NLA_ALIGN(length);
}

void nl_put_u8(struct nlmsghdr *message, uint16_t type, uint8_t value)
{
	nl_put(message, type, sizeof(value), &value);
}

void nl_put_u16(struct nlmsghdr *message, uint16_t type, uint16_t value)
{
	nl_put(message, type, sizeof(value), &value);
}

void nl_put_u32(struct nlmsghdr *message, uint16_t type, uint32_t value)
{
	nl_put(message, type, sizeof(value), &value);
}

bool nl_put_check(struct nlmsghdr *message, size_t room, uint16_t type, size_t length,
		  const void *data)
{
	if (length > UINT16_MAX - NLA_HDRLEN ||
	    NLMSG_ALIGN(message->nlmsg_len) + NLA_HDRLEN + NLA_ALIGN(length) > room)
		return false;
	nl_put(message, type, length, data);
	return true;
}

bool nl_put_strz_check(struct nlmsghdr *message, size_t room, uint16_t type,
		       const char *text)
{
	return nl_put_check(message, room, type, strlen(text) + 1, text);
}

struct nlattr *nl_nest_start(struct nlmsghdr *message, uint16_t type)
{
	struct nlattr *nest = message_tail(message);

	nl_put(message, type | NLA_F_NESTED, 0, NULL);
	return nest;
}

struct nlattr *nl_nest_start_check(struct nlmsghdr *message, size_t room, uint16_t type)
{
	struct nlattr *nest = message_tail(message);

	return nl_put_check(message, room, type | NLA_F_NESTED, 0, NULL) ? nest : NULL;
}

void nl_nest_end(struct nlmsghdr *message, struct nlattr *nest)
{
	nest->nla_len = (uint16_t)((uintptr_t)message_tail(message) - (uintptr_t)nest);
}
