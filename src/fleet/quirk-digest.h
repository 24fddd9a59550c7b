/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "quirk/quirk.h"

/*
 * A number that differs between databases: over what decides (ids, grades, matches,
 * actions) of every quirk in its order, not over titles, references or comments. Hosts
 * with the same one judge alike.
 */
uint64_t quirk_db_digest(const struct quirk_db *db);
