/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "facts/facts.h"

/*
 * Fills in where the root file system comes from: what the command line says of a
 * network, else what is mounted, else (in an initramfs) the device that "root=" names.
 * What cannot be found out stays unknown. The source is a device node, or the kind of a
 * network file system: facts are shown to others. 0 or -ENOMEM.
 */
_must_check_ int rootfs_read(const struct env *env, struct facts *facts);
