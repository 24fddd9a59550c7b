/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/problem.h"
#include "diagnose/log-import.h"

/*
 * Adds what an import found to the store of incidents, and remembers CURSOR, unless it is
 * NULL, as how far the journal was read. Nothing is written where nothing is new. 0, or
 * -errno with the old store whole.
 */
_must_check_ int import_store(const struct env *env, struct problems *problems,
			      const struct log_import *import, const char *cursor);

/* Forgets the incidents of a card, or with NULL of all. Their number, or -errno. */
_must_check_ int import_forget(const struct env *env, struct problems *problems,
			       const struct nic *nic);
