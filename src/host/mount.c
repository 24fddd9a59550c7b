/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/mount.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "host/block.h"

/* A line of mountinfo, proc_pid_mountinfo(5). */
struct entry {
	const char *number, *point, *type, *source;
};

void mount_clear(struct mount *mount)
{
	free(mount->number);
	free(mount->type);
	free(mount->source);
	*mount = (struct mount){ 0 };
}

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* The kernel writes blanks and backslashes as three octal digits. */
static void unescape(char *text)
{
	char *out = text;

	for (char *in = text; *in; out++) {
		if (in[0] == '\\' && is_octal(in[1]) && is_octal(in[2]) &&
		    is_octal(in[3])) {
			*out = (char)((in[1] - '0') << 6 | (in[2] - '0') << 3 |
				      (in[3] - '0'));
			in += 4;
		} else {
			*out = *in++;
		}
	}
	*out = '\0';
}

static bool parse_line(char *line, struct entry *ret)
{
	char *fields[6], *field;

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		fields[i] = strsep(&line, " ");
		if (!line)
			return false;
	}
	/* Any number of optional fields, up to a hyphen. */
	do
		field = strsep(&line, " ");
	while (field && !streq(field, "-"));
	unescape(fields[4]);
	ret->number = fields[2];
	ret->point = fields[4];
	ret->type = strsep(&line, " ");
	ret->source = strsep(&line, " ");
	return ret->source;
}

static bool covers(const char *point, const char *path)
{
	size_t length = strlen(point);

	if (strncmp(path, point, length) != 0)
		return false;
	return streq(point, "/") || path[length] == '/' || path[length] == '\0';
}

static int keep(const struct entry *entry, struct mount *mount)
{
	mount_clear(mount);
	mount->number = strdup(entry->number);
	mount->type = strdup(entry->type);
	mount->source = strdup(entry->source);
	return mount->number && mount->type && mount->source ? 0 : -ENOMEM;
}

static int open_list(const struct env *env, FILE **ret)
{
	_cleanup_close_ int fd = -1;
	char path[PATH_MAX];
	struct stat st;
	int r;

	r = env_path(path, env, ENV_PROC, "self/mountinfo");
	if (r < 0)
		return r;
	/* Under --root something without an end may stand there. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -ENOENT;
	*ret = fdopen(fd, "r");
	if (!*ret)
		return -errno;
	fd = -1;
	return 0;
}

int mount_find(const struct env *env, const char *path, struct mount *ret)
{
	_cleanup_(mount_clear) struct mount found = { 0 };
	_cleanup_fclose_ FILE *list = NULL;
	_cleanup_free_ char *line = NULL;
	size_t room = 0, longest = 0;
	struct entry entry;
	int r;

	r = open_list(env, &list);
	if (r < 0)
		return r;
	while (errno = 0, getline(&line, &room, list) > 0) {
		if (!parse_line(line, &entry) || !covers(entry.point, path) ||
		    strlen(entry.point) < longest)
			continue;
		/* Of mounts on the same place the later one hides the earlier ones. */
		longest = strlen(entry.point);
		r = keep(&entry, &found);
		if (r < 0)
			return r;
	}
	if (errno == ENOMEM)
		return -ENOMEM;
	if (!found.source)
		return -ENOENT;
	*ret = found;
	found = (struct mount){ 0 };
	return 0;
}

int mount_device(const struct env *env, const struct mount *mount, char **ret)
{
	/* Of btrfs, which counts as no device of its own, the source is one of its
	 * devices. */
	if (strncmp(mount->number, "0:", 2) != 0)
		return block_by_number(env, mount->number, ret);
	if (streq(mount->type, "zfs"))
		return block_by_data_set(env, mount->source, ret);
	return block_by_node(env, mount->source, ret);
}
