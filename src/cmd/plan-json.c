/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/plan-json.h"

#include "host/json.h"
#include "plan/module-text.h"

static const char *have_text(const struct plan *plan, const struct nic *nic,
			     const struct plan_action *action)
{
	if (action->action->type == ACTION_BUILD)
		return facts_driver(plan->facts, nic).version;
	return action->have < 0 ? NULL : on_off(action->have);
}

static const char *want_text(const struct plan_action *action)
{
	if (action->action->type == ACTION_BUILD)
		return "avoid";
	return on_off(action->want);
}

static int new_action(const struct plan *plan, const struct nic *nic,
		      const struct plan_action *action, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();

	if (!object ||
	    json_add_text(object, "type", action_type_name(action->action->type)) < 0 ||
	    json_add_text(object, "interface",
			  action->iface ? action->iface->name : NULL) < 0 ||
	    json_add_text(object, "name", action->name) < 0 ||
	    json_add_text(object, "want", want_text(action)) < 0 ||
	    json_add_text_or_null(object, "have", have_text(plan, nic, action)) < 0 ||
	    json_add_text(object, "state", action_state_name(action->state)) < 0 ||
	    (action->error &&
	     json_add_text(object, "error", strerror(-action->error)) < 0))
		return -ENOMEM;
	*ret = TAKE_PTR(object);
	return 0;
}

