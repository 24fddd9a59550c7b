/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/host.h"

#include <sys/utsname.h>

#include "base/cmdline.h"
#include "quirk/pci-ids.h"

/*
 * What of the kernel command line is a fact: anything else (root and NFS servers,
 * addresses, iSCSI names and passwords) is nobody's business and stays out of reports.
 */
static const char *const known_parameters[] = {
	"nicquirk",	    "pcie_aspm",  "pcie_port_pm", "pci=",  "modprobe.blacklist",
	"module_blacklist", "rd.driver.", "intel_iommu",  "iommu", "intel_idle.",
};

static bool is_known_parameter(const char *word)
{
	const char *dot = strpbrk(word, ".= ");

	if (dot && *dot == '.' && pci_ids_know_driver(word, (size_t)(dot - word)))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(known_parameters); i++)
		if (!strncmp(word, known_parameters[i], strlen(known_parameters[i])))
			return true;
	return false;
}

/* Leaves in LINE the kernel's own words that is_known_parameter() knows, parted by one
 * blank. */
static void filter_cmdline(char *line)
{
	struct cmdline cmdline = { .rest = line };
	struct cmdline_word word;
	char *out = line;

	while (cmdline_next(&cmdline, &word)) {
		if (word.for_init || !is_known_parameter(word.name))
			continue;
		if (out != line)
			*out++ = ' ';
		/* Never behind what is still to be read: the word before was no longer.
		 */
		memmove(out, word.text, word.length);
		out += word.length;
	}
	*out = '\0';
}

/* The last number in /proc/version_signature, which is Ubuntu's: "Ubuntu
 * 5.8.0-33.36-generic 5.8.17". */
static int read_signature(const struct env *env, char **ret)
{
	_cleanup_free_ char *signature = NULL;
	const char *found;
	int r;

	r = env_read(env, ENV_PROC, &signature, "version_signature");
	if (r < 0)
		return r;
	found = strrchr(signature, ' ');
	return found ? version_upstream(found + 1, ret) : -ENOENT;
}

/* Release and build banner, from the kernel itself where that is the one. */
static int read_kernel(const struct env *env, char **ret_release, char **ret_banner)
{
	struct utsname name;

	if (env_is_live(env) && uname(&name) == 0) {
		*ret_release = strdup(name.release);
		*ret_banner = strdup(name.version);
		return *ret_release && *ret_banner ? 0 : -ENOMEM;
	}
	if (env_read(env, ENV_PROC, ret_release, "sys/kernel/osrelease") == -ENOMEM ||
	    env_read(env, ENV_PROC, ret_banner, "sys/kernel/version") == -ENOMEM)
		return -ENOMEM;
	return 0;
}

/*
 * Debian's releases (6.1.0-47-amd64) and Ubuntu's (5.8.0-33-generic) hide which stable
 * version they are; the build banner of the one and a file of the other say.
 */
int host_banner_upstream(const char *banner, char **ret)
{
	const char *found = strstr(banner, "Debian ");

	return found ? version_upstream(found + strlen("Debian "), ret) : -ENOENT;
}

static int read_upstream(const struct env *env, const char *banner, char **ret)
{
	int r = banner ? host_banner_upstream(banner, ret) : -ENOENT;

	if (r == -ENOENT)
		r = read_signature(env, ret);
	return r == -ENOMEM ? r : 0;
}

int host_read(const struct env *env, struct facts *facts)
{
	_cleanup_free_ char *banner = NULL;

	if (read_kernel(env, &facts->kernel, &banner) < 0 ||
	    read_upstream(env, banner, &facts->kernel_upstream) < 0 ||
	    env_read(env, ENV_PROC, &facts->cmdline, "cmdline") == -ENOMEM)
		return -ENOMEM;
	if (facts->cmdline)
		filter_cmdline(facts->cmdline);
	return 0;
}

int host_read_system(const struct env *env, struct facts *facts)
{
	if (env_read(env, ENV_SYS, &facts->system_vendor, "class/dmi/id/sys_vendor") ==
		    -ENOMEM ||
	    env_read(env, ENV_SYS, &facts->system_product, "class/dmi/id/product_name") ==
		    -ENOMEM)
		return -ENOMEM;
	return 0;
}

static int read_module(const struct env *env, struct facts *facts, const char *name)
{
	_cleanup_free_ char *taint = NULL;
	struct module *module;
	int r;

	module = array_append(facts->modules, facts->n_modules);
	if (!module)
		return -ENOMEM;
	module->is_loaded = true;
	module->name = strdup(name);
	if (!module->name) {
		facts->n_modules--;
		return -ENOMEM;
	}
	/* A driver that is built in has no taint file, and is in-tree by nature. */
	r = env_read(env, ENV_SYS, &taint, "module/%s/taint", name);
	if (r == -ENOMEM)
		return r;
	module->origin =
		taint && strchr(taint, 'O') ? ORIGIN_OUT_OF_TREE : ORIGIN_IN_TREE;
	if (env_read(env, ENV_SYS, &module->version, "module/%s/version", name) ==
		    -ENOMEM ||
	    env_read(env, ENV_SYS, &module->srcversion, "module/%s/srcversion", name) ==
		    -ENOMEM)
		return -ENOMEM;
	return 0;
}

int host_read_driver(const struct env *env, struct facts *facts, const char *driver)
{
	struct strings holders = { 0 };
	int r;

	if (facts_module(facts, driver))
		return 0;
	r = read_module(env, facts, driver);
	if (r < 0)
		return r;
	r = env_list(env, ENV_SYS, &holders, "module/%s/holders", driver);
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	for (size_t i = 0; i < holders.n && r >= 0; i++)
		r = facts_module(facts, holders.list[i])
			    ? 0
			    : read_module(env, facts, holders.list[i]);
	strings_clear(&holders);
	return r;
}
