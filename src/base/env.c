/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/env.h"

#include <ctype.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdarg.h>
#include <sys/syscall.h>

#include "base/array.h"

static const char *const env_dirs[] = {
	[ENV_SYS] = "/sys",
	[ENV_PROC] = "/proc",
	[ENV_DEV] = "/dev",
	[ENV_MODULES] = "/lib/modules",
	[ENV_DATA] = DATADIR,
	[ENV_CONFIG] = CONFIGDIR,
	[ENV_MODPROBE] = "/run/modprobe.d",
	[ENV_RUN] = "/run/nicquirk",
	[ENV_STATE] = "/var/lib/nicquirk",
	[ENV_DKMS] = "/var/lib/dkms",
	[ENV_ROOT] = "",
};
ASSERT_ROWS(env_dirs, ENV_DIR_MAX);

const char *env_dir_path(enum env_dir dir)
{
	return env_dirs[dir];
}

bool env_is_live(const struct env *env)
{
	return !env->root || streq(env->root, "") || streq(env->root, "/");
}

_printf_(4, 0) static int env_vpath(char buffer[static PATH_MAX], const struct env *env,
				    enum env_dir dir, const char *format, va_list args)
{
	const char *root = env_is_live(env) ? "" : env->root;
	const size_t root_length = strlen(root), length = strlen(env_dirs[dir]);
	char *head;
	int tail;

	if (root_length + length + 1 >= PATH_MAX)
		return -ENAMETOOLONG;
	head = buffer + root_length + length + 1;
	memcpy(buffer, root, root_length);
	memcpy(buffer + root_length, env_dirs[dir], length);
	head[-1] = '/';
	tail = vsnprintf(head, (size_t)(buffer + PATH_MAX - head), format, args);
	if (tail < 0 || tail >= buffer + PATH_MAX - head)
		return -ENAMETOOLONG;
	if (tail == 0)
		head[-1] = '\0';
	return 0;
}

#define ENV_PATH(path, env, dir, format)                                                 \
	({                                                                               \
		va_list _args;                                                           \
		va_start(_args, format);                                                 \
		int _r = env_vpath((path), (env), (dir), (format), _args);               \
		va_end(_args);                                                           \
		_r;                                                                      \
	})

int env_path(char buffer[static PATH_MAX], const struct env *env, enum env_dir dir,
	     const char *format, ...)
{
	return ENV_PATH(buffer, env, dir, format);
}

/* Reads on where a file is longer than TEXT, of LENGTH. */
static int read_long(int fd, const char *text, size_t length, char **ret)
{
	_cleanup_free_ char *whole = malloc(ENV_READ_MAX + 1);
	ssize_t got;

	if (!whole)
		return -ENOMEM;
	memcpy(whole, text, length);
	while ((got = read(fd, whole + length, ENV_READ_MAX + 1 - length)) > 0) {
		length += (size_t)got;
		/* Under --root something without an end may stand there. */
		if (length > ENV_READ_MAX)
			return -EFBIG;
	}
	if (got < 0)
		return -errno;
	whole[length] = '\0';
	*ret = TAKE_PTR(whole);
	return 0;
}

int env_read(const struct env *env, enum env_dir dir, char **ret, const char *format, ...)
{
	_cleanup_free_ char *whole = NULL;
	char path[PATH_MAX], text[4096];
	_cleanup_close_ int fd = -1;
	size_t length;
	ssize_t got;
	int r;

	r = ENV_PATH(path, env, dir, format);
	if (r < 0)
		return r;
	/* Under --root a fifo may stand where sysfs has a file: it must not hold us up.
	 */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	/* sysfs and procfs give all of such a file at once: no need to ask for its end.
	 */
	got = read(fd, text, sizeof(text) - 1);
	if (got < 0)
		return -errno;
	text[got] = '\0';
	if ((size_t)got == sizeof(text) - 1) {
		r = read_long(fd, text, (size_t)got, &whole);
		if (r < 0)
			return r;
	}
	*ret = whole ? TAKE_PTR(whole) : strdup(text);
	if (!*ret)
		return -ENOMEM;
	length = strlen(*ret);
	while (length > 0 && isspace((unsigned char)(*ret)[length - 1]))
		length--;
	(*ret)[length] = '\0';
	return 0;
}

int env_read_into(const struct env *env, enum env_dir dir, char *buffer, size_t size,
		  const char *format, ...)
{
	_cleanup_close_ int fd = -1;
	char path[PATH_MAX];
	ssize_t got;
	int r;

	r = ENV_PATH(path, env, dir, format);
	if (r < 0)
		return r;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	got = fd < 0 ? -1 : read(fd, buffer, size);
	if (got < 0)
		return -errno;
	if ((size_t)got == size)
		return -EFBIG;
	while (got > 0 && isspace((unsigned char)buffer[got - 1]))
		got--;
	buffer[got] = '\0';
	return 0;
}

/* The last component of what the link at PATH leads to. */
static int read_link_name(const char *path, char *buffer, size_t size)
{
	char target[PATH_MAX];
	const char *name;
	ssize_t length;

	length = readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		return -errno;
	target[length] = '\0';
	name = strrchr(target, '/');
	name = name ? name + 1 : target;
	if (strlen(name) >= size)
		return -ENAMETOOLONG;
	strcpy(buffer, name);
	return 0;
}

int env_link_into(const struct env *env, enum env_dir dir, char *buffer, size_t size,
		  const char *format, ...)
{
	char path[PATH_MAX];
	int r = ENV_PATH(path, env, dir, format);

	return r < 0 ? r : read_link_name(path, buffer, size);
}

int env_read_link(const struct env *env, enum env_dir dir, char **ret, const char *format,
		  ...)
{
	char path[PATH_MAX], name[NAME_MAX + 1];
	int r;

	r = ENV_PATH(path, env, dir, format);
	if (r >= 0)
		r = read_link_name(path, name, sizeof(name));
	if (r < 0)
		return r;
	*ret = strdup(name);
	return *ret ? 0 : -ENOMEM;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int env_list(const struct env *env, enum env_dir dir, struct strings *ret,
	     const char *format, ...)
{
	_cleanup_closedir_ DIR *folder = NULL;
	struct strings names = { 0 };
	struct dirent *entry;
	char path[PATH_MAX];
	int r;

	r = ENV_PATH(path, env, dir, format);
	if (r < 0)
		return r;
	folder = opendir(path);
	if (!folder)
		return -errno;
	while (errno = 0, (entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		r = strings_add(&names, entry->d_name);
		if (r < 0)
			goto fail;
	}
	if (errno) {
		r = -errno;
		goto fail;
	}
	if (names.n)
		qsort(names.list, names.n, sizeof(*names.list), compare_names);
	*ret = names;
	return 0;

fail:
	strings_clear(&names);
	return r;
}

int env_resolve(const struct env *env, const char *path, char ret[static PATH_MAX])
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT };
	_cleanup_close_ int root = -1, fd = -1;
	char link[sizeof("/proc/self/fd/") + 10];
	ssize_t length;

	if (strlen(path) >= PATH_MAX)
		return -ENAMETOOLONG;
	strcpy(ret, path);
	if (env_is_live(env))
		return 0;
	root = open(env->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return -errno;
	fd = (int)syscall(SYS_openat2, root, path + strlen(env->root), &how, sizeof(how));
	/* Before Linux 5.6 a link that is absolute leads out of the root. */
	if (fd < 0)
		return errno == ENOSYS ? 0 : -errno;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, ret, PATH_MAX - 1);
	if (length < 0)
		return -errno;
	ret[length] = '\0';
	return 0;
}
