/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/host-scan.h"

#include "base/container.h"
#include "facts/host.h"
#include "facts/nic.h"
#include "facts/rdma.h"
#include "facts/record.h"
#include "host/elf-note.h"
#include "host/kernel-image.h"
#include "host/module.h"
#include "host/pci.h"
#include "host/rootfs.h"
#include "netlink/ethtool.h"

/* CONTAINED is -1 as long as nobody has had to look: five files, for each card. */
static bool scans_container(const struct env *env, int *contained)
{
	if (*contained < 0)
		*contained = env_is_container(env);
	return *contained;
}

static int scan_card(const struct env *env, const char *slot, unsigned wanted,
		     int *contained, struct facts *facts)
{
	struct nic *nic;
	int r;

	nic = array_append(facts->nics, facts->n_nics);
	if (!nic)
		return -ENOMEM;
	r = nic_read(env, slot, nic);
	/* A container sees its host's cards; its own are those that it was given. */
	if (r >= 0 && nic->n_ifaces == 0 && scans_container(env, contained)) {
		nic_clear(nic);
		r = -ENODEV;
	}
	if (r < 0) {
		/* Unplugged while we looked. */
		facts->n_nics--;
		return r == -ENODEV ? 0 : r;
	}
	r = wanted & SCAN_NO_HISTORY ? 0 : record_read(env, nic);
	if (r != -ENOMEM && nic->driver)
		r = host_read_driver(env, facts, nic->driver);
	return r == -ENOMEM ? r : 0;
}

static int append_module(struct facts *facts, const char *name)
{
	struct module *module = array_append(facts->modules, facts->n_modules);

	if (!module)
		return -ENOMEM;
	module->name = strdup(name);
	if (module->name)
		return 0;
	facts->n_modules--;
	return -ENOMEM;
}

/* The module of that name among the facts, where it was not yet, as it is loaded or
 * not. */
static int find_or_add_module(const struct env *env, bool running, struct facts *facts,
			      const char *name, struct module **ret)
{
	const struct module *found = facts_module(facts, name);
	_cleanup_free_ char *state = NULL;
	int r = 0;

	if (!found && running &&
	    env_read(env, ENV_SYS, &state, "module/%s/initstate", name) == 0)
		r = host_read_driver(env, facts, name);
	else if (!found)
		r = append_module(facts, name);
	if (r < 0)
		return r;
	found = facts_module(facts, name);
	*ret = &facts->modules[found - facts->modules];
	return 0;
}

/* What the builds on disk are looked for with. */
struct builds_scan {
	const struct scan *scan;
	const struct env *env;
	struct module_folder *folder;
};

static int scan_module(const struct builds_scan *scan, struct facts *facts,
		       const char *name)
{
	struct module *module = NULL;
	char build_id[ELF_BUILD_ID_SIZE];
	int r;

	r = find_or_add_module(scan->env, !scan->scan->release, facts, name, &module);
	if (r < 0 || module->n_builds)
		return r;
	if (module->is_loaded &&
	    elf_module_build_id(scan->env, module->name, build_id) == 0) {
		module->build_id = strdup(build_id);
		if (!module->build_id)
			return -ENOMEM;
	}
	return module_find_builds(scan->folder, module);
}

/* The modules that a card has or could have: the one that runs it, or those of its
 * modalias. */
static int scan_card_builds(const struct builds_scan *scan, struct facts *facts,
			    const struct nic *nic)
{
	_cleanup_(strings_clear) struct strings names = { 0 };
	_cleanup_free_ char *modalias = NULL;
	int r;

	if (nic->driver)
		return scan_module(scan, facts, nic->driver);
	r = env_read(scan->env, ENV_SYS, &modalias, "bus/pci/devices/%s/modalias",
		     nic->slot);
	/* A blacklist may be our own: it follows from the facts and is none itself. */
	if (r >= 0)
		r = module_names(scan->folder, modalias, /* allowed= */ false, &names);
	for (size_t i = 0; i < names.n && r >= 0; i++)
		r = scan_module(scan, facts, names.list[i]);
	return r;
}

/* Where a choice between builds leaves one that exports no symbol, or other ones, its
 * RDMA module is concerned. */
static int scan_rdma(const struct builds_scan *scan, struct facts *facts,
		     const char *driver)
{
	const char *name;
	int r = 0;

	for (size_t i = 0; r >= 0 && (name = rdma_module_name(driver, i)); i++) {
		const size_t n = facts->n_modules;
		struct module *added;

		r = scan_module(scan, facts, name);
		added = &facts->modules[n];
		if (r < 0 || facts->n_modules == n || added->n_builds || added->is_loaded)
			continue;
		free(added->name);
		facts->n_modules = n;
	}
	return r == -ENOMEM ? r : 0;
}

/* Of each driver with more than one build. Modules are added as we go, behind these. */
static int find_rdma(const struct builds_scan *scan, struct facts *facts)
{
	const size_t n = facts->n_modules;
	int r = 0;

	for (size_t i = 0; i < n && r >= 0; i++)
		if (facts->modules[i].n_builds > 1)
			r = scan_rdma(scan, facts, facts->modules[i].name);
	return r;
}

static int find_builds(const struct builds_scan *scan, struct facts *facts)
{
	for (size_t i = 0; i < facts->n_nics; i++) {
		/* What is not known of one card's driver is no reason to know less of
		 * others. */
		if (scan_card_builds(scan, facts, &facts->nics[i]) == -ENOMEM)
			return -ENOMEM;
	}
	return find_rdma(scan, facts);
}

