/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/facts-json-change.h"
#include "host/facts-json-incident.h"
#include "host/facts-json-verified.h"
#include "host/facts-json.h"
#include "host/json.h"

static int add_hex(struct json_object *object, const char *key, int32_t number,
		   int digits)
{
	char text[16];

	if (number < 0)
		return 0;
	snprintf(text, sizeof(text), "%0*x", digits, (unsigned)number);
	return json_add_text(object, key, text);
}

static int add_features(struct json_object *object, const struct iface *iface)
{
	_cleanup_(json_putp) struct json_object *features = json_object_new_object();

	if (!iface->features_known)
		return 0;
	if (!features)
		return -ENOMEM;
	for (size_t i = 0; i < iface->n_features; i++) {
		const struct setting *feature = &iface->features[i];

		if (json_add_text(features, feature->name, setting_value(feature)) < 0)
			return -ENOMEM;
	}
	return json_add(object, "features", TAKE_PTR(features));
}

static int add_flags(struct json_object *object, const char *key,
		     const struct setting *flags, size_t n, bool known)
{
	_cleanup_(json_putp) struct json_object *list = json_object_new_object();

	if (!known)
		return 0;
	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		if (json_add_text(list, flags[i].name, on_off(flags[i].on)) < 0)
			return -ENOMEM;
	return json_add(object, key, TAKE_PTR(list));
}

static int new_interface(const struct iface *iface, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();

	if (!object || json_add_text(object, "name", iface->name) < 0 ||
	    (iface->ifindex &&
	     json_add(object, "ifindex", json_object_new_int64(iface->ifindex)) < 0) ||
	    json_add_text(object, "firmware", iface->firmware) < 0 ||
	    json_add_text(object, "master", iface->master) < 0 ||
	    add_features(object, iface) < 0 ||
	    add_flags(object, "private_flags", iface->private_flags,
		      iface->n_private_flags, iface->private_flags_known) < 0 ||
	    json_add_text(object, "eee", eee_value(iface->eee)) < 0 ||
	    facts_json_add_changes(object, &iface->changes) < 0)
		return -ENOMEM;
	*ret = TAKE_PTR(object);
	return 0;
}

static int new_nic(const struct nic *nic, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	struct json_object *interfaces = json_object_new_array();

	if (!object || json_add_text(object, "slot", nic->slot) < 0 ||
	    add_hex(object, "vendor", nic->vendor, 4) < 0 ||
	    add_hex(object, "device", nic->device, 4) < 0 ||
	    add_hex(object, "subsystem_vendor", nic->subsystem_vendor, 4) < 0 ||
	    add_hex(object, "subsystem_device", nic->subsystem_device, 4) < 0 ||
	    add_hex(object, "revision", nic->revision, 2) < 0 ||
	    add_hex(object, "class", nic->class, 6) < 0 ||
	    json_add_text(object, "name", nic->name) < 0 ||
	    json_add_text(object, "driver", nic->driver) < 0 ||
	    add_flags(object, "aspm", nic->aspm, nic->n_aspm, nic->aspm_known) < 0 ||
	    facts_json_add_changes(object, &nic->changes) < 0 ||
	    facts_json_add_incidents(object, &nic->incidents) < 0 ||
	    facts_json_add_verified(object, &nic->verified) < 0) {
		json_object_put(interfaces);
		return -ENOMEM;
	}
	if (json_add(object, "interfaces", interfaces) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < nic->n_ifaces; i++) {
		struct json_object *interface;

		if (new_interface(&nic->ifaces[i], &interface) < 0 ||
		    json_append(interfaces, interface) < 0)
			return -ENOMEM;
	}
	*ret = TAKE_PTR(object);
	return 0;
}

static int add_origin(struct json_object *object, enum origin origin)
{
	if (origin == ORIGIN_UNKNOWN)
		return 0;
	return json_add_text(object, "origin", origin_name(origin));
}

static int build_to_json(const struct build *build, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();

	if (!object || json_add_text(object, "path", build->path) < 0 ||
	    json_add_text(object, "version", build->version) < 0 ||
	    add_origin(object, build->origin) < 0 ||
	    json_add_text(object, "srcversion", build->srcversion) < 0 ||
	    json_add_text(object, "vermagic", build->vermagic) < 0 ||
	    json_add_text(object, "build_id", build->build_id) < 0 ||
	    json_add_text(object, "depends", build->depends) < 0 ||
	    (build->has_symbol_versions &&
	     json_add(object, "symbol_versions", json_object_new_boolean(true)) < 0) ||
	    (build->preferred &&
	     json_add(object, "preferred", json_object_new_boolean(true)) < 0) ||
	    (build->aliases_known &&
	     json_add_strings(object, "aliases", &build->aliases) < 0))
		return -ENOMEM;
	*ret = TAKE_PTR(object);
	return 0;
}

