/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <sys/stat.h>

#include "base/macro.h"

/* Whether ST is of /dev/null, a link to which stands for an empty file. */
bool is_dev_null(const struct stat *st);

/*
 * Reads the file FD, of which ST is what fstat() says, as LENGTH bytes and a NUL. 0;
 * -EFBIG for more than MAX bytes; -EAGAIN where it grows meanwhile; -ENOMEM; or the error
 * of reading it.
 */
_must_check_ int whole_file_read(int fd, const struct stat *st, size_t max, char **ret,
				 size_t *ret_length);
