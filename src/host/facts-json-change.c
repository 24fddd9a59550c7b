/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/facts-json-change.h"

#include "host/json.h"

static int get_type(const struct json_reader *reader, struct json_object *object,
		    enum action_type *ret)
{
	_cleanup_free_ char *text = NULL;
	int r;

	r = json_get_text(reader, object, "type", &text);
	for (enum action_type type = 0; r >= 0 && text && type < ACTION_TYPE_MAX; type++)
		if (action_is_setting(type) && streq(text, action_type_name(type))) {
			*ret = type;
			return 0;
		}
	return r < 0 ? r : json_wrong(reader, "type", "the type of a setting");
}

static int get_switch(const struct json_reader *reader, struct json_object *object,
		      const char *key, bool *ret)
{
	struct json_object *value = json_member(object, key);
	const char *note;

	if (!value || !json_parse_on_off(value, ret, &note))
		return json_wrong(reader, key, "\"on\" or \"off\"");
	return 0;
}

static int get_change(const struct json_reader *reader, struct json_object *object,
		      void *context)
{
	struct changes *changes = context;
	struct change *change = array_append(changes->list, changes->n);
	int r;

	if (!change)
		return -ENOMEM;
	change->granted = true;
	if ((r = get_type(reader, object, &change->type)) < 0 ||
	    (r = json_get_text(reader, object, "name", &change->name)) < 0 ||
	    (r = get_switch(reader, object, "was", &change->old)) < 0 ||
	    (r = get_switch(reader, object, "set", &change->asked)) < 0 ||
	    (r = json_get_bool(reader, object, "granted", &change->granted)) < 0 ||
	    (r = json_get_time(reader, object, "time", &change->time)) < 0)
		return r;
	if (!change->name && change->type != ACTION_EEE)
		return json_wrong(reader, "name", "given for each change");
	return 0;
}

int facts_json_get_changes(const struct json_reader *reader, struct json_object *object,
			   struct changes *ret)
{
	return json_for_each(reader, object, "changes", get_change, ret);
}

static int new_change(const struct change *change, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();

	if (!object ||
	    json_add_text(object, "type", action_type_name(change->type)) < 0 ||
	    json_add_text(object, "name", change->name) < 0 ||
	    json_add_text(object, "was", change->old ? "on" : "off") < 0 ||
	    json_add_text(object, "set", change->asked ? "on" : "off") < 0 ||
	    (!change->granted &&
	     json_add(object, "granted", json_object_new_boolean(false)) < 0) ||
	    json_add_time(object, "time", change->time) < 0)
		return -ENOMEM;
	*ret = TAKE_PTR(object);
	return 0;
}

int facts_json_add_changes(struct json_object *object, const struct changes *changes)
{
	struct json_object *array;

	if (changes->n == 0)
		return 0;
	array = json_object_new_array();
	if (json_add(object, "changes", array) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < changes->n; i++) {
		struct json_object *change;

		if (new_change(&changes->list[i], &change) < 0 ||
		    json_append(array, change) < 0)
			return -ENOMEM;
	}
	return 0;
}
