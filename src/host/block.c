/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/block.h"

#include <ctype.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define DEV "/dev/"

static const struct {
	const char *type;
	const char *links; /* udev's, below /dev */
} tags[] = {
	{ "UUID", "disk/by-uuid" },
	{ "LABEL", "disk/by-label" },
	{ "PARTUUID", "disk/by-partuuid" },
	{ "PARTLABEL", "disk/by-partlabel" },
};

int block_by_number(const struct env *env, const char *number, char **ret)
{
	return env_read_link(env, ENV_SYS, ret, "dev/block/%s", number);
}

/* What node the running host has there, be it a link or not. */
static int by_live_node(const struct env *env, const char *path, char **ret)
{
	char number[sizeof("4294967295:4294967295")];
	struct stat st;

	if (stat(path, &st) < 0)
		return -errno;
	if (!S_ISBLK(st.st_mode))
		return -ENOTBLK;
	snprintf(number, sizeof(number), "%u:%u", major(st.st_rdev), minor(st.st_rdev));
	return block_by_number(env, number, ret);
}

int block_by_node(const struct env *env, const char *path, char **ret)
{
	_cleanup_free_ char *name = NULL, *folder = NULL;
	int r;

	if (strncmp(path, DEV, strlen(DEV)) != 0)
		return -ENOENT;
	if (env_is_live(env))
		return by_live_node(env, path, ret);
	path += strlen(DEV);
	r = env_read_link(env, ENV_DEV, &name, "%s", path);
	if (r == -ENOMEM)
		return r;
	if (r < 0) {
		/* A tree for --root need not have nodes: sysfs knows their names. */
		name = strdup(path);
		if (!name)
			return -ENOMEM;
		for (char *slash = name; (slash = strchr(slash, '/'));)
			*slash = '!';
	}
	r = block_folder(env, name, &folder);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(name);
	return 0;
}

/* As udev writes a tag into the name of a link: letters, digits, these and what is not
 * ASCII stay, the rest becomes \xNN. */
static int encode_tag(const char *value, char ret[static PATH_MAX])
{
	static const char kept[] = "#+-.:=@_";
	size_t n = 0;

	for (; *value; value++) {
		unsigned char c = (unsigned char)*value;

		if (n + sizeof("\\xNN") > PATH_MAX)
			return -ENAMETOOLONG;
		if (isalnum(c) || c >= 0x80 || strchr(kept, c))
			ret[n++] = (char)c;
		else
			n += (size_t)sprintf(ret + n, "\\x%02x", c);
	}
	ret[n] = '\0';
	return 0;
}

int block_by_tag(const struct env *env, const char *type, const char *value, char **ret)
{
	char encoded[PATH_MAX], path[PATH_MAX];
	const char *links = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(tags); i++)
		if (streq(tags[i].type, type))
			links = tags[i].links;
	if (!links)
		return -ENOENT;
	if (encode_tag(value, encoded) < 0 ||
	    snprintf(path, sizeof(path), DEV "%s/%s", links, encoded) >=
		    (int)sizeof(path))
		return -ENAMETOOLONG;
	return block_by_node(env, path, ret);
}

int block_by_data_set(const struct env *env, const char *name, char **ret)
{
	_cleanup_free_ char *pool = strndup(name, strcspn(name, "/"));

	/* The name of a pool is the label of each of its devices. */
	return pool ? block_by_tag(env, "LABEL", pool, ret) : -ENOMEM;
}

int block_folder(const struct env *env, const char *name, char **ret)
{
	_cleanup_free_ char *sys = NULL, *folder = NULL, *number = NULL;
	char path[PATH_MAX];
	int r;

	r = env_path(path, env, ENV_SYS, "%s", "");
	if (r < 0)
		return r;
	sys = realpath(path, NULL);
	if (!sys)
		return -errno;
	r = env_path(path, env, ENV_SYS, "class/block/%s", name);
	if (r < 0)
		return r;
	folder = realpath(path, NULL);
	if (!folder)
		return -errno;
	/* Under --root a link may lead out of the tree, or to something else. */
	if (strncmp(folder, sys, strlen(sys)) != 0 || folder[strlen(sys)] != '/')
		return -EXDEV;
	r = env_read(env, ENV_SYS, &number, "%s/dev", folder + strlen(sys) + 1);
	if (r < 0)
		return r;
	*ret = strdup(folder + strlen(sys) + 1);
	return *ret ? 0 : -ENOMEM;
}
