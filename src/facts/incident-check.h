/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/incident-store.h"

/*
 * Reads PATH, or with NULL the store of this host, and says in PROBLEMS all that is wrong
 * with it, kinds that this version does not know included. 0 or -ENOMEM.
 */
_must_check_ int incident_store_check(const struct env *env, const char *path,
				      struct problems *problems);