static int add_loaded(struct json_object *object, const struct module *module)
{
	_cleanup_(json_putp) struct json_object *loaded = json_object_new_object();

	if (!module->is_loaded)
		return 0;
	if (!loaded || json_add_text(loaded, "version", module->version) < 0 ||
	    add_origin(loaded, module->origin) < 0 ||
	    json_add_text(loaded, "srcversion", module->srcversion) < 0 ||
	    json_add_text(loaded, "build_id", module->build_id) < 0)
		return -ENOMEM;
	return json_add(object, "loaded", TAKE_PTR(loaded));
}

/* The builds whose files could be read; of the others there is no more than a path. */
static int add_builds(struct json_object *object, const struct module *module)
{
	struct json_object *builds = NULL;

	for (size_t i = 0; i < module->n_builds; i++) {
		struct json_object *build;

		if (module->builds[i].unreadable)
			continue;
		if (!builds) {
			builds = json_object_new_array();
			if (json_add(object, "builds", builds) < 0)
				return -ENOMEM;
		}
		if (build_to_json(&module->builds[i], &build) < 0 ||
		    json_append(builds, build) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int add_unreadable(struct json_object *object, const struct module *module)
{
	struct json_object *paths = NULL;

	for (size_t i = 0; i < module->n_builds; i++) {
		const struct build *build = &module->builds[i];

		if (!build->unreadable)
			continue;
		if (!paths) {
			paths = json_object_new_array();
			if (json_add(object, "unreadable", paths) < 0)
				return -ENOMEM;
		}
		if (json_append(paths, json_object_new_string(build->path)) < 0 ||
		    (build->preferred &&
		     json_add_text(object, "preferred", build->path) < 0))
			return -ENOMEM;
	}
	return 0;
}

static int module_to_json(const struct module *module, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();

	if (!object || json_add_text(object, "name", module->name) < 0 ||
	    add_loaded(object, module) < 0 || add_builds(object, module) < 0 ||
	    add_unreadable(object, module) < 0)
		return -ENOMEM;
	*ret = TAKE_PTR(object);
	return 0;
}

static int add_system(struct json_object *object, const struct facts *facts)
{
	_cleanup_(json_putp) struct json_object *system = json_object_new_object();

	if (!facts->system_vendor && !facts->system_product)
		return 0;
	if (!system || json_add_text(system, "vendor", facts->system_vendor) < 0 ||
	    json_add_text(system, "product", facts->system_product) < 0)
		return -ENOMEM;
	return json_add(object, "system", TAKE_PTR(system));
}

static int add_root(struct json_object *object, const struct facts *facts)
{
	static const char *const transports[] = {
		[TRANSPORT_UNKNOWN] = "unknown",
		[TRANSPORT_LOCAL] = "local",
		[TRANSPORT_NETWORK] = "network",
	};
	ASSERT_ROWS(transports, TRANSPORT_MAX);
	_cleanup_(json_putp) struct json_object *root = json_object_new_object();

	if (!facts->root_source && facts->root_transport == TRANSPORT_UNKNOWN)
		return 0;
	if (!root || json_add_text(root, "source", facts->root_source) < 0 ||
	    json_add_text(root, "transport", transports[facts->root_transport]) < 0)
		return -ENOMEM;
	return json_add(object, "root", TAKE_PTR(root));
}

int facts_to_json(const struct facts *facts, struct json_object **ret)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	struct json_object *nics = json_object_new_array(), *modules;

	if (!object || json_add_text(object, "schema", FACTS_SCHEMA) < 0 ||
	    json_add_text(object, "kernel", facts->kernel) < 0 ||
	    json_add_text(object, "kernel_upstream", facts->kernel_upstream) < 0 ||
	    json_add_text(object, "cmdline", facts->cmdline) < 0 ||
	    (facts->ethtool_missing &&
	     json_add(object, "ethtool_netlink", json_object_new_boolean(false)) < 0) ||
	    add_system(object, facts) < 0 || add_root(object, facts) < 0) {
		json_object_put(nics);
		return -ENOMEM;
	}
	if (json_add(object, "nics", nics) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < facts->n_nics; i++) {
		struct json_object *nic;

		if (new_nic(&facts->nics[i], &nic) < 0 || json_append(nics, nic) < 0)
			return -ENOMEM;
	}
	modules = json_object_new_array();
	if (json_add(object, "modules", modules) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < facts->n_modules; i++) {
		struct json_object *module;

		if (module_to_json(&facts->modules[i], &module) < 0 ||
		    json_append(modules, module) < 0)
			return -ENOMEM;
	}
	*ret = TAKE_PTR(object);
	return 0;
}
