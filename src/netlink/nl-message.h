/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <linux/netlink.h>

#include "base/macro.h"

/* Netlink messages and their attributes, as linux/netlink.h lays them out, without
 * libmnl: to load it would take the udev helper as long as all its requests. */

/* What an attribute must hold at least. */
enum nl_type {
	NL_ANY,
	NL_U8,
	NL_U16,
	NL_U32,
	NL_FLAG,       /* nothing at all */
	NL_NUL_STRING, /* text that ends with a NUL */
	NL_NESTED,     /* attributes, or nothing */
	NL_TYPE_MAX,
};

/* Whether a whole message begins at MESSAGE, of which LEFT bytes are there. */
bool nl_message_ok(const struct nlmsghdr *message, int left);

/* Where the next one would begin, and LEFT bytes from there. */
struct nlmsghdr *nl_message_next(const struct nlmsghdr *message, int *left);

/* What follows the header, and its length in bytes. */
void *nl_payload(const struct nlmsghdr *message);
size_t nl_payload_length(const struct nlmsghdr *message);

/* The first attribute, behind a payload of SIZE bytes, which the caller has seen to be
 * there; and the end of the message. */
struct nlattr *nl_first_attr(const struct nlmsghdr *message, size_t size);
const char *nl_end(const struct nlmsghdr *message);

/* Whether a whole attribute begins at ATTR, of which LEFT bytes are there; where the next
 * one would. */
bool nl_attr_ok(const struct nlattr *attr, ssize_t left);
struct nlattr *nl_attr_next(const struct nlattr *attr);

/* For each attribute ATTR of a message, behind a payload of SIZE bytes. */
#define nl_for_each_attr(attr, message, size)                                            \
	for ((attr) = nl_first_attr((message), (size));                                  \
	     nl_attr_ok((attr), nl_end(message) - (const char *)(attr));                 \
	     (attr) = nl_attr_next(attr))

/* Type without flags, content, and its length in bytes. */
uint16_t nl_attr_type(const struct nlattr *attr);
void *nl_attr_payload(const struct nlattr *attr);
uint16_t nl_attr_length(const struct nlattr *attr);

/* Whether it holds what TYPE asks for. Only then the others may be called. */
bool nl_attr_is(const struct nlattr *attr, enum nl_type type);
uint8_t nl_attr_u8(const struct nlattr *attr);
uint16_t nl_attr_u16(const struct nlattr *attr);
uint32_t nl_attr_u32(const struct nlattr *attr);
const char *nl_attr_str(const struct nlattr *attr);
