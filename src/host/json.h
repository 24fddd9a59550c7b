/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <json-c/json.h>

#include "base/array.h"
#include "base/macro.h"
#include "base/terminal.h"
#include "base/timestamp.h"

/* What json-c leaves to its callers when members are added: whether there was memory for
 * them. */

static inline void json_putp(struct json_object **object)
{
	json_object_put(*object);
}

/* Adds VALUE (taken over; NULL is an error) under KEY: 0 or -ENOMEM. */
_must_check_ static inline int json_add(struct json_object *object, const char *key,
					struct json_object *value)
{
	if (!value)
		return -ENOMEM;
	if (json_object_object_add(object, key, value) < 0) {
		json_object_put(value);
		return -ENOMEM;
	}
	return 0;
}

/* Adds the text under KEY, or nothing where it is NULL: 0 or -ENOMEM. */
_must_check_ static inline int json_add_text(struct json_object *object, const char *key,
					     const char *text)
{
	return text ? json_add(object, key, json_object_new_string(text)) : 0;
}

/* Adds the text under KEY, or null where it is NULL: 0 or -ENOMEM. */
_must_check_ static inline int json_add_text_or_null(struct json_object *object,
						     const char *key, const char *text)
{
	if (text)
		return json_add_text(object, key, text);
	return json_object_object_add(object, key, NULL) < 0 ? -ENOMEM : 0;
}

/* Adds the time under KEY, or nothing where it is unknown (-1): 0 or -ENOMEM. */
_must_check_ static inline int json_add_time(struct json_object *object, const char *key,
					     int64_t time)
{
	char text[TIMESTAMP_SIZE];

	if (time < 0)
		return 0;
	timestamp_print(text, time);
	return json_add_text(object, key, text);
}

/* Appends VALUE (taken over; NULL is an error): 0 or -ENOMEM. */
_must_check_ static inline int json_append(struct json_object *array,
					   struct json_object *value)
{
	if (!value)
		return -ENOMEM;
	if (json_object_array_add(array, value) < 0) {
		json_object_put(value);
		return -ENOMEM;
	}
	return 0;
}

/* Appends the text, or null where it is NULL: 0 or -ENOMEM. */
_must_check_ static inline int json_append_text_or_null(struct json_object *array,
							const char *text)
{
	if (text)
		return json_append(array, json_object_new_string(text));
	return json_object_array_add(array, NULL) < 0 ? -ENOMEM : 0;
}

/* Adds the list of strings under KEY: 0 or -ENOMEM. */
_must_check_ static inline int json_add_strings(struct json_object *object,
						const char *key,
						const struct strings *strings)
{
	_cleanup_(json_putp) struct json_object *array = json_object_new_array();

	if (!array)
		return -ENOMEM;
	for (size_t i = 0; i < strings->n; i++)
		if (json_append(array, json_object_new_string(strings->list[i])) < 0)
			return -ENOMEM;
	return json_add(object, key, TAKE_PTR(array));
}

/* Prints OBJECT for people and programs alike, with a newline at the end. */
static inline void json_print(struct json_object *object)
{
	print("%s\n",
	      json_object_to_json_string_ext(
		      object, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
}

/* Prints OBJECT as one line, for programs that read one object after the other. */
static inline void json_print_line(struct json_object *object)
{
	print("%s\n",
	      json_object_to_json_string_ext(object, JSON_C_TO_STRING_NOSLASHESCAPE));
}
