/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"

/*
 * Block devices go by the kernel's name for them (sda3, dm-0, cciss!c0d0p1), which also
 * is what /sys/class/block calls them. Each of these returns 0, -ENOMEM, or another
 * negative errno where there is no such device.
 */

/* The device with that number, "8:3". */
_must_check_ int block_by_number(const struct env *env, const char *number, char **ret);

/* The device of a node or link, "/dev/...". */
_must_check_ int block_by_node(const struct env *env, const char *path, char **ret);

/*
 * The device that bears a tag: UUID, LABEL, PARTUUID, PARTLABEL. By udev's links alone:
 * early in a boot udev has not seen all devices yet, and reading them to find out would
 * make a card wait for a disk.
 */
_must_check_ int block_by_tag(const struct env *env, const char *type, const char *value,
			      char **ret);

/* A device of the ZFS pool that a data set ("rpool/ROOT/pve-1") is in. */
_must_check_ int block_by_data_set(const struct env *env, const char *name, char **ret);

/* The folder of a device below /sys, without links: "devices/.../block/sda/sda3". */
_must_check_ int block_folder(const struct env *env, const char *name, char **ret);
