/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "base/env.h"

/*
 * Waits until udev is done with the interfaces of PCI functions: each of SLOTS has one at
 * least, and udev has all of them in its database. Returns 0 when that is so, -ETIMEDOUT
 * after SECONDS, or the error of talking to udev.
 */
_must_check_ int udev_wait(const struct env *env, const struct strings *slots,
			   unsigned seconds);

/* A property of an interface in udev's database. 0, -ENOENT where there is none,
 * -ENOMEM. */
_must_check_ int udev_property(const char *interface, const char *property, char **ret);
