/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdio.h>
#include <sys/types.h>

#include "base/macro.h"

/*
 * Opens a file to be read by lines, and never what would keep its reader waiting or has
 * no end: a fifo, a device, a terminal. 0; -EINVAL for what is no regular file; -EFBIG
 * for more than MAX bytes; or the error of opening it.
 */
_must_check_ int regular_file_open(const char *path, off_t max, FILE **ret);

/*
 * Reads such a file whole. A NUL, as a power cut leaves them, would hide what follows it:
 * NUL stands in its place. 0; as regular_file_open() fails; -EAGAIN where it grows while
 * it is read, or the error of reading it.
 */
_must_check_ int regular_file_read(const char *path, off_t max, char nul, char **ret);
