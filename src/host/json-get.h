/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"
#include "base/problem.h"
#include "quirk/quirk.h"

struct json_object;

/* Where a reader of a facts file is, so that a wrong member can be named. */
struct json_reader {
	const char *file;
	unsigned line; /* of the file, where each line is an object of its own; 0: unknown
			*/
	struct problems *problems;
};

/* Says in the problems that KEY should be what is EXPECTED: -EINVAL. */
int json_wrong(const struct json_reader *reader, const char *key, const char *expected);

/* The member of OBJECT, or NULL where it is missing or null: an unknown fact. */
struct json_object *json_member(struct json_object *object, const char *key);

/*
 * The value of a member. 0, also where it is missing: RET is then left alone, but for a
 * number in hexadecimal and a time, which become -1, and an object, which becomes NULL.
 * -EINVAL for another type, said in the problems; -ENOMEM.
 */
_must_check_ int json_get_text(const struct json_reader *reader,
			       struct json_object *object, const char *key, char **ret);
_must_check_ int json_get_hex(const struct json_reader *reader,
			      struct json_object *object, const char *key, int32_t *ret);
_must_check_ int json_get_bool(const struct json_reader *reader,
			       struct json_object *object, const char *key, bool *ret);
_must_check_ int json_get_count(const struct json_reader *reader,
				struct json_object *object, const char *key,
				int64_t *ret);
_must_check_ int json_get_time(const struct json_reader *reader,
			       struct json_object *object, const char *key, int64_t *ret);
_must_check_ int json_get_object(const struct json_reader *reader,
				 struct json_object *object, const char *key,
				 struct json_object **ret);
_must_check_ int json_get_origin(const struct json_reader *reader,
				 struct json_object *object, enum origin *ret);

/* "on" or "off", then perhaps " [fixed]" or " [requested on]" as ethtool shows it:
 * whether it is. */
bool json_parse_on_off(struct json_object *value, bool *ret_on, const char **ret_note);

/* Calls READ with each object of the array under KEY, until one fails. 0, -EINVAL,
 * -ENOMEM. */
_must_check_ int json_for_each(const struct json_reader *reader,
			       struct json_object *object, const char *key,
			       int (*read)(const struct json_reader *reader,
					   struct json_object *element, void *context),
			       void *context);
