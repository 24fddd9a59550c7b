/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/problem.h"
#include "quirk/quirk.h"

/* Adds to PROBLEMS each pair of actions that ask opposite things of a card that both
 * quirks can match. 0 or -ENOMEM. */
_must_check_ int quirk_db_find_conflicts(const struct quirk_db *db,
					 struct problems *problems);