static int read_builds(const struct builds_scan *scan, struct facts *facts)
{
	int r = 0;

	for (size_t i = 0; i < facts->n_modules && r >= 0; i++)
		r = module_read_builds(scan->folder, &facts->modules[i],
				       scan->scan->deadline);
	return r;
}

static int scan_builds(const struct scan *scan, unsigned wanted, struct facts *facts)
{
	_cleanup_(module_folder_closep) struct module_folder *folder = NULL;
	struct builds_scan builds = { .scan = scan, .env = scan->env };
	int r;

	r = module_folder_open(scan->env, scan->release, &folder);
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	builds.folder = folder;
	if (wanted & SCAN_BUILDS)
		r = find_builds(&builds, facts);
	if (r >= 0 && (wanted & SCAN_MODINFO))
		r = read_builds(&builds, facts);
	return r;
}

int host_scan_modules(const struct scan *scan, const struct strings *names,
		      struct facts *facts)
{
	_cleanup_(module_folder_closep) struct module_folder *folder = NULL;
	struct builds_scan builds = { .scan = scan, .env = scan->env };
	int r;

	r = module_folder_open(scan->env, scan->release, &folder);
	builds.folder = folder;
	for (size_t i = 0; i < names->n && r >= 0; i++)
		r = scan_module(&builds, facts, names->list[i]);
	return r < 0 ? r : read_builds(&builds, facts);
}

/* Makes of the facts of a host those of the same host under another kernel, just
 * booted. */
static int change_kernel(const struct env *env, struct facts *facts, const char *release)
{
	_cleanup_free_ char *banner = NULL;
	int r;

	free(facts->kernel);
	free(facts->kernel_upstream);
	facts->kernel_upstream = NULL;
	facts->kernel = strdup(release);
	for (size_t i = 0; i < facts->n_modules; i++)
		facts->modules[i].is_loaded = false;
	if (!facts->kernel)
		return -ENOMEM;
	r = kernel_image_banner(env, release, &banner);
	if (r >= 0)
		r = host_banner_upstream(banner, &facts->kernel_upstream);
	return r == -ENOMEM ? r : 0;
}

static int name_cards(struct pci *pci, struct facts *facts)
{
	int r = 0;

	for (size_t i = 0; i < facts->n_nics && r != -ENOMEM; i++) {
		struct nic *nic = &facts->nics[i];

		r = pci_name(pci, nic->vendor, nic->device, &nic->name);
	}
	return r == -ENOMEM ? r : 0;
}

static bool any_card_has_interface(const struct facts *facts)
{
	for (size_t i = 0; i < facts->n_nics; i++)
		if (facts->nics[i].n_ifaces)
			return true;
	return false;
}

static int scan_settings(const struct env *env, struct facts *facts)
{
	_cleanup_(ethtool_closep) struct ethtool *ethtool = NULL;
	int r = 0;

	if (env_is_live(env) && any_card_has_interface(facts))
		r = ethtool_open(&ethtool);
	facts->ethtool_missing = r == -EOPNOTSUPP;
	for (size_t i = 0; i < facts->n_nics && r != -ENOMEM; i++)
		r = nic_read_settings(env, &facts->nics[i], ethtool, NIC_ALL);
	return r == -ENOMEM ? r : 0;
}

static int scan_more(const struct scan *scan, struct pci *pci, unsigned wanted,
		     struct facts *facts)
{
	int r = 0;

	if (wanted & SCAN_ROOT)
		r = rootfs_read(scan->env, facts);
	if (r >= 0 && pci && (wanted & SCAN_NAMES))
		r = name_cards(pci, facts);
	if (r >= 0 && (wanted & SCAN_LINKS))
		r = scan_settings(scan->env, facts);
	if (r >= 0 && (wanted & (SCAN_BUILDS | SCAN_MODINFO)))
		r = scan_builds(scan, wanted, facts);
	return r;
}

int host_scan_more(const struct scan *scan, unsigned wanted, struct facts *facts)
{
	_cleanup_(pci_closep) struct pci *pci = NULL;

	if ((wanted & SCAN_NAMES) && pci_open(scan->env, &pci) == -ENOMEM)
		return -ENOMEM;
	return scan_more(scan, pci, wanted, facts);
}

int host_scan(const struct scan *scan, unsigned wanted, struct facts **ret)
{
	_cleanup_(facts_freep) struct facts *facts = calloc(1, sizeof(*facts));
	_cleanup_(strings_clear) struct strings slots = { 0 };
	_cleanup_(pci_closep) struct pci *pci = NULL;
	int contained = -1, r;

	if (!facts)
		return -ENOMEM;
	r = host_read(scan->env, facts);
	if (r >= 0)
		r = host_read_system(scan->env, facts);
	if (r < 0)
		return r;
	r = pci_open(scan->env, &pci);
	if (r >= 0)
		r = pci_network_slots(pci, &slots);
	for (size_t i = 0; i < slots.n && r >= 0; i++)
		r = scan_card(scan->env, slots.list[i], wanted, &contained, facts);
	if (r != -ENOMEM && scan->release)
		r = change_kernel(scan->env, facts, scan->release);
	if (r != -ENOMEM)
		r = scan_more(scan, pci, wanted, facts);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(facts);
	return 0;
}
