/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/table.h"
#include "fleet/compare.h"

struct json_object;

/* Adds the comparison to a table; settings in which the hosts agree only with ALL. 0 or
 * -ENOMEM. */
_must_check_ int compare_to_table(const struct comparison *comparison, bool all,
				  struct table *table);

/* The same as an object. 0 or -ENOMEM. */
_must_check_ int compare_to_json(const struct comparison *comparison, bool all,
				 struct json_object **ret);
