/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/transport.h"

#include <ctype.h>

#include "host/block.h"
#include "host/mount.h"

struct known {
	const char *name;
	enum transport transport;
};

static const struct known types[] = {
	{ "9p", TRANSPORT_NETWORK },	     { "afs", TRANSPORT_NETWORK },
	{ "ceph", TRANSPORT_NETWORK },	     { "cifs", TRANSPORT_NETWORK },
	{ "fuse.ceph", TRANSPORT_NETWORK },  { "fuse.glusterfs", TRANSPORT_NETWORK },
	{ "fuse.sshfs", TRANSPORT_NETWORK }, { "lustre", TRANSPORT_NETWORK },
	{ "nfs", TRANSPORT_NETWORK },	     { "nfs4", TRANSPORT_NETWORK },
	{ "smb3", TRANSPORT_NETWORK },	     { "virtiofs", TRANSPORT_LOCAL },
};

/* Whole disks that are known by their names; a number follows. */
static const struct known disks[] = {
	{ "drbd", TRANSPORT_NETWORK }, { "etherd!e", TRANSPORT_NETWORK },
	{ "nbd", TRANSPORT_NETWORK },  { "ram", TRANSPORT_LOCAL },
	{ "rbd", TRANSPORT_NETWORK },  { "rnbd", TRANSPORT_NETWORK },
	{ "zram", TRANSPORT_LOCAL },
};

/* What an NVMe controller says of itself. */
static const struct known nvme_transports[] = {
	{ "apple-nvme", TRANSPORT_LOCAL }, { "fc", TRANSPORT_NETWORK },
	{ "pcie", TRANSPORT_LOCAL },	   { "rdma", TRANSPORT_NETWORK },
	{ "tcp", TRANSPORT_NETWORK },
};

static bool is_numbered(const char *name, const char *prefix)
{
	size_t length = strlen(prefix);

	return !strncmp(name, prefix, length) && isdigit((unsigned char)name[length]);
}

static enum transport find_known(const struct known *known, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (streq(known[i].name, name))
			return known[i].transport;
	return TRANSPORT_UNKNOWN;
}

enum transport transport_of_type(const char *type)
{
	return find_known(types, ARRAY_SIZE(types), type);
}

/*
 * What a folder on the way from a disk to its bus says: each returns 0, leaving *RET as
 * it is where it says nothing, or -ENOMEM.
 */

static int ask_network(const struct env *env _unused_, const char *folder _unused_,
		       enum transport *ret)
{
	*ret = TRANSPORT_NETWORK;
	return 0;
}

static int ask_nvme(const struct env *env, const char *folder, enum transport *ret)
{
	_cleanup_free_ char *text = NULL;
	int r;

	r = env_read(env, ENV_SYS, &text, "%s/transport", folder);
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	*ret = find_known(nvme_transports, ARRAY_SIZE(nvme_transports), text);
	return 0;
}

/* The controllers that lead to a name space are links in the folder of the subsystem. */
static int ask_nvme_subsystem(const struct env *env, const char *folder,
			      enum transport *ret)
{
	_cleanup_(strings_clear) struct strings names = { 0 };
	int r;

	r = env_list(env, ENV_SYS, &names, "%s", folder);
	for (size_t i = 0; i < names.n && r >= 0 && *ret != TRANSPORT_NETWORK; i++) {
		char path[PATH_MAX];

		if (is_numbered(names.list[i], "nvme") &&
		    snprintf(path, sizeof(path), "%s/%s", folder, names.list[i]) <
			    (int)sizeof(path))
			r = ask_nvme(env, path, ret);
	}
	return r == -ENOMEM ? r : 0;
}

/* Fibre Channel without an adapter of its own: "fcoe v0.1 over eth2". */
static int ask_fc_host(const struct env *env, const char *folder, enum transport *ret)
{
	_cleanup_free_ char *text = NULL;
	int r;

	r = env_read(env, ENV_SYS, &text, "class/fc_host/%s/symbolic_name",
		     strrchr(folder, '/') + 1);
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	if (strstr(text, " over "))
		*ret = TRANSPORT_NETWORK;
	return 0;
}

static const struct {
	const char *prefix; /* a number follows */
	int (*ask)(const struct env *env, const char *folder, enum transport *ret);
} ancestors[] = {
	{ "ctlr_", ask_network }, /* FCoE on an interface */
	{ "host", ask_fc_host },
	{ "nvme", ask_nvme },
	{ "nvme-subsys", ask_nvme_subsystem },
	{ "session", ask_network }, /* iSCSI */
};

