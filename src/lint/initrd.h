/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "base/env.h"

/* What is in an initramfs. All zero is an empty one. */
struct initrd {
	char *path;
	struct strings names; /* of all files, without a leading slash */
	struct strings
		modprobe; /* the lines of its modprobe.d, words parted by one blank */
};

/*
 * Finds the image of a kernel release below /boot, and reads it: cpio archives one after
 * the other, the last of them perhaps compressed, in which case the host's own
 * decompressor is run. 0; -ENOENT where there is no image; -ENOEXEC where the
 * decompressor is missing; -EBADMSG for what is no image; -ENOMEM or another -errno, and
 * then RET has the path alone where there is an image.
 */
_must_check_ int initrd_read(const struct env *env, const char *release,
			     struct initrd *ret);

/* Whether a file of it ends in NAME ("/nicquirk-link"). */
bool initrd_has(const struct initrd *initrd, const char *name);

/* Whether it has the driver, compressed or not. */
bool initrd_has_module(const struct initrd *initrd, const char *module);

/* Frees what was read and leaves an empty one. */
void initrd_clear(struct initrd *initrd);
