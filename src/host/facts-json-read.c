/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/facts-json.h"

#include <ctype.h>

#include "base/sanitize.h"
#include "host/facts-json-change.h"
#include "host/facts-json-incident.h"
#include "host/facts-json-verified.h"
#include "host/json-get.h"
#include "host/json.h"

static int get_features(const struct json_reader *reader, struct json_object *object,
			struct iface *iface)
{
	struct json_object *features;
	int r;

	r = json_get_object(reader, object, "features", &features);
	if (r < 0 || !features)
		return r;
	iface->features_known = true;
	json_object_object_foreach(features, name, value)
	{
		struct setting *feature;
		const char *note;
		bool on;

		if (!json_parse_on_off(value, &on, &note))
			return json_wrong(reader, name, "\"on\" or \"off\"");
		feature = array_append(iface->features, iface->n_features);
		if (!feature)
			return -ENOMEM;
		feature->on = on;
		feature->fixed = strstr(note, "fixed");
		feature->requested = strstr(note, "requested");
		feature->name = strdup(name);
		if (!feature->name)
			return -ENOMEM;
		sanitize(feature->name);
	}
	return 0;
}

static int get_flags(const struct json_reader *reader, struct json_object *object,
		     const char *key, struct setting **ret, size_t *ret_n,
		     bool *ret_known)
{
	struct json_object *flags;
	int r;

	r = json_get_object(reader, object, key, &flags);
	if (r < 0 || !flags)
		return r;
	*ret_known = true;
	json_object_object_foreach(flags, name, value)
	{
		struct setting *flag;
		const char *note;
		bool on;

		if (!json_parse_on_off(value, &on, &note))
			return json_wrong(reader, name, "\"on\" or \"off\"");
		flag = array_append(*ret, *ret_n);
		if (!flag)
			return -ENOMEM;
		flag->on = on;
		flag->name = strdup(name);
		if (!flag->name)
			return -ENOMEM;
		sanitize(flag->name);
	}
	return 0;
}

static int get_eee(const struct json_reader *reader, struct json_object *object,
		   struct iface *iface)
{
	struct json_object *value = json_member(object, "eee");
	const char *note;
	bool on;

	if (!value)
		return 0;
	if (json_object_is_type(value, json_type_string) &&
	    streq(json_object_get_string(value), "unsupported")) {
		iface->eee = EEE_UNSUPPORTED;
		return 0;
	}
	if (!json_parse_on_off(value, &on, &note))
		return json_wrong(reader, "eee", "\"on\", \"off\" or \"unsupported\"");
	iface->eee = on ? EEE_ON : EEE_OFF;
	return 0;
}

static int get_interface(const struct json_reader *reader, struct json_object *object,
			 void *context)
{
	struct nic *nic = context;
	struct iface *iface = array_append(nic->ifaces, nic->n_ifaces);
	struct json_object *ifindex = json_member(object, "ifindex");
	int r;

	if (!iface)
		return -ENOMEM;
	if (ifindex) {
		if (!json_object_is_type(ifindex, json_type_int) ||
		    json_object_get_int64(ifindex) < 0 ||
		    json_object_get_int64(ifindex) > INT32_MAX)
			return json_wrong(reader, "ifindex", "a number from 0 up");
		iface->ifindex = (unsigned)json_object_get_int(ifindex);
	}
	if ((r = json_get_text(reader, object, "name", &iface->name)) < 0 ||
	    (r = json_get_text(reader, object, "firmware", &iface->firmware)) < 0 ||
	    (r = json_get_text(reader, object, "master", &iface->master)) < 0 ||
	    (r = get_features(reader, object, iface)) < 0 ||
	    (r = get_flags(reader, object, "private_flags", &iface->private_flags,
			   &iface->n_private_flags, &iface->private_flags_known)) < 0)
		return r;
	if (!iface->name)
		return json_wrong(reader, "name", "given for each interface");
	r = get_eee(reader, object, iface);
	return r < 0 ? r : facts_json_get_changes(reader, object, &iface->changes);
}

