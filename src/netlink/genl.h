/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "netlink/nl-put.h"
#include "netlink/nl-socket.h"

/* The longest answer that is asked for, all features with their names, has some 6 KiB. */
#define GENL_BUFFER_SIZE 32768

/* A socket for requests to one generic netlink family, one at a time. */
struct genl {
	struct nl_socket *socket;
	uint16_t family;
	uint32_t sequence;
	/* Holds the request, and then its answer. */
	_Alignas(struct nlmsghdr) char buffer[GENL_BUFFER_SIZE];
};

/*
 * Opens GENL and looks FAMILY up: 0, -EOPNOTSUPP where the kernel has no such family, or
 * one that does not know COMMAND yet, or -errno. GENL is closed after a failure.
 */
_must_check_ int genl_open(struct genl *genl, const char *family, uint8_t command);

/* Closes the socket, if it is open. */
void genl_close(struct genl *genl);

/* Begins a request. Attributes are added to what it returns, within GENL_BUFFER_SIZE. */
struct nlmsghdr *genl_begin(struct genl *genl, uint8_t command);

/*
 * Send the request and wait until it has been dealt with. ask wants an answer, which is
 * valid until the next genl_begin(); tell only that it was done. 0, the
 * error that the kernel gives, -ETIMEDOUT where it gives none, -EBADMSG where it cannot
 * be understood.
 */
_must_check_ int genl_ask(struct genl *genl, const struct nlmsghdr **ret);
_must_check_ int genl_tell(struct genl *genl);

/*
 * Sort the attributes of an answer, or of a nest, by type. TYPES says for each of N types
 * what it must hold; others are passed over. RET gets N pointers, NULL for those that are
 * not there. 0, or -EBADMSG for what is cut off or of the wrong kind: RET is not to be
 * used then.
 */
_must_check_ int genl_parse(const struct nlmsghdr *message, const enum nl_type *types,
			    size_t n, const struct nlattr **ret);
_must_check_ int genl_parse_nest(const struct nlattr *nest, const enum nl_type *types,
				 size_t n, const struct nlattr **ret);

/* What is done with an attribute of a list: 0, or the error that ends the walk. */
typedef int genl_function(const struct nlattr *attr, void *data);

/* Calls FUNCTION for each attribute of a nest: 0, its error, or -EBADMSG for a cut
 * nest. */
_must_check_ int genl_for_each(const struct nlattr *nest, genl_function *function,
			       void *data);
