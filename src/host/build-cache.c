/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/build-cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>

#include "base/array.h"
#include "base/atomic-file.h"
#include "base/clock.h"
#include "base/lock-file.h"
#include "base/permissions.h"
#include "base/sanitize.h"

#define FOLDER "builds"
/* A later version of this program may ask for more. */
#define HEAD	 "nicquirk builds 1\n"
#define FILE_MAX (4 << 20) /* bytes, many times what the largest driver's builds say */

/* The kernel's clock for file times has ticks of up to 10 ms; some file systems keep
 * whole seconds alone. */
#define TICK_NS	  20000000LL
#define SECOND_NS 1000000000LL

static int64_t in_ns(const struct timespec *time)
{
	return time->tv_sec * SECOND_NS + time->tv_nsec;
}

/* Whether a change from now on gets another time than the last one had. */
static bool is_stable(const struct stat *st)
{
	int64_t tick = st->st_ctim.tv_nsec ? TICK_NS : 2 * SECOND_NS;
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return llabs(in_ns(&now) - in_ns(&st->st_ctim)) > tick;
}

int build_cache_key(const char *file, const char *path, char **ret, bool *ret_stable)
{
	struct stat st;

	if (stat(file, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if (asprintf(ret, "%u:%u %ju %jd %jd %jd %s", major(st.st_dev), minor(st.st_dev),
		     (uintmax_t)st.st_ino, (intmax_t)st.st_size,
		     (intmax_t)in_ns(&st.st_mtim), (intmax_t)in_ns(&st.st_ctim),
		     path) < 0)
		return -ENOMEM;
	/* A name that is no line by itself is not worth another rule. */
	*ret_stable = is_stable(&st) && !strchr(path, '\n');
	return 0;
}

/* The file, or with SUFFIX ".lock" its lock. */
static int cache_path(const struct env *env, const char *module, const char *suffix,
		      char ret[static PATH_MAX])
{
	if (!is_plain_word(module) || strchr(module, '/') || module[0] == '.')
		return -EINVAL;
	return env_path(ret, env, ENV_RUN, FOLDER "/%s%s", module, suffix);
}

static int read_trusted(const char *path, char **ret)
{
	_cleanup_close_ int fd =
		open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	_cleanup_free_ char *text = NULL;
	size_t n = 0, size;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || (st.st_uid != 0 && st.st_uid != geteuid()) ||
	    (st.st_mode & (S_IWGRP | S_IWOTH)) || st.st_nlink != 1 ||
	    st.st_size > FILE_MAX)
		return -EPERM;
	size = (size_t)st.st_size;
	text = malloc(size + 1);
	if (!text)
		return -ENOMEM;
	while (n < size) {
		ssize_t got = read(fd, text + n, size - n);

		if (got == 0 || (got < 0 && errno != EINTR))
			return -EIO;
		n += got > 0 ? (size_t)got : 0;
	}
	text[size] = '\0';
	*ret = TAKE_PTR(text);
	return 0;
}

/* An entry: its key, what the file said, and a dot, each in lines of its own. Moves TEXT
 * on behind it; false where there is no more. */
static bool next_entry(char **text, char **ret_key, char **ret_info)
{
	char *key_end = strchr(*text, '\n'), *end;

	if (!key_end)
		return false;
	end = strstr(key_end, "\n.\n");
	if (!end)
		return false;
	*ret_key = *text;
	*ret_info = key_end + 1;
	*text = end + strlen("\n.\n");
	*key_end = end[1] = '\0';
	return true;
}

int build_cache_load(const struct env *env, const char *module, struct build_cache *ret)
{
	_cleanup_(build_cache_clear) struct build_cache cache = { 0 };
	_cleanup_free_ char *text = NULL;
	char path[PATH_MAX], *rest, *key, *info;
	int r;

	r = cache_path(env, module, "", path);
	if (r >= 0)
		r = read_trusted(path, &text);
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	if (strncmp(text, HEAD, strlen(HEAD)) != 0)
		return 0;
	rest = text + strlen(HEAD);
	while (next_entry(&rest, &key, &info)) {
		r = build_cache_add(&cache, key, info);
		if (r < 0)
			return r;
	}
	*ret = cache;
	cache = (struct build_cache){ 0 };
	return 0;
}

static int make_cache_folder(const struct env *env)
{
	char path[PATH_MAX];
	int r;

	r = permissions_make_env_dir(env, ENV_RUN);
	if (r >= 0)
		r = env_path(path, env, ENV_RUN, FOLDER);
	return r < 0 ? r : permissions_make_folder(path);
}

int build_cache_lock(const struct env *env, const char *module, int64_t deadline)
{
	int64_t left = (deadline - clock_ms()) / 1000;
	char path[PATH_MAX];
	int r;

	r = make_cache_folder(env);
	if (r >= 0)
		r = cache_path(env, module, ".lock", path);
	return r < 0 ? r : lock_file_take(path, left > 0 ? (unsigned)left : 0);
}

const char *build_cache_find(const struct build_cache *cache, const char *key)
{
	for (size_t i = 0; i < cache->n; i++)
		if (streq(cache->list[i].key, key))
			return cache->list[i].info;
	return NULL;
}

int build_cache_add(struct build_cache *cache, const char *key, const char *info)
{
	struct build_cache_entry *entry = array_append(cache->list, cache->n);

	if (!entry)
		return -ENOMEM;
	entry->key = strdup(key);
	entry->info = strdup(info);
	return entry->key && entry->info ? 0 : -ENOMEM;
}

int build_cache_store(const struct env *env, const char *module,
		      const struct build_cache *cache)
{
	_cleanup_free_ char *text = NULL;
	char path[PATH_MAX], *memory = NULL;
	size_t size;
	FILE *stream;
	int r;

	r = cache_path(env, module, "", path);
	if (r < 0)
		return r;
	stream = open_memstream(&memory, &size);
	if (!stream)
		return -ENOMEM;
	fputs(HEAD, stream);
	for (size_t i = 0; i < cache->n; i++)
		fprintf(stream, "%s\n%s.\n", cache->list[i].key, cache->list[i].info);
	r = memstream_close(stream, &memory, &text);
	return r < 0 ? r : atomic_file_write(path, text);
}

void build_cache_clear(struct build_cache *cache)
{
	for (size_t i = 0; i < cache->n; i++) {
		free(cache->list[i].key);
		free(cache->list[i].info);
	}
	free(cache->list);
	*cache = (struct build_cache){ 0 };
}
