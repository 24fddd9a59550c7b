/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/macro.h"

/* A record of /dev/kmsg, which the kernel wrote of a PCI function. */
struct kmsg_record {
	uint64_t sequence;
	int64_t monotonic; /* microseconds since boot */
	char slot[16];
	const char *text; /* in the buffer that it was parsed from; newlines as the kernel
			     writes them, \x0a */
	size_t length;
};

/*
 * Takes a record apart. True where it is the kernel's own (priority below 8: what
 * programs write has a facility of its own) and carries DEVICE=+pci:SLOT, which no
 * program can write.
 */
_must_check_ bool kmsg_parse(const char *record, size_t length, struct kmsg_record *ret);

/* What is done with a record. */
typedef void kmsg_function(const struct kmsg_record *record, void *data);

/*
 * Calls FUNCTION for each record of a PCI function that is there, after MAX of any kind
 * for no more. 0 where that was all, 1 where there may be more, or -errno. Records that
 * were overwritten before they were read are counted in LOST.
 */
_must_check_ int kmsg_read(int fd, unsigned max, kmsg_function *function, void *data,
			   uint64_t *lost);
