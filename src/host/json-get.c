/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/json-get.h"

#include <ctype.h>

#include "base/sanitize.h"
#include "base/timestamp.h"
#include "host/json.h"

int json_wrong(const struct json_reader *reader, const char *key, const char *expected)
{
	problem_add(reader->problems, reader->file, reader->line, "'%s' should be %s",
		    key, expected);
	return -EINVAL;
}

struct json_object *json_member(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(object, key, &value);
	return value;
}

int json_get_text(const struct json_reader *reader, struct json_object *object,
		  const char *key, char **ret)
{
	struct json_object *value = json_member(object, key);

	if (!value)
		return 0;
	if (!json_object_is_type(value, json_type_string))
		return json_wrong(reader, key, "a string");
	*ret = strdup(json_object_get_string(value));
	if (!*ret)
		return -ENOMEM;
	sanitize(*ret);
	return 0;
}

int json_get_hex(const struct json_reader *reader, struct json_object *object,
		 const char *key, int32_t *ret)
{
	struct json_object *value = json_member(object, key);
	const char *text;
	char *end;
	unsigned long number;

	*ret = -1;
	if (!value)
		return 0;
	text = json_object_is_type(value, json_type_string)
		       ? json_object_get_string(value)
		       : "";
	number = strtoul(text, &end, 16);
	if (!isxdigit((unsigned char)*text) || *end || number > 0xffffff)
		return json_wrong(reader, key, "a string of hexadecimal digits");
	*ret = (int32_t)number;
	return 0;
}

int json_get_bool(const struct json_reader *reader, struct json_object *object,
		  const char *key, bool *ret)
{
	struct json_object *value = json_member(object, key);

	if (!value)
		return 0;
	if (!json_object_is_type(value, json_type_boolean))
		return json_wrong(reader, key, "true or false");
	*ret = json_object_get_boolean(value);
	return 0;
}

int json_get_object(const struct json_reader *reader, struct json_object *object,
		    const char *key, struct json_object **ret)
{
	*ret = json_member(object, key);
	if (*ret && !json_object_is_type(*ret, json_type_object))
		return json_wrong(reader, key, "an object");
	return 0;
}

int json_for_each(const struct json_reader *reader, struct json_object *object,
		  const char *key,
		  int (*read)(const struct json_reader *reader,
			      struct json_object *element, void *context),
		  void *context)
{
	struct json_object *array = json_member(object, key);
	int r = 0;

	if (!array)
		return 0;
	if (!json_object_is_type(array, json_type_array))
		return json_wrong(reader, key, "an array");
	for (size_t i = 0; i < json_object_array_length(array) && r >= 0; i++) {
		struct json_object *element = json_object_array_get_idx(array, i);

		if (!json_object_is_type(element, json_type_object))
			return json_wrong(reader, key, "an array of objects");
		r = read(reader, element, context);
	}
	return r;
}

int json_get_origin(const struct json_reader *reader, struct json_object *object,
		    enum origin *ret)
{
	_cleanup_free_ char *text = NULL;
	int r;

	r = json_get_text(reader, object, "origin", &text);
	if (r < 0 || !text)
		return r;
	for (enum origin origin = ORIGIN_IN_TREE; origin <= ORIGIN_OUT_OF_TREE; origin++)
		if (streq(text, origin_name(origin))) {
			*ret = origin;
			return 0;
		}
	return json_wrong(reader, "origin", "\"in-tree\" or \"out-of-tree\"");
}

int json_get_count(const struct json_reader *reader, struct json_object *object,
		   const char *key, int64_t *ret)
{
	struct json_object *value = json_member(object, key);

	if (!value)
		return 0;
	if (!json_object_is_type(value, json_type_int) ||
	    json_object_get_int64(value) < 0)
		return json_wrong(reader, key, "a number from 0 up");
	*ret = json_object_get_int64(value);
	return 0;
}

int json_get_time(const struct json_reader *reader, struct json_object *object,
		  const char *key, int64_t *ret)
{
	struct json_object *value = json_member(object, key);

	*ret = -1;
	if (!value)
		return 0;
	if (!json_object_is_type(value, json_type_string) ||
	    timestamp_parse(json_object_get_string(value), ret) < 0)
		return json_wrong(reader, key, "a time as 2026-11-18T04:35:42Z");
	return 0;
}

bool json_parse_on_off(struct json_object *value, bool *ret_on, const char **ret_note)
{
	const char *text, *end;

	if (!json_object_is_type(value, json_type_string))
		return false;
	text = json_object_get_string(value);
	end = text + strcspn(text, " ");
	*ret_on = !strncmp(text, "on", (size_t)(end - text));
	*ret_note = *end ? end + 1 : "";
	return (end - text == 2 && *ret_on) ||
	       (end - text == 3 && !strncmp(text, "off", 3));
}
