/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <sys/types.h>

#include "base/macro.h"

/*
 * Writes a file that all may read, so that whoever reads it finds the old text or the new
 * one and never a part; it is not synced to the disk. 0 or -errno, the old file is then
 * as it was.
 */
_must_check_ int atomic_file_write(const char *path, const char *text);

/* The same of LENGTH bytes. */
_must_check_ int atomic_file_write_data(const char *path, const void *data,
					size_t length);

/*
 * The same of a file that outlives the boot: with these permissions, and on the disk
 * together with its name when this returns.
 */
_must_check_ int atomic_file_write_synced(const char *path, const char *text,
					  mode_t mode);
