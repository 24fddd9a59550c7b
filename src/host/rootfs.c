/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/rootfs.h"

#include <ctype.h>

#include "base/cmdline.h"
#include "host/block.h"
#include "host/mount.h"
#include "host/transport.h"

/* What the value of "root=" or dracut's "netroot" begins with where the root is on a
 * network. */
static const struct {
	const char *prefix;
	const char *source;
} network_values[] = {
	{ "/dev/cifs", "cifs" }, { "/dev/disk/by-path/ip-", "iscsi" },
	{ "/dev/drbd", "drbd" }, { "/dev/etherd/", "aoe" },
	{ "/dev/nbd", "nbd" },	 { "/dev/nfs", "nfs" },
	{ "/dev/rbd", "rbd" },	 { "aoe:", "aoe" },
	{ "ceph", "ceph" },	 { "cifs", "cifs" },
	{ "dhcp", "dhcp" },	 { "fcoe", "fcoe" },
	{ "ftp:", "ftp" },	 { "http:", "http" },
	{ "https:", "https" },	 { "iscsi", "iscsi" },
	{ "nbd", "nbd" },	 { "nfs", "nfs" },
	{ "smb:", "cifs" },	 { "tftp:", "tftp" },
};

/* What dracut lets stand before the device or the server. */
static const char *const value_prefixes[] = { "block:", "live:", "livenet:" };

static const struct {
	const char *name;
	const char *source; /* NULL: its value says which */
} network_parameters[] = {
	{ "cifsroot", "cifs" }, { "iscsiroot", "iscsi" }, { "nbdroot", "nbd" },
	{ "netroot", NULL },	{ "nfsroot", "nfs" },
};

/* The rest of TEXT where it begins with PREFIX, or NULL. */
static const char *after(const char *text, const char *prefix)
{
	size_t length = strlen(prefix);

	return strncmp(text, prefix, length) == 0 ? text + length : NULL;
}

static const char *skip_prefixes(const char *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(value_prefixes); i++)
		value = after(value, value_prefixes[i]) ?: value;
	return value;
}

static const char *find_network_value(const char *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(network_values); i++)
		if (after(value, network_values[i].prefix))
			return network_values[i].source;
	return NULL;
}

static const char *find_network_parameter(const struct cmdline_word *word,
					  const char *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(network_parameters); i++)
		if (*value && cmdline_word_is(word, network_parameters[i].name))
			return network_parameters[i].source
				       ?: find_network_value(skip_prefixes(value))
					  ?: "network";
	return NULL;
}

/* The last "root=" counts, as it does for the kernel, and any word of a network. An
 * initramfs also reads what is behind "--". */
static int read_root_words(const char *line, char **ret_root, const char **ret_network)
{
	struct cmdline cmdline = { .rest = line };
	_cleanup_free_ char *root = NULL;
	const char *network = NULL;
	struct cmdline_word word;

	while (cmdline_next(&cmdline, &word)) {
		_cleanup_free_ char *value = strndup(word.value ?: "", word.value_length);

		if (!value)
			return -ENOMEM;
		if (word.value && cmdline_word_is(&word, "root")) {
			free(root);
			root = TAKE_PTR(value);
		} else if (!network) {
			network = find_network_parameter(&word, value);
		}
	}
	if (root && !network)
		network = find_network_value(skip_prefixes(root));
	*ret_root = TAKE_PTR(root);
	*ret_network = network;
	return 0;
}

static int find_named(const struct env *env, const char *root, char **ret_name)
{
	const char *data_set = after(root, "ZFS=") ?: after(root, "zfs:");
	const char *value = strchr(root, '=');

	if (data_set)
		return block_by_data_set(env, data_set, ret_name);
	if (after(root, "/dev/"))
		return block_by_node(env, root, ret_name);
	if (value) {
		_cleanup_free_ char *type = strndup(root, (size_t)(value - root));

		return type ? block_by_tag(env, type, value + 1, ret_name) : -ENOMEM;
	}
	return isdigit((unsigned char)*root) ? block_by_number(env, root, ret_name)
					     : -ENOENT;
}

/* Writes the name of the block device that is mounted, or the kind of file system. */
static int find_mounted(const struct env *env, char **ret_name, struct facts *facts)
{
	_cleanup_(mount_clear) struct mount mount = { 0 };
	int r;

	r = mount_find(env, "/", &mount);
	if (r < 0)
		return r;
	facts->root_transport = transport_of_type(mount.type);
	if (facts->root_transport == TRANSPORT_UNKNOWN)
		return mount_device(env, &mount, ret_name);
	facts->root_source = TAKE_PTR(mount.type);
	return 0;
}

static int resolve_block_device(const struct env *env, const char *name,
				struct facts *facts)
{
	if (asprintf(&facts->root_source, "/dev/%s", name) < 0) {
		facts->root_source = NULL;
		return -ENOMEM;
	}
	for (char *mark = facts->root_source; (mark = strchr(mark, '!'));)
		*mark = '/';
	return transport_of_block(env, name, &facts->root_transport);
}

int rootfs_read(const struct env *env, struct facts *facts)
{
	_cleanup_free_ char *line = NULL, *name = NULL, *root = NULL;
	const char *network = NULL;
	int r;

	r = env_read(env, ENV_PROC, &line, "cmdline");
	if (r == -ENOMEM)
		return r;
	r = line ? read_root_words(line, &root, &network) : 0;
	if (r < 0)
		return r;
	if (network) {
		facts->root_transport = TRANSPORT_NETWORK;
		facts->root_source = strdup(network);
		return facts->root_source ? 0 : -ENOMEM;
	}
	r = find_mounted(env, &name, facts);
	if (r < 0 && r != -ENOMEM && root)
		r = find_named(env, skip_prefixes(root), &name);
	if (r == -ENOMEM)
		return r;
	return name ? resolve_block_device(env, name, facts) : 0;
}
