/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/verified.h"
#include "host/json-get.h"

/* Appends the "verified" of a card to RET. 0, -EINVAL with the reason in the problems,
 * -ENOMEM. */
_must_check_ int facts_json_get_verified(const struct json_reader *reader,
					 struct json_object *object,
					 struct verified_list *ret);

/* Adds "verified" to OBJECT, unless there is none. 0 or -ENOMEM. */
_must_check_ int facts_json_add_verified(struct json_object *object,
					 const struct verified_list *list);
