/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "base/env.h"
#include "base/name-set.h"

/* What there is to be known of an initramfs. All zero is an empty one. */
struct initrd {
	char *path;
	struct strings ours;	 /* the files that are called after nicquirk */
	struct name_set modules; /* their names, with '_' for '-' */
	struct strings
		modprobe;     /* the lines of its modprobe.d, words parted by one blank */
	size_t modprobe_size; /* bytes of those files */
};

/*
 * Finds the image of a kernel release below /boot, and reads it: cpio archives one after
 * the other, the last of them perhaps compressed, in which case the host's own
 * decompressor is run. 0; -ENOENT where there is no image; -ENOEXEC where the
 * decompressor is missing; -EBADMSG for what is no image; -EFBIG for one with more than
 * any image has: it may be a small file still; -ENOMEM or another -errno, and then RET
 * has the path alone where there is an image.
 */
_must_check_ int initrd_read(const struct env *env, const char *release,
			     struct initrd *ret);

/* Whether one of our files in it ends in NAME ("/nicquirk-link"). */
bool initrd_has(const struct initrd *initrd, const char *name);

/* Whether it has the driver, compressed or not. */
bool initrd_has_module(const struct initrd *initrd, const char *module);

/* Frees what was read and leaves an empty one. */
void initrd_clear(struct initrd *initrd);
