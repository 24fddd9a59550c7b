/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/in-use.h"

#include <net/if.h>

#include "base/array.h"
#include "base/atomic-file.h"
#include "base/permissions.h"
#include "netlink/rtnetlink.h"

/* Below ENV_RUN. */
#define REACHED "network-reached"

/* As sysfs shows it. What is not there is not used. */
static bool is_used_by_sysfs(const struct env *env, const char *name)
{
	_cleanup_free_ char *flags = NULL, *master = NULL;
	int r;

	r = env_read_link(env, ENV_SYS, &master, "class/net/%s/master", name);
	if (r != -ENOENT)
		return true;
	r = env_read(env, ENV_SYS, &flags, "class/net/%s/flags", name);
	return r < 0 ? r != -ENOENT : strtoul(flags, NULL, 16) & IFF_UP;
}

/* As the kernel says: 1, 0 or a negative errno. */
static int is_used_by_kernel(unsigned ifindex)
{
	_cleanup_(rtnl_closep) struct rtnl *rtnl = NULL;
	struct link link;
	int r;

	r = rtnl_open(&rtnl);
	if (r >= 0)
		r = rtnl_get_link(rtnl, ifindex, &link);
	return r < 0 ? r : link.up || link.master;
}

bool iface_is_in_use(const struct env *env, const char *name)
{
	_cleanup_free_ char *ifindex = NULL;
	int r;

	if (!env_is_live(env))
		return is_used_by_sysfs(env, name);
	r = env_read(env, ENV_SYS, &ifindex, "class/net/%s/ifindex", name);
	if (r >= 0)
		r = is_used_by_kernel((unsigned)strtoul(ifindex, NULL, 10));
	/* Gone since: what is not there is not used. */
	return r < 0 ? r != -ENODEV && r != -ENOENT : r;
}

static bool has_virtual_functions(const struct env *env, const char *slot)
{
	_cleanup_free_ char *number = NULL;
	int r;

	r = env_read(env, ENV_SYS, &number, "bus/pci/devices/%s/sriov_numvfs", slot);
	return r < 0 ? r != -ENOENT : !streq(number, "0");
}

bool nic_is_in_use(const struct env *env, const char *slot)
{
	_cleanup_(strings_clear) struct strings names = { 0 };
	bool used = false;
	int r;

	r = env_list(env, ENV_SYS, &names, "bus/pci/devices/%s/net", slot);
	if (r < 0 || names.n == 0)
		return true;
	for (size_t i = 0; i < names.n && !used; i++)
		used = iface_is_in_use(env, names.list[i]);
	return used || has_virtual_functions(env, slot);
}

/* systemd has such a link for each service that it runs (since version 238). */
static bool is_started(const struct env *env, const char *service)
{
	_cleanup_free_ char *invocation = NULL;

	return env_read_link(env, ENV_ROOT, &invocation,
			     "run/systemd/units/invocation:%s", service) == 0;
}

bool network_is_reached(const struct env *env)
{
	static const char *const managers[] = {
		"networking.service",	  "systemd-networkd.service",
		"NetworkManager.service", "wicked.service",
		"dhcpcd.service",	  "connman.service",
	};
	_cleanup_free_ char *text = NULL;

	if (env_read(env, ENV_RUN, &text, REACHED) != -ENOENT)
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(managers); i++)
		if (is_started(env, managers[i]))
			return true;
	return false;
}

int network_reached_path(const struct env *env, char ret[static PATH_MAX])
{
	return env_path(ret, env, ENV_RUN, REACHED);
}

int network_set_reached(const struct env *env)
{
	char path[PATH_MAX];
	int r;

	r = permissions_make_env_dir(env, ENV_RUN);
	if (r >= 0)
		r = network_reached_path(env, path);
	return r < 0 ? r : atomic_file_write(path, "");
}