static int get_nic(const struct json_reader *reader, struct json_object *object,
		   void *context)
{
	struct facts *facts = context;
	struct nic *nic = array_append(facts->nics, facts->n_nics);
	int r;

	if (!nic)
		return -ENOMEM;
	if ((r = json_get_text(reader, object, "slot", &nic->slot)) < 0 ||
	    (r = json_get_hex(reader, object, "vendor", &nic->vendor)) < 0 ||
	    (r = json_get_hex(reader, object, "device", &nic->device)) < 0 ||
	    (r = json_get_hex(reader, object, "subsystem_vendor",
			      &nic->subsystem_vendor)) < 0 ||
	    (r = json_get_hex(reader, object, "subsystem_device",
			      &nic->subsystem_device)) < 0 ||
	    (r = json_get_hex(reader, object, "revision", &nic->revision)) < 0 ||
	    (r = json_get_hex(reader, object, "class", &nic->class)) < 0 ||
	    (r = json_get_text(reader, object, "name", &nic->name)) < 0 ||
	    (r = json_get_text(reader, object, "driver", &nic->driver)) < 0 ||
	    (r = get_flags(reader, object, "aspm", &nic->aspm, &nic->n_aspm,
			   &nic->aspm_known)) < 0 ||
	    (r = facts_json_get_changes(reader, object, &nic->changes)) < 0 ||
	    (r = facts_json_get_incidents(reader, object, &nic->incidents)) < 0 ||
	    (r = facts_json_get_verified(reader, object, &nic->verified)) < 0)
		return r;
	return json_for_each(reader, object, "interfaces", get_interface, nic);
}

static int get_strings(const struct json_reader *reader, struct json_object *object,
		       const char *key, struct strings *ret)
{
	struct json_object *list = json_member(object, key);
	int r = 0;

	if (!list)
		return 0;
	if (!json_object_is_type(list, json_type_array))
		return json_wrong(reader, key, "an array of strings");
	for (size_t i = 0; i < json_object_array_length(list) && r >= 0; i++) {
		struct json_object *element = json_object_array_get_idx(list, i);

		if (!json_object_is_type(element, json_type_string))
			return json_wrong(reader, key, "an array of strings");
		r = strings_add(ret, json_object_get_string(element));
		if (r >= 0)
			sanitize(ret->list[ret->n - 1]);
	}
	return r;
}

static int get_build(const struct json_reader *reader, struct json_object *object,
		     void *context)
{
	struct module *module = context;
	struct build *build = array_append(module->builds, module->n_builds);
	int r;

	if (!build)
		return -ENOMEM;
	if ((r = json_get_text(reader, object, "path", &build->path)) < 0 ||
	    (r = json_get_text(reader, object, "version", &build->version)) < 0 ||
	    (r = json_get_text(reader, object, "srcversion", &build->srcversion)) < 0 ||
	    (r = json_get_text(reader, object, "vermagic", &build->vermagic)) < 0 ||
	    (r = json_get_text(reader, object, "build_id", &build->build_id)) < 0 ||
	    (r = json_get_text(reader, object, "depends", &build->depends)) < 0 ||
	    (r = json_get_origin(reader, object, &build->origin)) < 0 ||
	    (r = json_get_bool(reader, object, "symbol_versions",
			       &build->has_symbol_versions)) < 0 ||
	    (r = json_get_bool(reader, object, "preferred", &build->preferred)) < 0)
		return r;
	build->aliases_known = json_member(object, "aliases") != NULL;
	return get_strings(reader, object, "aliases", &build->aliases);
}

/* Builds of which there is only a path, one of which may be the preferred one. */
static int get_unreadable(const struct json_reader *reader, struct json_object *object,
			  struct module *module)
{
	_cleanup_(strings_clear) struct strings paths = { 0 };
	_cleanup_free_ char *preferred = NULL;
	int r;

	r = get_strings(reader, object, "unreadable", &paths);
	if (r >= 0)
		r = json_get_text(reader, object, "preferred", &preferred);
	for (size_t i = 0; i < paths.n && r >= 0; i++) {
		struct build *build = array_append(module->builds, module->n_builds);

		if (!build)
			return -ENOMEM;
		build->path = TAKE_PTR(paths.list[i]);
		build->unreadable = true;
		build->preferred = preferred && streq(build->path, preferred);
		/* The preferred one is the first, as it is on the host itself. */
		if (build->preferred) {
			const struct build first = *build;

			*build = module->builds[0];
			module->builds[0] = first;
		}
	}
	return r;
}

static int get_module(const struct json_reader *reader, struct json_object *object,
		      void *context)
{
	struct facts *facts = context;
	struct module *module = array_append(facts->modules, facts->n_modules);
	struct json_object *loaded;
	int r;

	if (!module)
		return -ENOMEM;
	r = json_get_text(reader, object, "name", &module->name);
	if (r < 0)
		return r;
	if (!module->name)
		return json_wrong(reader, "name", "given for each module");
	r = json_get_object(reader, object, "loaded", &loaded);
	if (r < 0)
		return r;
	if (loaded) {
		module->is_loaded = true;
		if ((r = json_get_text(reader, loaded, "version", &module->version)) <
			    0 ||
		    (r = json_get_text(reader, loaded, "srcversion",
				       &module->srcversion)) < 0 ||
		    (r = json_get_text(reader, loaded, "build_id", &module->build_id)) <
			    0 ||
		    (r = json_get_origin(reader, loaded, &module->origin)) < 0)
			return r;
	}
	r = json_for_each(reader, object, "builds", get_build, module);
	return r < 0 ? r : get_unreadable(reader, object, module);
}

