/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"

/*
 * Reads what nicquirk-pci has to know, and writes the index of module-index.h. It does
 * not for others than root, under another root than "/", where something cannot be read
 * or others may write to it, where nicquirk has decided about a build before, or where a
 * file is so new that one more write may leave its times as they are. 0, also then, or
 * -errno.
 */
_must_check_ int module_index_write(const struct env *env);
