/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/facts-json-incident.h"

#include "base/array.h"
#include "base/sanitize.h"
#include "host/json.h"

static int get_steps(const struct json_reader *reader, struct json_object *object,
		     struct incident *incident)
{
	struct json_object *steps;
	int r;

	r = json_get_object(reader, object, "steps", &steps);
	if (r < 0 || !steps)
		return r;
	json_object_object_foreach(steps, quirk, value)
	{
		struct incident_step *step;
		int64_t number = -1;

		r = json_get_count(reader, steps, quirk, &number);
		if (r < 0)
			return r;
		/* Unknown, as one that is missing. */
		if (!value)
			continue;
		step = array_append(incident->steps, incident->n_steps);
		if (!step)
			return -ENOMEM;
		step->step = number > INT32_MAX ? INT32_MAX : (int)number;
		step->quirk = strdup(quirk);
		if (!step->quirk)
			return -ENOMEM;
		sanitize(step->quirk);
	}
	return 0;
}

static int get_driver(const struct json_reader *reader, struct json_object *object,
		      struct incident *incident)
{
	struct json_object *driver;
	int r;

	r = json_get_object(reader, object, "driver", &driver);
	if (r >= 0 && driver)
		r = json_get_text(reader, driver, "version", &incident->driver_version);
	if (r >= 0 && driver)
		r = json_get_origin(reader, driver, &incident->driver_origin);
	return r;
}

static int get_incident(const struct json_reader *reader, struct json_object *object,
			void *context)
{
	struct incidents *incidents = context;
	struct incident *incident = array_append(incidents->list, incidents->n);
	_cleanup_free_ char *by = NULL;
	int64_t lines = 1;
	int r;

	if (!incident)
		return -ENOMEM;
	if ((r = json_get_text(reader, object, "kind", &incident->kind)) < 0 ||
	    (r = json_get_text(reader, object, "boot", &incident->boot)) < 0 ||
	    (r = json_get_count(reader, object, "lines", &lines)) < 0 ||
	    (r = json_get_time(reader, object, "first", &incident->first)) < 0 ||
	    (r = json_get_time(reader, object, "last", &incident->last)) < 0 ||
	    (r = json_get_text(reader, object, "kernel", &incident->kernel)) < 0 ||
	    (r = get_driver(reader, object, incident)) < 0 ||
	    (r = get_steps(reader, object, incident)) < 0 ||
	    (r = json_get_text(reader, object, "by", &by)) < 0)
		return r;
	if (!incident->kind)
		return json_wrong(reader, "kind", "given for each incident");
	if (lines < 1)
		return json_wrong(reader, "lines", "a number from 1 up");
	incident->lines = (uint64_t)lines;
	incident->by_person = by && streq(by, "person");
	return 0;
}

int facts_json_get_incidents(const struct json_reader *reader, struct json_object *object,
			     struct incidents *ret)
{
	return json_for_each(reader, object, "incidents", get_incident, ret);
}

static int add_incident_driver(struct json_object *object,
			       const struct incident *incident)
{
	_cleanup_(json_putp) struct json_object *driver = NULL;

	if (!incident->driver_version && incident->driver_origin == ORIGIN_UNKNOWN)
		return 0;
	driver = json_object_new_object();
	if (!driver ||
	    json_add_text_or_null(driver, "version", incident->driver_version) < 0 ||
	    (incident->driver_origin != ORIGIN_UNKNOWN &&
	     json_add_text(driver, "origin", origin_name(incident->driver_origin)) < 0))
		return -ENOMEM;
	return json_add(object, "driver", TAKE_PTR(driver));
}

static int add_steps(struct json_object *object, const struct incident *incident)
{
	_cleanup_(json_putp) struct json_object *steps = json_object_new_object();

	if (!steps)
		return -ENOMEM;
	for (size_t i = 0; i < incident->n_steps; i++)
		if (incident->steps[i].step >= 0 &&
		    json_add(steps, incident->steps[i].quirk,
			     json_object_new_int(incident->steps[i].step)) < 0)
			return -ENOMEM;
	if (json_object_object_length(steps) == 0)
		return 0;
	return json_add(object, "steps", TAKE_PTR(steps));
}

int facts_json_new_incident(const struct incident *incident, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	const uint64_t lines = incident->lines > INT64_MAX ? INT64_MAX : incident->lines;

	if (!object || json_add_text(object, "kind", incident->kind) < 0 ||
	    json_add_text(object, "boot", incident->boot) < 0 ||
	    json_add(object, "lines", json_object_new_int64((int64_t)lines)) < 0 ||
	    json_add_time(object, "first", incident->first) < 0 ||
	    json_add_time(object, "last", incident->last) < 0 ||
	    json_add_text(object, "kernel", incident->kernel) < 0 ||
	    add_incident_driver(object, incident) < 0 ||
	    add_steps(object, incident) < 0 ||
	    json_add_text(object, "by", incident->by_person ? "person" : NULL) < 0)
		return -ENOMEM;
	*ret = TAKE_PTR(object);
	return 0;
}

int facts_json_add_incidents(struct json_object *object,
			     const struct incidents *incidents)
{
	struct json_object *array;

	if (incidents->n == 0)
		return 0;
	array = json_object_new_array();
	if (json_add(object, "incidents", array) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < incidents->n; i++) {
		struct json_object *incident;

		if (facts_json_new_incident(&incidents->list[i], &incident) < 0 ||
		    json_append(array, incident) < 0)
			return -ENOMEM;
	}
	return 0;
}
