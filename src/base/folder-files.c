/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/folder-files.h"

#include <fcntl.h>
#include <limits.h>

#include "base/permissions.h"
#include "base/whole-file.h"

struct folder_reading {
	const struct folder_reader *reader;
	const char *folder;
	int fd;
};

/* ST is NULL where there is no such thing. 0 or -ENOMEM. */
static int note_seen(const struct folder_reader *reader, const char *path,
		     const struct stat *st)
{
	return reader->seen ? seen_files_add(reader->seen, path, st) : 0;
}

static int read_one(const struct folder_reading *reading, const char *name)
{
	const struct folder_reader *reader = reading->reader;
	_cleanup_close_ int fd = -1;
	struct folder_file file = { 0 };
	char path[PATH_MAX];
	struct stat st;
	int r;

	/* A fifo must not hold up a boot. */
	fd = openat(reading->fd, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if ((size_t)snprintf(path, sizeof(path), "%s/%s", reading->folder, name) >=
	    sizeof(path))
		return -ENAMETOOLONG;
	r = note_seen(reader, path, &st);
	if (r < 0 || is_dev_null(&st))
		return r;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if (reader->guarded && permissions_find_fault(&st))
		return -EPERM;
	r = whole_file_read(fd, &st, FOLDER_FILE_MAX, &file.text, &file.length);
	if (r < 0)
		return r;
	file.path = path;
	r = reader->take(reader->user, &file);
	free(file.text);
	return r;
}

static bool is_wanted(const char *name, const char *suffix)
{
	const size_t length = strlen(name), tail = suffix ? strlen(suffix) : 0;

	return name[0] != '.' && length >= tail &&
	       (!suffix || streq(name + length - tail, suffix));
}

int folder_files_read(const char *folder, const struct folder_reader *reader)
{
	_cleanup_closedir_ DIR *list = opendir(folder);
	struct folder_reading reading = { .reader = reader, .folder = folder };
	const struct dirent *entry;
	struct stat st;
	int r = 0;

	if (!list)
		return errno == ENOENT ? note_seen(reader, folder, NULL) : -errno;
	reading.fd = dirfd(list);
	if (reader->guarded || reader->seen) {
		if (fstat(reading.fd, &st) < 0 ||
		    (reader->guarded && permissions_find_fault(&st)))
			return -EPERM;
		r = note_seen(reader, folder, &st);
	}
	while (r == 0 && (errno = 0, entry = readdir(list)))
		if (is_wanted(entry->d_name, reader->suffix))
			r = read_one(&reading, entry->d_name);
	return r ? r : entry ? 0 : -errno;
}
