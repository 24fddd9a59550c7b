/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <sys/stat.h>

#include "base/macro.h"

/* What two files do not have in common, and what a file that is written to loses. */
struct file_identity {
	uint64_t device, inode, size;
	int64_t modified[2], changed[2]; /* seconds and nanoseconds */
};

void file_identity_take(const struct stat *st, struct file_identity *ret);
bool file_identity_is(const struct file_identity *identity, const struct stat *st);

/*
 * Whether one more write, at NOW or later, would show in its times. A change within one
 * tick of a file system's clock leaves them as they are.
 */
bool file_identity_is_settled(const struct file_identity *identity, time_t now);
