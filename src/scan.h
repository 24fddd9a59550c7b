/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "env.h"
#include "facts.h"

/*
 * The facts of a host, with all its cards: what files tell, and on the running host also
 * what the kernel tells of each link. What cannot be read stays unknown. 0 or -ENOMEM.
 */
_must_check_ int scan_host(const struct env *env, struct facts **ret);
