/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/atomic-file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/write-all.h"

/* Puts the names in the folder of PATH on the disk. */
static int sync_folder(const char *path)
{
	_cleanup_free_ char *folder = strdup(path);
	_cleanup_close_ int fd = -1;
	char *slash;

	if (!folder)
		return -ENOMEM;
	slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 || fsync(fd) < 0 ? -errno : 0;
}

static int write_file(const char *path, const void *data, size_t length, mode_t mode,
		      bool synced)
{
	_cleanup_free_ char *temporary = NULL;
	_cleanup_close_ int fd = -1;
	int r;

	/* Several may write at once, and the folder may be one that others write to: a
	 * name that nobody can foresee. */
	if (asprintf(&temporary, "%s.XXXXXX", path) < 0) {
		temporary = NULL;
		return -ENOMEM;
	}
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	r = write_all(fd, data, length);
	if (r >= 0 && fchmod(fd, mode) < 0)
		r = -errno;
	if (r >= 0 && synced && fsync(fd) < 0)
		r = -errno;
	if (r >= 0 && rename(temporary, path) < 0)
		r = -errno;
	if (r < 0)
		unlink(temporary);
	return r < 0 || !synced ? r : sync_folder(path);
}

int atomic_file_write(const char *path, const char *text)
{
	return atomic_file_write_data(path, text, strlen(text));
}

int atomic_file_write_data(const char *path, const void *data, size_t length)
{
	return write_file(path, data, length, 0644, /* synced= */ false);
}

int atomic_file_write_synced(const char *path, const char *text, mode_t mode)
{
	return write_file(path, text, strlen(text), mode, /* synced= */ true);
}
