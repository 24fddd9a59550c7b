/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/facts.h"
#include "host/json-get.h"

/*
 * Appends the "changes" of a card or an interface, what our record says of it, to RET. 0,
 * -EINVAL with the reason in the problems, -ENOMEM.
 */
_must_check_ int facts_json_get_changes(const struct json_reader *reader,
					struct json_object *object, struct changes *ret);

/* Adds "changes" to OBJECT, unless there is none. 0 or -ENOMEM. */
_must_check_ int facts_json_add_changes(struct json_object *object,
					const struct changes *changes);
