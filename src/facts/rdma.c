/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/rdma.h"

#include "base/module-name.h"

/* i40iw is what served i40e before irdma came in Linux 5.14; it has no alias. */
static const struct {
	const char *driver, *module;
} rdma_modules[] = {
	{ "i40e", "irdma" },
	{ "i40e", "i40iw" },
	{ "ice", "irdma" },
};

const char *rdma_module_name(const char *driver, size_t index)
{
	for (size_t i = 0; i < ARRAY_SIZE(rdma_modules); i++)
		if (module_names_match(rdma_modules[i].driver, driver) && index-- == 0)
			return rdma_modules[i].module;
	return NULL;
}

const struct module *rdma_find(const struct facts *facts, const char *driver)
{
	const char *name;

	for (size_t i = 0; (name = rdma_module_name(driver, i)); i++) {
		const struct module *module = facts_module(facts, name);

		if (module && module->n_builds)
			return module;
	}
	return NULL;
}

int rdma_takes(const struct build *build, const char *driver)
{
	static const char bus[] = "auxiliary:";
	const size_t length = strlen(driver);
	bool has_any = false;

	if (!build->aliases_known)
		return -1;
	for (size_t i = 0; i < build->aliases.n; i++) {
		const char *alias = build->aliases.list[i];

		if (strncmp(alias, bus, strlen(bus)) != 0)
			continue;
		has_any = true;
		alias += strlen(bus);
		if (strncmp(alias, driver, length) == 0 && alias[length] == '.')
			return 1;
	}
	/* i40iw asks the driver by itself. */
	return has_any ? 0 : -1;
}
