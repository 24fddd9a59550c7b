/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdio.h>

#include "base/macro.h"

/*
 * A small text file that several processes add lines to, none of which waits for another:
 * each adds what it has in one write(), and one that is killed leaves the lines of the
 * others whole.
 */

/*
 * The last word of a line that a writer could not complete: such a line does not count.
 */
#define APPEND_FILE_CUT_OFF "cut-off"

/* Bytes. What is larger, or no file, is not ours: it is not read, and makes room for the
 * next lines. */
#define APPEND_FILE_MAX (1 << 20)

/*
 * Adds whole LINES to the file, which is made where it is not there, and says how large
 * it is then (bytes). 0 or a negative errno; -EAGAIN where it was replaced time and again
 * meanwhile.
 */
_must_check_ int append_file_add(const char *path, const char *lines, size_t *ret_size);

/*
 * Puts LINES in the place of the file, or removes it where there are none. OLD is the
 * file as it was opened, and LENGTH how many bytes of it LINES stand for: what was added
 * to it since is carried over. Only one process at a time may do so. 0 or a negative
 * errno.
 */
_must_check_ int append_file_replace(const char *path, FILE *old, size_t length,
				     const char *lines);
