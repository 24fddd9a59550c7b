/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "facts/facts.h"

/*
 * Fill in what a host is apart from its cards: kernel and command line; the system's
 * vendor and product. What cannot be read stays unknown. 0 or -ENOMEM.
 */
_must_check_ int host_read(const struct env *env, struct facts *facts);
_must_check_ int host_read_system(const struct env *env, struct facts *facts);

/* The upstream version that the banner of a kernel of Debian's has. 0, -ENOENT where it
 * is another's, -EINVAL or -ENOMEM. */
_must_check_ int host_banner_upstream(const char *banner, char **ret);

/*
 * Adds the module of a card's driver as it is loaded, and the loaded modules that use it,
 * unless the facts have them already. 0 or -ENOMEM.
 */
_must_check_ int host_read_driver(const struct env *env, struct facts *facts,
				  const char *driver);
