/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host.h"

#include <ctype.h>

/*
 * What of the kernel command line is a fact: anything else (root and NFS servers,
 * addresses, iSCSI names and passwords) is nobody's business and stays out of reports.
 */
static const char *const told_parameters[] = {
	"nicquirk",
	"pcie_aspm",
	"pcie_port_pm",
	"pci=",
	"modprobe.blacklist",
	"module_blacklist",
	"rd.driver.",
	"intel_iommu",
	"iommu",
	"intel_idle.",
	"e1000e.",
	"igb.",
	"igc.",
	"ixgbe.",
	"i40e.",
	"ice.",
};

static bool is_told(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(told_parameters); i++)
		if (!strncmp(word, told_parameters[i], strlen(told_parameters[i])))
			return true;
	return false;
}

/* Leaves in LINE the words that is_told() knows, parted by one blank. */
static void filter_cmdline(char *line)
{
	char *out = line;

	for (char *word = line; *word;) {
		bool quoted = false;
		char *end = word;
		size_t length;

		for (; *end && (quoted || !isspace((unsigned char)*end)); end++)
			quoted ^= *end == '"';
		length = (size_t)(end - word);
		if (length && is_told(word)) {
			if (out != line)
				*out++ = ' ';
			memmove(out, word, length);
			out += length;
		}
		word = *end ? end + 1 : end;
	}
	*out = '\0';
}

/*
 * Debian's releases (6.1.0-47-amd64) and Ubuntu's (5.8.0-33-generic) hide which stable
 * version they are; the build banner of the one and /proc/version_signature of the other
 * tell.
 */
static int read_upstream(const struct env *env, char **ret)
{
	_cleanup_free_ char *banner = NULL, *signature = NULL;
	const char *found;

	if (env_read(env, ENV_PROC, &banner, "sys/kernel/version") == 0) {
		found = strstr(banner, "Debian ");
		if (found)
			return version_upstream(found + strlen("Debian "), ret);
	}
	if (env_read(env, ENV_PROC, &signature, "version_signature") == 0) {
		found = strrchr(signature, ' ');
		if (found)
			return version_upstream(found + 1, ret);
	}
	return -ENOENT;
}

int host_read(const struct env *env, struct facts *facts)
{
	const struct {
		char **to;
		enum env_dir dir;
		const char *path;
	} files[] = {
		{ &facts->kernel, ENV_PROC, "sys/kernel/osrelease" },
		{ &facts->cmdline, ENV_PROC, "cmdline" },
		{ &facts->system_vendor, ENV_SYS, "class/dmi/id/sys_vendor" },
		{ &facts->system_product, ENV_SYS, "class/dmi/id/product_name" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		if (env_read(env, files[i].dir, files[i].to, "%s", files[i].path) ==
		    -ENOMEM)
			return -ENOMEM;
	if (facts->cmdline)
		filter_cmdline(facts->cmdline);
	return read_upstream(env, &facts->kernel_upstream) == -ENOMEM ? -ENOMEM : 0;
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
