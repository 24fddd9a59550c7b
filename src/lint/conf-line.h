/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdio.h>

#include "base/macro.h"

/* Takes a line, without the blanks around it; it may be cut up. 0, or a negative errno,
 * which ends the reading. */
typedef int conf_line_taker(void *user, char *text, const char *file, unsigned line);

/*
 * Reads the configuration file PATH line by line: no empty lines, no comments ('#', ';'),
 * and one that ends in a backslash goes on in the next. What is no regular file (a link
 * to /dev/null) is an empty one. 0, -errno where it cannot be read, or what TAKE
 * returned.
 */
_must_check_ int conf_lines_read(const char *path, conf_line_taker *take, void *user);

/* Opens a configuration file, NULL where it is no regular one: a FIFO must not hold us
 * up. 0 or -errno. */
_must_check_ int conf_file_open(const char *path, FILE **ret);

/* The next word of *CURSOR, cut off there and stepped over; NULL where there is none. */
char *conf_word(char **cursor);
