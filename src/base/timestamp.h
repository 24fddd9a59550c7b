/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/* Points in time as facts files write them, "2026-11-18T04:35:42Z", and as seconds since
 * 1970. */

#define TIMESTAMP_SIZE sizeof("2026-11-18T04:35:42Z")

/* The seconds of such a text, from 1970 to 9999: 0 or -EINVAL. */
_must_check_ int timestamp_parse(const char *text, int64_t *ret);

/* The text of SECONDS; a time before 1970 or after 9999 becomes the nearest that has one.
 */
void timestamp_print(char ret[static TIMESTAMP_SIZE], int64_t seconds);
