/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/incident.h"
#include "host/json-get.h"

/* Appends the "incidents" of a card to RET. 0, -EINVAL with the reason in the problems,
 * -ENOMEM. */
_must_check_ int facts_json_get_incidents(const struct json_reader *reader,
					  struct json_object *object,
					  struct incidents *ret);

/* An incident as facts files have it. 0 or -ENOMEM. */
_must_check_ int facts_json_new_incident(const struct incident *incident,
					 struct json_object **ret);

/* Adds "incidents" to OBJECT, unless there is none. 0 or -ENOMEM. */
_must_check_ int facts_json_add_incidents(struct json_object *object,
					  const struct incidents *incidents);
