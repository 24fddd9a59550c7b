/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/facts-json-verified.h"

#include "base/array.h"
#include "base/sanitize.h"
#include "host/json.h"

static int get_settings(const struct json_reader *reader, struct json_object *object,
			struct verified *verified)
{
	struct json_object *settings;
	int r;

	r = json_get_object(reader, object, "settings", &settings);
	if (r < 0 || !settings)
		return r;
	json_object_object_foreach(settings, name, value)
	{
		struct setting *setting =
			array_append(verified->settings, verified->n_settings);
		const char *note;

		if (!setting)
			return -ENOMEM;
		if (!json_parse_on_off(value, &setting->on, &note))
			return json_wrong(reader, name, "\"on\" or \"off\"");
		setting->name = strdup(name);
		if (!setting->name)
			return -ENOMEM;
		sanitize(setting->name);
	}
	return 0;
}

static int get_numbers(const struct json_reader *reader, struct json_object *object,
		       struct verified *verified)
{
	int64_t sent = 0, received = 0, streams = 0;
	int r;

	if ((r = json_get_count(reader, object, "sent", &sent)) < 0 ||
	    (r = json_get_count(reader, object, "received", &received)) < 0 ||
	    (r = json_get_count(reader, object, "streams", &streams)) < 0 ||
	    (r = json_get_time(reader, object, "time", &verified->time)) < 0)
		return r;
	verified->sent = (uint64_t)sent;
	verified->received = (uint64_t)received;
	verified->streams = streams > UINT16_MAX ? UINT16_MAX : (unsigned)streams;
	return 0;
}

static int get_verified_build(const struct json_reader *reader,
			      struct json_object *object, struct verified *verified)
{
	struct json_object *driver;
	int r;

	r = json_get_object(reader, object, "driver", &driver);
	if (r >= 0 && driver)
		r = json_get_text(reader, driver, "version", &verified->driver_version);
	if (r >= 0 && driver)
		r = json_get_origin(reader, driver, &verified->driver_origin);
	return r;
}

static int get_verified(const struct json_reader *reader, struct json_object *object,
			void *context)
{
	struct verified_list *list = context;
	_cleanup_(verified_clear) struct verified verified = { 0 };
	_cleanup_free_ char *verdict = NULL;
	struct verified *added;
	int r;

	if ((r = json_get_text(reader, object, "verdict", &verdict)) < 0 ||
	    (r = get_numbers(reader, object, &verified)) < 0 ||
	    (r = json_get_text(reader, object, "kernel", &verified.kernel)) < 0 ||
	    (r = json_get_text(reader, object, "phase", &verified.phase)) < 0 ||
	    (r = get_verified_build(reader, object, &verified)) < 0 ||
	    (r = get_settings(reader, object, &verified)) < 0)
		return r;
	verified.verdict = verify_verdict_find(verdict ?: "");
	if (verified.verdict == VERIFY_VERDICT_MAX)
		return json_wrong(reader, "verdict",
				  "held, hangs, leaks or inconclusive");
	added = array_append(list->list, list->n);
	if (!added)
		return -ENOMEM;
	*added = verified;
	verified = (struct verified){ 0 };
	return 0;
}

int facts_json_get_verified(const struct json_reader *reader, struct json_object *object,
			    struct verified_list *ret)
{
	return json_for_each(reader, object, "verified", get_verified, ret);
}

static int add_build(struct json_object *object, const struct verified *verified)
{
	_cleanup_(json_putp) struct json_object *driver = json_object_new_object();

	if (!driver ||
	    json_add_text_or_null(driver, "version", verified->driver_version) < 0 ||
	    (verified->driver_origin != ORIGIN_UNKNOWN &&
	     json_add_text(driver, "origin", origin_name(verified->driver_origin)) < 0))
		return -ENOMEM;
	return json_add(object, "driver", TAKE_PTR(driver));
}

static int add_verified_settings_object(struct json_object *object,
					const struct verified *verified)
{
	_cleanup_(json_putp) struct json_object *settings = json_object_new_object();

	if (!settings)
		return -ENOMEM;
	for (size_t i = 0; i < verified->n_settings; i++)
		if (json_add_text(settings, verified->settings[i].name,
				  on_off(verified->settings[i].on)) < 0)
			return -ENOMEM;
	return json_add(object, "settings", TAKE_PTR(settings));
}

static int new_verified(const struct verified *verified, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();

	if (!object ||
	    json_add_text(object, "verdict", verify_verdict_name(verified->verdict)) <
		    0 ||
	    json_add_text(object, "phase", verified->phase) < 0 ||
	    json_add(object, "sent", json_object_new_int64((int64_t)verified->sent)) <
		    0 ||
	    json_add(object, "received",
		     json_object_new_int64((int64_t)verified->received)) < 0 ||
	    json_add(object, "streams", json_object_new_int64(verified->streams)) < 0 ||
	    json_add_time(object, "time", verified->time) < 0 ||
	    json_add_text(object, "kernel", verified->kernel) < 0 ||
	    add_build(object, verified) < 0 ||
	    add_verified_settings_object(object, verified) < 0)
		return -ENOMEM;
	*ret = TAKE_PTR(object);
	return 0;
}

int facts_json_add_verified(struct json_object *object, const struct verified_list *list)
{
	struct json_object *array;

	if (list->n == 0)
		return 0;
	array = json_object_new_array();
	if (json_add(object, "verified", array) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < list->n; i++) {
		struct json_object *verified;

		if (new_verified(&list->list[i], &verified) < 0 ||
		    json_append(array, verified) < 0)
			return -ENOMEM;
	}
	return 0;
}
