/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/quirk-json.h"

#include "host/json.h"

static int add_devices(struct json_object *object, const struct match *match)
{
	struct json_object *array = json_object_new_array();
	struct match_position position = { 0 };
	const struct pci_id *id;

	if (json_add(object, "devices", array) < 0)
		return -ENOMEM;
	while ((id = match_next_id(match, &position))) {
		char text[PCI_ID_SIZE];

		pci_id_print_pattern(text, id);
		if (json_append(array, json_object_new_string(text)) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* The keys as they are written, and the devices that the groups among them come to. */
static int add_matches(struct json_object *object, const struct quirk *quirk)
{
	struct json_object *keys = json_object_new_object();

	if (json_add(object, "match", keys) < 0)
		return -ENOMEM;
	for (enum match_key key = 0; key < MATCH_KEY_MAX; key++)
		if (json_add_text(keys, match_key_name(key), quirk->match[key].text) < 0)
			return -ENOMEM;
	return quirk->match[MATCH_DEVICE].text
		       ? add_devices(object, &quirk->match[MATCH_DEVICE])
		       : 0;
}

static int add_kinds(struct json_object *object, const char *key,
		     const struct incident_kinds *kinds)
{
	struct json_object *array = json_object_new_array();

	if (json_add(object, key, array) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < kinds->n; i++)
		if (json_append(array, json_object_new_string(
					       incident_kind_name(kinds->list[i]))) < 0)
			return -ENOMEM;
	return 0;
}

static int add_quirk_actions(struct json_object *object, const struct quirk *quirk)
{
	struct json_object *array = json_object_new_array();

	if (json_add(object, "actions", array) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < quirk->n_actions; i++) {
		const struct action *action = &quirk->actions[i];
		struct json_object *row = json_object_new_object();
		const char *want = action->type == ACTION_BUILD ? "avoid"
				   : action->on			? "on"
								: "off";

		if (json_append(array, row) < 0 ||
		    json_add_text(row, "type", action_type_name(action->type)) < 0 ||
		    json_add_text(row, "name", action->name) < 0 ||
		    json_add_text(row, "want", want) < 0 ||
		    json_add(row, "step", json_object_new_int64(action->step)) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int quirk_to_json(const struct quirk *quirk, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();

	if (!object || json_add_text(object, "id", quirk->id) < 0 ||
	    json_add_text(object, "title", quirk->title) < 0 ||
	    json_add_text(object, "severity", severity_name(quirk->severity)) < 0 ||
	    json_add_text(object, "evidence", evidence_name(quirk->evidence)) < 0 ||
	    json_add_text(object, "file", quirk->file) < 0 ||
	    json_add(object, "line", json_object_new_int64(quirk->line)) < 0 ||
	    add_matches(object, quirk) < 0 ||
	    add_kinds(object, "confirms", &quirk->confirms) < 0 ||
	    add_kinds(object, "symptoms", &quirk->symptoms) < 0 ||
	    add_quirk_actions(object, quirk) < 0 ||
	    json_add_strings(object, "costs", &quirk->costs) < 0 ||
	    json_add_strings(object, "advice", &quirk->advice) < 0 ||
	    json_add_strings(object, "references", &quirk->references) < 0)
		return -ENOMEM;
	*ret = TAKE_PTR(object);
	return 0;
}

int quirk_db_to_json(const struct quirk_db *db, const char *id, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	struct json_object *array;

	if (!object || json_add_text(object, "schema", "nicquirk.quirks/1") < 0)
		return -ENOMEM;
	array = json_object_new_array();
	if (json_add(object, "quirks", array) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < db->n; i++) {
		struct json_object *quirk;

		if (id && !streq(id, db->quirks[i]->id))
			continue;
		if (quirk_to_json(db->quirks[i], &quirk) < 0 ||
		    json_append(array, quirk) < 0)
			return -ENOMEM;
	}
	*ret = TAKE_PTR(object);
	return 0;
}
