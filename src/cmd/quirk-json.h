/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "quirk/quirk.h"

struct json_object;

/*
 * The entries of a database (ID: that one alone; NULL: all of them) as
 * "nicquirk.quirks/1"; of an unknown id none. 0 or -ENOMEM; put RET.
 */
_must_check_ int quirk_db_to_json(const struct quirk_db *db, const char *id,
				  struct json_object **ret);