static int add_plan_actions(struct json_object *object, const struct plan *plan,
			    const struct nic *nic, const struct plan_quirk *entry)
{
	struct json_object *array = json_object_new_array();

	if (json_add(object, "actions", array) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < entry->n_actions; i++) {
		struct json_object *action;

		if (entry->actions[i].overruled)
			continue;
		if (new_action(plan, nic, &entry->actions[i], &action) < 0 ||
		    json_append(array, action) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int add_keys(struct json_object *object, const struct plan_quirk *entry)
{
	struct json_object *array = json_object_new_array();

	if (json_add(object, "keys", array) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < entry->n_keys; i++) {
		const struct plan_key *key = &entry->keys[i];
		struct json_object *row = json_object_new_object();

		if (json_append(array, row) < 0 ||
		    json_add_text(row, "key", match_key_name(key->key)) < 0 ||
		    json_add_text(row, "want", key->want) < 0 ||
		    json_add_text_or_null(row, "have", key->have) < 0 ||
		    json_add(row, "match", json_object_new_boolean(key->match)) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int add_explanation(struct json_object *object, const struct plan_quirk *entry)
{
	const struct quirk *quirk = entry->quirk;

	if (json_add_text(object, "title", quirk->title) < 0 ||
	    json_add(object, "match", json_object_new_boolean(entry->match)) < 0 ||
	    add_keys(object, entry) < 0 ||
	    json_add(object, "steps", json_object_new_int64(quirk->n_steps)) < 0 ||
	    json_add_strings(object, "costs", &quirk->costs) < 0 ||
	    json_add_strings(object, "advice", &quirk->advice) < 0 ||
	    json_add_strings(object, "references", &quirk->references) < 0)
		return -ENOMEM;
	return 0;
}

static int plan_quirk_to_json(const struct plan *plan, const struct nic *nic,
			      const struct plan_quirk *entry, bool explain,
			      struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	const struct quirk *quirk = entry->quirk;

	if (!object || json_add_text(object, "id", quirk->id) < 0 ||
	    json_add_text(object, "severity", severity_name(quirk->severity)) < 0 ||
	    json_add_text(object, "evidence", evidence_name(quirk->evidence)) < 0 ||
	    json_add(object, "confirmed",
		     json_object_new_boolean(entry->confirmed != NULL)) < 0 ||
	    json_add_text_or_null(object, "state", plan_quirk_state(entry)) < 0 ||
	    json_add(object, "step", json_object_new_int64(entry->step)) < 0 ||
	    (explain && add_explanation(object, entry) < 0) ||
	    add_plan_actions(object, plan, nic, entry) < 0)
		return -ENOMEM;
	*ret = TAKE_PTR(object);
	return 0;
}

static int add_card_facts(struct json_object *object, const struct plan *plan,
			  const struct plan_card *card)
{
	const struct nic *nic = card->nic;
	const struct driver driver = facts_driver(plan->facts, nic);
	struct json_object *interfaces;
	char id[PCI_ID_SIZE];

	if (json_add_text_or_null(object, "slot", nic->slot) < 0 ||
	    json_add_text_or_null(object, "device",
				  pci_id_print(id, nic->vendor, nic->device)) < 0 ||
	    json_add_text_or_null(object, "name", nic->name) < 0 ||
	    json_add_text_or_null(object, "driver", nic->driver) < 0 ||
	    json_add_text_or_null(object, "driver_version", driver.version) < 0 ||
	    json_add_text_or_null(object, "origin",
				  driver.origin == ORIGIN_UNKNOWN
					  ? NULL
					  : origin_name(driver.origin)) < 0 ||
	    json_add_text_or_null(object, "firmware", nic_firmware(nic)) < 0)
		return -ENOMEM;
	interfaces = json_object_new_array();
	if (json_add(object, "interfaces", interfaces) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < nic->n_ifaces; i++)
		if (json_append(interfaces, json_object_new_string(nic->ifaces[i].name)) <
		    0)
			return -ENOMEM;
	return json_add_text(object, "verdict", verdict_name(card->verdict));
}

bool plan_choice_has(const struct plan_choice *choice, const struct nic *nic)
{
	for (size_t i = 0; i < choice->n_nics; i++)
		if (choice->nics[i] == nic)
			return true;
	return choice->n_nics == 0;
}

bool plan_choice_takes(const struct plan_choice *choice, const struct plan_card *card,
		       const struct plan_quirk *entry)
{
	if (!plan_choice_has(choice, card->nic))
		return false;
	if (choice->quirk)
		return streq(choice->quirk, entry->quirk->id);
	return entry->match || entry->named;
}

static int new_card(const struct plan *plan, const struct plan_card *card,
		    const struct plan_choice *choice, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	struct json_object *array;

	if (!object || add_card_facts(object, plan, card) < 0)
		return -ENOMEM;
	array = json_object_new_array();
	if (json_add(object, "quirks", array) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < card->n_quirks; i++) {
		const struct plan_quirk *entry = &card->quirks[i];
		struct json_object *quirk;

		if (choice ? !plan_choice_takes(choice, card, entry)
			   : !plan_quirk_is_shown(entry))
			continue;
		if (plan_quirk_to_json(plan, card->nic, entry, choice != NULL, &quirk) <
			    0 ||
		    json_append(array, quirk) < 0)
			return -ENOMEM;
	}
	*ret = TAKE_PTR(object);
	return 0;
}

static int plan_build_to_json(const struct plan_build *entry, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	const struct build *build = entry->build;
	struct json_object *quirks;

	if (!object || json_add_text_or_null(object, "path", build->path) < 0 ||
	    json_add_text_or_null(object, "version", build->version) < 0 ||
	    json_add_text_or_null(object, "origin",
				  build->origin == ORIGIN_UNKNOWN
					  ? NULL
					  : origin_name(build->origin)) < 0 ||
	    json_add(object, "preferred", json_object_new_boolean(build->preferred)) <
		    0 ||
	    json_add_text(object, "verdict", plan_build_verdict(entry)) < 0 ||
	    json_add_text(object, "why", entry->why) < 0)
		return -ENOMEM;
	quirks = json_object_new_array();
	if (json_add(object, "quirks", quirks) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < entry->n_quirks; i++)
		if (json_append(quirks, json_object_new_string(entry->quirks[i]->id)) < 0)
			return -ENOMEM;
	*ret = TAKE_PTR(object);
	return 0;
}

/* The path of the build that is loaded; where it is not on disk, its version or origin.
 */
static const char *running_build(const struct module *module)
{
	if (!module->is_loaded)
		return NULL;
	for (size_t i = 0; i < module->n_builds; i++)
		if (facts_build_is_running(module, &module->builds[i]))
			return module->builds[i].path;
	return module->version ?: origin_name(module->origin);
}

static int plan_module_to_json(const struct plan *plan, const struct plan_module *module,
			       struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	_cleanup_free_ char *override = NULL, *rdma = NULL;
	struct json_object *builds;

	if (!object || json_add_text(object, "name", module->module->name) < 0 ||
	    json_add_text(object, "decision", decision_name(module->decision)) < 0 ||
	    json_add_text_or_null(object, "chosen",
				  module->chosen ? module->chosen->path : NULL) < 0 ||
	    json_add_text_or_null(object, "running", running_build(module->module)) < 0 ||
	    json_add_text(object, "reason", module->reason) < 0 ||
	    json_add_text(object, "unkept_pin", module->unkept_pin) < 0 ||
	    module_text_rdma(module, &rdma) < 0 ||
	    json_add_text(object, "rdma", rdma) < 0 ||
	    module_text_override(plan, module, &override) < 0 ||
	    json_add_text(object, "override", override) < 0)
		return -ENOMEM;
	builds = json_object_new_array();
	if (json_add(object, "builds", builds) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < module->n_builds; i++) {
		struct json_object *build;

		if (plan_build_to_json(&module->builds[i], &build) < 0 ||
		    json_append(builds, build) < 0)
			return -ENOMEM;
	}
	*ret = TAKE_PTR(object);
	return 0;
}

static int new_ban(const struct plan_ban *ban, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();

	if (!object || json_add_text(object, "name", ban->name) < 0 ||
	    json_add_text_or_null(object, "slot", ban->card->nic->slot) < 0 ||
	    json_add_text(object, "quirk", ban->quirk->id) < 0)
		return -ENOMEM;
	*ret = TAKE_PTR(object);
	return 0;
}

static int new_plan(const struct plan *plan, const char *schema,
		    const struct plan_choice *choice, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	struct json_object *array;

	if (!object || json_add_text(object, "schema", schema) < 0 ||
	    json_add_text_or_null(object, "kernel", plan->facts->kernel) < 0 ||
	    json_add_text(object, "verdict", verdict_name(plan->verdict)) < 0)
		return -ENOMEM;
	array = json_object_new_array();
	if (json_add(object, "nics", array) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < plan->n_cards; i++) {
		struct json_object *card;

		if (choice && !plan_choice_has(choice, plan->cards[i].nic))
			continue;
		if (new_card(plan, &plan->cards[i], choice, &card) < 0 ||
		    json_append(array, card) < 0)
			return -ENOMEM;
	}
	array = json_object_new_array();
	if (json_add(object, "modules", array) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < plan->n_modules; i++) {
		struct json_object *module;

		if (plan_module_to_json(plan, &plan->modules[i], &module) < 0 ||
		    json_append(array, module) < 0)
			return -ENOMEM;
	}
	array = json_object_new_array();
	if (json_add(object, "blacklisted", array) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < plan->n_bans; i++) {
		struct json_object *ban;

		if (new_ban(&plan->bans[i], &ban) < 0 || json_append(array, ban) < 0)
			return -ENOMEM;
	}
	*ret = TAKE_PTR(object);
	return 0;
}

int plan_to_json(const struct plan *plan, struct json_object **ret)
{
	return new_plan(plan, "nicquirk.status/1", NULL, ret);
}

int plan_to_explain_json(const struct plan *plan, const struct plan_choice *choice,
			 struct json_object **ret)
{
	return new_plan(plan, "nicquirk.explain/1", choice, ret);
}
