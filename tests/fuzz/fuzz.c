/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fuzz.h"

#include <fcntl.h>
#include <ftw.h>
#include <json-c/json.h>
#include <sys/stat.h>

static char root[PATH_MAX];
static const struct env env = { .root = root };

_Noreturn void fuzz_fail(const char *condition, const char *file, unsigned line)
{
	fprintf(stderr, "%s:%u: does not hold: %s\n", file, line, condition);
	abort();
}

void fuzz_require_same(const char *a, const char *b, const char *file, unsigned line)
{
	if (streq(a, b))
		return;
	fprintf(stderr, "one:\n%s\nthe other:\n%s\n", a, b);
	fuzz_fail("they are the same", file, line);
}

struct bytes fuzz_next_file(struct bytes *input)
{
	const char *end = input->n ? memchr(input->at, '\f', input->n) : NULL;
	struct bytes file = { input->at, end ? (size_t)(end - input->at) : input->n };
	size_t used = file.n + (end != NULL);

	if (used)
		input->at += used;
	input->n -= used;
	return file;
}

char *fuzz_string(struct bytes bytes)
{
	char *text = malloc(bytes.n + 1);

	REQUIRE(text);
	if (bytes.n)
		memcpy(text, bytes.at, bytes.n);
	text[bytes.n] = '\0';
	return text;
}

static int remove_one(const char *path, const struct stat *st _unused_, int type _unused_,
		      struct FTW *ftw _unused_)
{
	return remove(path);
}

static void remove_root(void)
{
	nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const struct env *fuzz_env(void)
{
	if (!*root) {
		snprintf(root, sizeof(root), "%s/nicquirk-fuzz-XXXXXX",
			 getenv("TMPDIR") ?: "/tmp");
		REQUIRE(mkdtemp(root));
		atexit(remove_root);
	}
	return &env;
}

void fuzz_write(enum env_dir dir, const char *name, struct bytes bytes)
{
	_cleanup_close_ int fd = -1;
	char path[PATH_MAX];

	REQUIRE(env_path(path, fuzz_env(), dir, "%s", name) == 0);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0) {
		for (char *slash = path + strlen(root) + 1; (slash = strchr(slash, '/'));
		     slash++) {
			*slash = '\0';
			mkdir(path, 0755);
			*slash = '/';
		}
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	}
	REQUIRE(fd >= 0);
	REQUIRE(write(fd, bytes.at, bytes.n) == (ssize_t)bytes.n);
}

char *fuzz_json(struct json_object *object)
{
	char *text =
		strdup(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY));

	REQUIRE(text);
	json_object_put(object);
	return text;
}
