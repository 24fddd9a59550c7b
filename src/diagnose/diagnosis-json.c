/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/diagnosis-evaluate.h"
#include "host/json.h"

static const char *or_null(const char *text)
{
	return text && *text ? text : NULL;
}

static int conclusion_quirk_to_json(const struct conclusion_quirk *found,
				    struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	const struct quirk *quirk = found->quirk;

	if (!object || json_add_text(object, "id", quirk->id) < 0 ||
	    json_add_text(object, "title", quirk->title) < 0 ||
	    json_add_text(object, "severity", severity_name(quirk->severity)) < 0 ||
	    json_add_text(object, "evidence", evidence_name(quirk->evidence)) < 0 ||
	    json_add_text_or_null(object, "state", conclusion_quirk_state(found)) < 0)
		return -ENOMEM;
	*ret = TAKE_PTR(object);
	return 0;
}

/* What the log shows of the driver that was at work. */
static int add_driver(struct json_object *object, const struct event *event)
{
	const enum origin origin = event->driver.origin;

	return json_add_text_or_null(object, "driver", or_null(event->subject.driver)) <
				       0 ||
			       json_add_text_or_null(object, "driver_version",
						     or_null(event->driver.version)) <
				       0 ||
			       json_add_text_or_null(object, "origin",
						     origin == ORIGIN_UNKNOWN
							     ? NULL
							     : origin_name(origin)) < 0 ||
			       json_add_text_or_null(object, "kernel",
						     or_null(event->kernel)) < 0
		       ? -ENOMEM
		       : 0;
}

static int event_to_json(const struct conclusion *conclusion, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	const struct event *event = conclusion->event;
	const struct symptom_kind *kind = symptom_kind_find(event->symptom->kind);
	struct json_object *quirks;

	if (!object || json_add_text(object, "kind", event->symptom->kind) < 0 ||
	    json_add_text(object, "severity", gravity_name(event->symptom->gravity)) <
		    0 ||
	    json_add_text_or_null(object, "slot", or_null(conclusion_slot(conclusion))) <
		    0 ||
	    json_add_text_or_null(object, "interface",
				  or_null(conclusion_interface(conclusion))) < 0 ||
	    json_add_text_or_null(object, "family", conclusion_family(conclusion)) < 0 ||
	    add_driver(object, event) < 0 ||
	    json_add(object, "count", json_object_new_int64((int64_t)event->count)) < 0 ||
	    json_add_text_or_null(object, "first", or_null(event->first)) < 0 ||
	    json_add_text_or_null(object, "last", or_null(event->last)) < 0 ||
	    json_add_text(object, "title", kind ? kind->title : NULL) < 0 ||
	    json_add_text_or_null(object, "meaning", conclusion->meaning) < 0)
		return -ENOMEM;
	quirks = json_object_new_array();
	if (json_add(object, "quirks", quirks) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < conclusion->n_quirks; i++) {
		struct json_object *quirk;

		if (conclusion_quirk_to_json(&conclusion->quirks[i], &quirk) < 0 ||
		    json_append(quirks, quirk) < 0)
			return -ENOMEM;
	}
	if (json_add_strings(object, "advice", &conclusion->advice) < 0 ||
	    json_add_strings(object, "commands", &conclusion->commands) < 0 ||
	    json_add_text(object, "example", event->example) < 0)
		return -ENOMEM;
	*ret = TAKE_PTR(object);
	return 0;
}

int conclusions_to_json(const struct conclusions *conclusions, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	const struct diagnosis *diagnosis = conclusions->diagnosis;
	struct json_object *events;
	const char *verdict = conclusions->n
				      ? gravity_name(conclusions_gravity(conclusions))
				      : "nothing";

	if (!object || json_add_text(object, "schema", "nicquirk.diagnose/1") < 0 ||
	    json_add_text_or_null(object, "kernel", conclusions->plan->facts->kernel) <
		    0 ||
	    json_add_text_or_null(object, "log_kernel", or_null(diagnosis->kernel)) < 0 ||
	    json_add_text(object, "verdict", verdict) < 0 ||
	    json_add(object, "dropped",
		     json_object_new_int64((int64_t)diagnosis->dropped)) < 0)
		return -ENOMEM;
	events = json_object_new_array();
	if (json_add(object, "events", events) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < conclusions->n; i++) {
		struct json_object *event;

		if (event_to_json(&conclusions->list[i], &event) < 0 ||
		    json_append(events, event) < 0)
			return -ENOMEM;
	}
	*ret = TAKE_PTR(object);
	return 0;
}
