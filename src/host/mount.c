/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/mount.h"

#include <dlfcn.h>
#include <libmount/libmount.h>
#include <sys/sysmacros.h>

#include "base/regular-file.h"
#include "host/block.h"

#define MOUNTS_MAX (16 << 20) /* bytes; procfs says 0 */

/*
 * libmount is loaded when the mounts are looked at, and is not linked: few runs of the
 * command look at them, and an initramfs, whose own mounts say nothing of the root, need
 * not hold its 400 KB. Where it is missing the mounts are unknown.
 */
#define FUNCTIONS(X)                                                                     \
	X(mnt_new_table)                                                                 \
	X(mnt_unref_table)                                                               \
	X(mnt_table_parse_stream)                                                        \
	X(mnt_table_find_target)                                                         \
	X(mnt_fs_get_devno)                                                              \
	X(mnt_fs_get_fstype)                                                             \
	X(mnt_fs_get_source)

static struct {
#define MEMBER(name) __typeof__(name) *name;
	FUNCTIONS(MEMBER)
#undef MEMBER
} libmount;

/* Fills LIBMOUNT in; false where the library is not there, or lacks something. */
static bool load_libmount(void)
{
	static void *handle;

	if (handle)
		return true;
	handle = dlopen(LIBMOUNT, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (!handle)
		return false;
#define LOAD(name)                                                                       \
	*(void **)&libmount.name = dlsym(handle, #name);                                 \
	if (!libmount.name)                                                              \
		goto fail;
	FUNCTIONS(LOAD)
#undef LOAD
	return true;

fail:
	dlclose(handle);
	handle = NULL;
	return false;
}

void mount_clear(struct mount *mount)
{
	free(mount->number);
	free(mount->type);
	free(mount->source);
	*mount = (struct mount){ 0 };
}

static int copy_mount(struct libmnt_fs *fs, struct mount *ret)
{
	const char *type = libmount.mnt_fs_get_fstype(fs);
	const char *source = libmount.mnt_fs_get_source(fs);
	const dev_t device = libmount.mnt_fs_get_devno(fs);
	struct mount mount = { 0 };

	/* What has no number was no line of mountinfo. */
	if (!type || !source || !device)
		return -ENOENT;
	mount.type = strdup(type);
	mount.source = strdup(source);
	if (asprintf(&mount.number, "%u:%u", major(device), minor(device)) < 0)
		mount.number = NULL;
	if (!mount.type || !mount.source || !mount.number) {
		mount_clear(&mount);
		return -ENOMEM;
	}
	*ret = mount;
	return 0;
}

static int open_mounts(const char *path, FILE **ret)
{
	/* Under --root something without an end may stand there. */
	int r = regular_file_open(path, MOUNTS_MAX, ret);

	return r == -EINVAL || r == -EFBIG ? -ENOENT : r;
}

/* Moves on to the first line that begins as one of mountinfo does: by the first that it
 * sees libmount decides whether it reads an fstab. */
static void pass_rubbish(FILE *stream)
{
	_cleanup_free_ char *line = NULL;
	unsigned id, parent;
	size_t room = 0;
	long at;

	do
		at = ftell(stream);
	while (getline(&line, &room, stream) > 0 &&
	       sscanf(line, "%u %u", &id, &parent) != 2);
	fseek(stream, at, SEEK_SET);
}

/*
 * Finds the mount that PATH lies on, or leaves NULL. mnt_table_find_mountpoint() does the
 * same, but only where PATH is there, on this host.
 */
static int find_mountpoint(struct libmnt_table *mounts, const char *path,
			   struct libmnt_fs **ret)
{
	_cleanup_free_ char *folder = strdup(path);

	if (!folder)
		return -ENOMEM;
	for (;;) {
		char *slash = strrchr(folder, '/');

		/* Of mounts on the same place the later one hides the earlier ones. */
		*ret = libmount.mnt_table_find_target(mounts, *folder ? folder : "/",
						      MNT_ITER_BACKWARD);
		if (*ret || !slash)
			return 0;
		*slash = '\0';
	}
}

int mount_find(const struct env *env, const char *path, struct mount *ret)
{
	_cleanup_fclose_ FILE *stream = NULL;
	struct libmnt_table *mounts;
	struct libmnt_fs *fs = NULL;
	char list[PATH_MAX];
	int r;

	if (!load_libmount())
		return -ENOSYS;
	r = env_path(list, env, ENV_PROC, "self/mountinfo");
	if (r >= 0)
		r = open_mounts(list, &stream);
	if (r < 0)
		return r;
	pass_rubbish(stream);
	mounts = libmount.mnt_new_table();
	if (!mounts)
		return -ENOMEM;
	if (libmount.mnt_table_parse_stream(mounts, stream, list) == 0)
		r = find_mountpoint(mounts, path, &fs);
	if (r >= 0)
		r = fs ? copy_mount(fs, ret) : -ENOENT;
	libmount.mnt_unref_table(mounts);
	return r;
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
