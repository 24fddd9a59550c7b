/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netlink/nl-message.h"

bool nl_message_ok(const struct nlmsghdr *message, int left)
{
	return left >= (int)sizeof(*message) && message->nlmsg_len >= sizeof(*message) &&
	       message->nlmsg_len <= (unsigned)left;
}

struct nlmsghdr *nl_message_next(const struct nlmsghdr *message, int *left)
{
	const size_t length = NLMSG_ALIGN(message->nlmsg_len);

	*left -= (int)length;
	return (struct nlmsghdr *)((uintptr_t)message + length);
}

void *nl_payload(const struct nlmsghdr *message)
{
	return (void *)((uintptr_t)message + NLMSG_HDRLEN);
}

size_t nl_payload_length(const struct nlmsghdr *message)
{
	return message->nlmsg_len - NLMSG_HDRLEN;
}

struct nlattr *nl_first_attr(const struct nlmsghdr *message, size_t size)
{
	return (struct nlattr *)((uintptr_t)nl_payload(message) + NLMSG_ALIGN(size));
}

const char *nl_end(const struct nlmsghdr *message)
{
	return (const char *)message + message->nlmsg_len;
}

bool nl_attr_ok(const struct nlattr *attr, ssize_t left)
{
	return left >= (ssize_t)sizeof(*attr) && attr->nla_len >= sizeof(*attr) &&
	       attr->nla_len <= left;
}

struct nlattr *nl_attr_next(const struct nlattr *attr)
{
	return (struct nlattr *)((uintptr_t)attr + NLA_ALIGN(attr->nla_len));
}

uint16_t nl_attr_type(const struct nlattr *attr)
{
	return attr->nla_type & NLA_TYPE_MASK;
}

void *nl_attr_payload(const struct nlattr *attr)
{
	return (void *)((uintptr_t)attr + NLA_HDRLEN);
}

uint16_t nl_attr_length(const struct nlattr *attr)
{
	return (uint16_t)(attr->nla_len - NLA_HDRLEN);
}

bool nl_attr_is(const struct nlattr *attr, enum nl_type type)
{
	const uint16_t length = nl_attr_length(attr);

	switch (type) {
	case NL_ANY:
		return true;
	case NL_U8:
		return length >= sizeof(uint8_t);
	case NL_U16:
		return length >= sizeof(uint16_t);
	case NL_U32:
		return length >= sizeof(uint32_t);
	case NL_FLAG:
		return length == 0;
	case NL_NUL_STRING:
		return length > 0 && nl_attr_str(attr)[length - 1] == '\0';
	case NL_NESTED:
		return length == 0 || length >= NLA_HDRLEN;
	case NL_TYPE_MAX:
		break;
	}
	return false;
}

uint8_t nl_attr_u8(const struct nlattr *attr)
{
	return *(const uint8_t *)nl_attr_payload(attr);
}

uint16_t nl_attr_u16(const struct nlattr *attr)
{
	return *(const uint16_t *)nl_attr_payload(attr);
}

uint32_t nl_attr_u32(const struct nlattr *attr)
{
	return *(const uint32_t *)nl_attr_payload(attr);
}

const char *nl_attr_str(const struct nlattr *attr)
{
	return nl_attr_payload(attr);
}
