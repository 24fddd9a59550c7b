/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/facts.h"

#include "base/module-name.h"

const struct module *facts_module(const struct facts *facts, const char *name)
{
	for (size_t i = 0; i < facts->n_modules; i++)
		if (module_names_match(facts->modules[i].name, name))
			return &facts->modules[i];
	return NULL;
}

/* An in-tree module has had no version of its own since Linux 5.9: it is the kernel's. */
static const char *version_of(const struct facts *facts, const char *version,
			      enum origin origin)
{
	return version || origin != ORIGIN_IN_TREE ? version : facts->kernel;
}

struct driver facts_loaded_driver(const struct facts *facts, const struct module *module)
{
	if (!module->is_loaded)
		return (struct driver){ .name = module->name };
	return (struct driver){
		.name = module->name,
		.version = version_of(facts, module->version, module->origin),
		.origin = module->origin,
	};
}

struct driver facts_driver(const struct facts *facts, const struct nic *nic)
{
	const struct module *module =
		nic->driver ? facts_module(facts, nic->driver) : NULL;
	struct driver driver = { 0 };

	if (module)
		driver = facts_loaded_driver(facts, module);
	driver.name = nic->driver;
	return driver;
}

struct driver facts_build_driver(const struct facts *facts, const struct module *module,
				 const struct build *build)
{
	return (struct driver){
		.name = module->name,
		.version = version_of(facts, build->version, build->origin),
		.origin = build->origin,
	};
}

static bool texts_differ(const char *a, const char *b)
{
	return a && b && !streq(a, b);
}

bool facts_build_may_be_running(const struct module *module, const struct build *build)
{
	if (!module->is_loaded || build->unreadable)
		return false;
	if (module->build_id && build->build_id)
		return streq(module->build_id, build->build_id);
	if (module->srcversion && build->srcversion)
		return streq(module->srcversion, build->srcversion);
	return (module->origin == build->origin || module->origin == ORIGIN_UNKNOWN ||
		build->origin == ORIGIN_UNKNOWN) &&
	       !texts_differ(module->version, build->version);
}

bool facts_build_is_running(const struct module *module, const struct build *build)
{
	if (!facts_build_may_be_running(module, build))
		return false;
	return (module->build_id && build->build_id) ||
	       (module->srcversion && build->srcversion) ||
	       (module->origin == build->origin && !module->version == !build->version);
}

struct quirk_card nic_quirk_card(const struct nic *nic)
{
	return (struct quirk_card){
		.driver = nic->driver,
		.vendor = nic->vendor,
		.device = nic->device,
		.subsystem_vendor = nic->subsystem_vendor,
		.subsystem_device = nic->subsystem_device,
	};
}

const char *nic_firmware(const struct nic *nic)
{
	for (size_t i = 0; i < nic->n_ifaces; i++)
		if (nic->ifaces[i].firmware)
			return nic->ifaces[i].firmware;
	return NULL;
}

const char *eee_value(enum eee eee)
{
	static const char *const values[] = {
		[EEE_UNSUPPORTED] = "unsupported",
		[EEE_OFF] = "off",
		[EEE_ON] = "on",
	};
	ASSERT_ROWS(values, EEE_MAX);

	return values[eee];
}

const struct change *change_find(const struct changes *changes, enum action_type type,
				 const char *name)
{
	for (size_t i = 0; i < changes->n; i++) {
		const struct change *change = &changes->list[i];

		if (change->type == type && (!change->name || streq(change->name, name)))
			return change;
	}
	return NULL;
}

void changes_clear(struct changes *changes)
{
	for (size_t i = 0; i < changes->n; i++)
		free(changes->list[i].name);
	free(changes->list);
	*changes = (struct changes){ 0 };
}

static void iface_clear(struct iface *iface)
{
	free(iface->name);
	free(iface->firmware);
	free(iface->master);
	settings_free(iface->features, iface->n_features);
	settings_free(iface->private_flags, iface->n_private_flags);
	changes_clear(&iface->changes);
}

void nic_clear(struct nic *nic)
{
	free(nic->slot);
	free(nic->name);
	free(nic->driver);
	incidents_clear(&nic->incidents);
	verified_list_clear(&nic->verified);
	settings_free(nic->aspm, nic->n_aspm);
	changes_clear(&nic->changes);
	for (size_t i = 0; i < nic->n_ifaces; i++)
		iface_clear(&nic->ifaces[i]);
	free(nic->ifaces);
	*nic = (struct nic){ 0 };
}

void build_clear(struct build *build)
{
	free(build->path);
	free(build->version);
	free(build->srcversion);
	free(build->vermagic);
	free(build->build_id);
	free(build->depends);
	strings_clear(&build->aliases);
	*build = (struct build){ 0 };
}

static void module_clear(struct module *module)
{
	free(module->name);
	free(module->version);
	free(module->srcversion);
	free(module->build_id);
	for (size_t i = 0; i < module->n_builds; i++)
		build_clear(&module->builds[i]);
	free(module->builds);
}

struct facts *facts_free(struct facts *facts)
{
	if (!facts)
		return NULL;
	free(facts->kernel);
	free(facts->kernel_upstream);
	free(facts->cmdline);
	free(facts->system_vendor);
	free(facts->system_product);
	free(facts->root_source);
	for (size_t i = 0; i < facts->n_nics; i++)
		nic_clear(&facts->nics[i]);
	free(facts->nics);
	for (size_t i = 0; i < facts->n_modules; i++)
		module_clear(&facts->modules[i]);
	free(facts->modules);
	free(facts);
	return NULL;
}
