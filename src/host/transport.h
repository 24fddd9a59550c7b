/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "facts/facts.h"

/* How a file system of that type is reached; unknown where its device decides it. */
enum transport transport_of_type(const char *type);

/*
 * How a block device (sda3) is reached: over a network where any of what it is made of
 * is, unknown where that is not known of all. 0 or -ENOMEM.
 */
_must_check_ int transport_of_block(const struct env *env, const char *name,
				    enum transport *ret);
