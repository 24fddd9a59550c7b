/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "netlink/nl-message.h"

/* Begins a message in BUFFER: its header, all zero but for the length. */
struct nlmsghdr *nl_put_header(void *buffer);

/* Adds SIZE bytes of zero, before any attribute. */
void *nl_put_extra_header(struct nlmsghdr *message, size_t size);

/* Adds an attribute. The caller knows that there is room. */
void nl_put(struct nlmsghdr *message, uint16_t type, size_t length, const void *data);
void nl_put_u8(struct nlmsghdr *message, uint16_t type, uint8_t value);
void nl_put_u16(struct nlmsghdr *message, uint16_t type, uint16_t value);
void nl_put_u32(struct nlmsghdr *message, uint16_t type, uint32_t value);

/* Adds one, unless the message would become longer than ROOM bytes: false then. */
_must_check_ bool nl_put_check(struct nlmsghdr *message, size_t room, uint16_t type,
			       size_t length, const void *data);
_must_check_ bool nl_put_strz_check(struct nlmsghdr *message, size_t room, uint16_t type,
				    const char *text);

/* Begins an attribute that holds others, up to nl_nest_end(); NULL where there is no
 * room. */
struct nlattr *nl_nest_start(struct nlmsghdr *message, uint16_t type);
struct nlattr *nl_nest_start_check(struct nlmsghdr *message, size_t room, uint16_t type);
void nl_nest_end(struct nlmsghdr *message, struct nlattr *nest);
