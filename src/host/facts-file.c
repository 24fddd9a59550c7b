/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/facts-file.h"

#include "host/facts-json.h"

#define FACTS_SIZE_MAX (16u << 20) /* a host with 1000 functions writes about 4 MiB */

static int read_stream(FILE *stream, char **ret, size_t *ret_size)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0, room = 0;

	do {
		char *grown;

		room = room ? room * 2 : 1u << 16;
		if (room > FACTS_SIZE_MAX)
			return -EFBIG;
		grown = realloc(text, room);
		if (!grown)
			return -ENOMEM;
		text = grown;
		size += fread(text + size, 1, room - size, stream);
	} while (size == room);
	if (ferror(stream))
		return errno ? -errno : -EIO;
	*ret = TAKE_PTR(text);
	*ret_size = size;
	return 0;
}

static int read_facts_text(const char *path, char **ret, size_t *ret_size)
{
	_cleanup_fclose_ FILE *file = NULL;

	if (streq(path, "-"))
		return read_stream(stdin, ret, ret_size);
	file = fopen(path, "re");
	return file ? read_stream(file, ret, ret_size) : -errno;
}

int facts_read_file(const char *path, struct problems *problems, struct facts **ret)
{
	const char *name = streq(path, "-") ? "standard input" : path;
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	int r;

	r = read_facts_text(path, &text, &size);
	if (r >= 0)
		r = facts_from_json(text, size, name, problems, ret);
	/* What is wrong with the text has been reported already. */
	if (r < 0 && r != -EINVAL)
		problem_add(problems, name, 0, "%s", strerror(-r));
	return r;
}