static int get_root(const struct json_reader *reader, struct json_object *object,
		    struct facts *facts)
{
	_cleanup_free_ char *transport = NULL;
	struct json_object *root;
	int r;

	r = json_get_object(reader, object, "root", &root);
	if (r < 0 || !root)
		return r;
	r = json_get_text(reader, root, "source", &facts->root_source);
	if (r >= 0)
		r = json_get_text(reader, root, "transport", &transport);
	if (r < 0 || !transport)
		return r;
	facts->root_transport = streq(transport, "local")     ? TRANSPORT_LOCAL
				: streq(transport, "network") ? TRANSPORT_NETWORK
							      : TRANSPORT_UNKNOWN;
	return 0;
}

static int get_facts(const struct json_reader *reader, struct json_object *object,
		     struct facts *facts)
{
	_cleanup_free_ char *schema = NULL;
	struct json_object *system;
	bool has_ethtool = true;
	int r;

	if (!json_object_is_type(object, json_type_object))
		return json_wrong(reader, "the facts", "one JSON object");
	r = json_get_text(reader, object, "schema", &schema);
	if (r < 0)
		return r;
	if (!schema || !streq(schema, FACTS_SCHEMA))
		return json_wrong(reader, "schema", "\"" FACTS_SCHEMA "\"");
	r = json_get_object(reader, object, "system", &system);
	if (r < 0)
		return r;
	if (system &&
	    ((r = json_get_text(reader, system, "vendor", &facts->system_vendor)) < 0 ||
	     (r = json_get_text(reader, system, "product", &facts->system_product)) < 0))
		return r;
	if ((r = json_get_text(reader, object, "kernel", &facts->kernel)) < 0 ||
	    (r = json_get_text(reader, object, "kernel_upstream",
			       &facts->kernel_upstream)) < 0 ||
	    (r = json_get_text(reader, object, "cmdline", &facts->cmdline)) < 0 ||
	    (r = json_get_bool(reader, object, "ethtool_netlink", &has_ethtool)) < 0 ||
	    (r = get_root(reader, object, facts)) < 0 ||
	    (r = json_for_each(reader, object, "nics", get_nic, facts)) < 0)
		return r;
	facts->ethtool_missing = !has_ethtool;
	return json_for_each(reader, object, "modules", get_module, facts);
}

static unsigned line_of(const char *text, size_t offset)
{
	unsigned line = 1;

	for (size_t i = 0; i < offset; i++)
		line += text[i] == '\n';
	return line;
}

static int parse(const char *text, size_t size, const struct json_reader *reader,
		 struct json_object **ret)
{
	struct json_tokener *tokener = json_tokener_new();
	enum json_tokener_error error;
	size_t end;
	int r = 0;

	if (!tokener)
		return -ENOMEM;
	*ret = json_tokener_parse_ex(tokener, text,
				     size > INT32_MAX ? INT32_MAX : (int)size);
	error = json_tokener_get_error(tokener);
	end = json_tokener_get_parse_end(tokener);
	while (error == json_tokener_success && end < size &&
	       isspace((unsigned char)text[end]))
		end++;
	if (error != json_tokener_success || end < size) {
		problem_add(reader->problems, reader->file, line_of(text, end), "%s",
			    error == json_tokener_success
				    ? "text after the end of the facts"
			    : error == json_tokener_continue
				    ? "the file ends too early"
				    : json_tokener_error_desc(error));
		r = -EINVAL;
	}
	json_tokener_free(tokener);
	return r;
}

int facts_from_json(const char *text, size_t size, const char *file,
		    struct problems *problems, struct facts **ret)
{
	_cleanup_(json_putp) struct json_object *object = NULL;
	_cleanup_(facts_freep) struct facts *facts = calloc(1, sizeof(*facts));
	const struct json_reader reader = { .file = file, .problems = problems };
	int r;

	if (!facts)
		return -ENOMEM;
	r = parse(text, size, &reader, &object);
	if (r >= 0)
		r = get_facts(&reader, object, facts);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(facts);
	return 0;
}