static int of_hardware(const struct env *env, const char *folder, enum transport *ret)
{
	_cleanup_free_ char *path = strdup(folder);
	enum transport transport = TRANSPORT_UNKNOWN;
	char *slash;
	int r = 0;

	if (!path)
		return -ENOMEM;
	while (transport == TRANSPORT_UNKNOWN && r >= 0 && (slash = strrchr(path, '/'))) {
		for (size_t i = 0; i < ARRAY_SIZE(ancestors) && r >= 0; i++)
			if (is_numbered(slash + 1, ancestors[i].prefix))
				r = ancestors[i].ask(env, path, &transport);
		*slash = '\0';
	}
	if (r < 0)
		return r;
	/* What is no hardware and has no such file may be anything. */
	if (transport == TRANSPORT_UNKNOWN &&
	    strncmp(folder, "devices/virtual/", 16) != 0)
		transport = TRANSPORT_LOCAL;
	*ret = transport;
	return 0;
}

static int of_file(const struct env *env, const char *path, struct strings *below,
		   enum transport *ret)
{
	_cleanup_(mount_clear) struct mount mount = { 0 };
	_cleanup_free_ char *name = NULL;
	int r;

	r = mount_find(env, path, &mount);
	if (r < 0)
		return r;
	*ret = transport_of_type(mount.type);
	if (*ret != TRANSPORT_UNKNOWN)
		return 0;
	r = mount_device(env, &mount, &name);
	return r < 0 ? r : strings_add(below, name);
}

/*
 * Adds to BELOW what a device is made of; where it is made of nothing else, writes to
 * *RET how it is reached. 0, or a negative errno where that is not known.
 */
static int look_below(const struct env *env, const char *name, struct strings *below,
		      enum transport *ret)
{
	_cleanup_free_ char *folder = NULL, *number = NULL, *file = NULL;
	_cleanup_(strings_clear) struct strings slaves = { 0 };
	char *slash;
	int r;

	for (size_t i = 0; i < ARRAY_SIZE(disks); i++) {
		if (is_numbered(name, disks[i].name)) {
			*ret = disks[i].transport;
			return 0;
		}
	}
	r = block_folder(env, name, &folder);
	if (r < 0)
		return r;
	r = env_read(env, ENV_SYS, &number, "%s/partition", folder);
	slash = strrchr(folder, '/');
	if (r >= 0 && slash) {
		*slash = '\0';
		slash = strrchr(folder, '/');
		return slash ? strings_add(below, slash + 1) : -ENOENT;
	}
	if (r != -ENOMEM)
		r = env_list(env, ENV_SYS, &slaves, "%s/slaves", folder);
	for (size_t i = 0; i < slaves.n && r >= 0; i++)
		r = strings_add(below, slaves.list[i]);
	if (r == -ENOMEM || slaves.n)
		return r;
	r = env_read(env, ENV_SYS, &file, "%s/loop/backing_file", folder);
	if (r == -ENOMEM)
		return r;
	return r >= 0 ? of_file(env, file, below, ret) : of_hardware(env, folder, ret);
}

int transport_of_block(const struct env *env, const char *name, enum transport *ret)
{
	_cleanup_(strings_clear) struct strings names = { 0 };
	bool found[TRANSPORT_NETWORK + 1] = { false };
	int r;

	r = strings_add(&names, name);
	if (r < 0)
		return r;
	for (size_t i = 0; i < names.n; i++) {
		_cleanup_(strings_clear) struct strings below = { 0 };
		enum transport transport = TRANSPORT_UNKNOWN;

		r = look_below(env, names.list[i], &below, &transport);
		if (r == -ENOMEM)
			return r;
		if (!below.n)
			found[transport] = true;
		for (size_t j = 0; j < below.n; j++)
			if (!strings_contain(&names, below.list[j]) &&
			    strings_add(&names, below.list[j]) < 0)
				return -ENOMEM;
	}
	if (found[TRANSPORT_NETWORK])
		*ret = TRANSPORT_NETWORK;
	else
		*ret = found[TRANSPORT_LOCAL] && !found[TRANSPORT_UNKNOWN]
			       ? TRANSPORT_LOCAL
			       : TRANSPORT_UNKNOWN;
	return 0;
}
