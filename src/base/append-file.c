/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/append-file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/atomic-file.h"

/* How often the file may be replaced while lines are added to it. */
#define REPLACED_MAX 8

/* What is no file of ours is taken away: in a folder of root's only root can have put it
 * there. */
static int open_to_append(const char *path, struct stat *st)
{
	int fd = open(path,
		      O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW |
			      O_NONBLOCK,
		      0644);
	int r = fd < 0 || fstat(fd, st) < 0 ? -errno : 0;

	if (r == 0 && (!S_ISREG(st->st_mode) || st->st_size > APPEND_FILE_MAX))
		r = -ELOOP;
	if (r == -ELOOP)
		r = unlink(path) < 0 ? -errno : -EAGAIN;
	/* An initramfs may have a umask of its own. */
	if (r == 0 && (st->st_mode & 0777) != 0644 && fchmod(fd, 0644) < 0)
		r = -errno;
	if (r == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return r;
}

/* A line that was cut off must neither take the next one with it nor become a whole one:
 * "granted@17" may have been the begin of a longer number. */
static int end_last_line(int fd, off_t size)
{
	static const char end[] = " " APPEND_FILE_CUT_OFF "\n";
	char last = '\n';
	ssize_t written;

	if (size > 0 && pread(fd, &last, 1, size - 1) < 0)
		return -errno;
	if (last == '\n')
		return 0;
	written = write(fd, end, strlen(end));
	if (written < 0)
		return -errno;
	return (size_t)written == strlen(end) ? 0 : -ENOSPC;
}

static int append_once(const char *path, const char *lines, size_t *ret_size)
{
	_cleanup_close_ int fd = -1;
	size_t length = strlen(lines);
	ssize_t written;
	struct stat st;
	int r;

	fd = open_to_append(path, &st);
	if (fd < 0)
		return fd;
	r = end_last_line(fd, st.st_size);
	if (r < 0)
		return r;
	written = write(fd, lines, length);
	if (written < 0 || fstat(fd, &st) < 0)
		return -errno;
	if ((size_t)written < length)
		return -ENOSPC;
	/* Replaced since it was opened: whoever did that may have looked before we wrote.
	 */
	if (st.st_nlink == 0)
		return -EAGAIN;
	*ret_size = (size_t)st.st_size;
	return 0;
}

int append_file_add(const char *path, const char *lines, size_t *ret_size)
{
	int r = -EAGAIN;

	for (unsigned i = 0; i < REPLACED_MAX && r == -EAGAIN; i++)
		r = append_once(path, lines, ret_size);
	return r;
}

int append_file_replace(const char *path, FILE *old, size_t length, const char *lines)
{
	_cleanup_free_ char *text = NULL;
	size_t capacity = 0, size;
	int r;

	if (*lines)
		r = atomic_file_write(path, lines);
	else
		r = unlink(path) < 0 ? -errno : 0;
	if (r < 0)
		return r;
	/* From here on nobody adds to the old file and takes it for done: all there is is
	 * there. */
	if (fseek(old, (long)length, SEEK_SET) < 0)
		return -errno;
	if (getdelim(&text, &capacity, '\0', old) <= 0)
		return 0;
	return append_file_add(path, text, &size);
}
