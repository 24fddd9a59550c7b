/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/brake.h"

#include <inttypes.h>
#include <time.h>

#include "base/array.h"
#include "base/atomic-file.h"
#include "base/permissions.h"
#include "base/regular-file.h"

#define FILE_MAX (64 << 10) /* bytes; a card has six lines an hour */

/* A line is "SLOT SECONDS". */
struct entry {
	char slot[16];
	int64_t at;
};

struct entries {
	struct entry *list;
	size_t n;
};

static void entries_clear(struct entries *entries)
{
	free(entries->list);
}

/* Those of the last hour, of all cards, the oldest first. */
static int read_entries(const struct env *env, int64_t now, struct entries *entries)
{
	_cleanup_fclose_ FILE *file = NULL;
	struct entry entry, *added;
	char path[PATH_MAX];
	int r;

	r = env_path(path, env, ENV_RUN, "recoveries");
	if (r < 0)
		return r;
	/* Without the file nothing is known of earlier ones. */
	r = regular_file_open(path, FILE_MAX, &file);
	while (r == 0 && fscanf(file, "%15s %" SCNd64 "\n", entry.slot, &entry.at) == 2) {
		if (entry.at > now || entry.at <= now - BRAKE_SECONDS)
			continue;
		added = array_append(entries->list, entries->n);
		if (!added)
			return -ENOMEM;
		*added = entry;
	}
	return 0;
}

bool brake_allows(const struct env *env, const char *slot, unsigned limit, int64_t now,
		  int64_t *ret_again)
{
	_cleanup_(entries_clear) struct entries entries = { 0 };
	unsigned count = 0;

	if (read_entries(env, now, &entries) < 0)
		return limit > 0;
	for (size_t i = entries.n; i > 0; i--)
		if (streq(entries.list[i - 1].slot, slot) && ++count == limit) {
			*ret_again = entries.list[i - 1].at + BRAKE_SECONDS;
			return false;
		}
	if (limit == 0)
		*ret_again = -1;
	return limit > 0;
}

unsigned brake_recent(const struct env *env, const char *slot)
{
	_cleanup_(entries_clear) struct entries entries = { 0 };
	struct timespec now;
	unsigned count = 0;

	clock_gettime(CLOCK_BOOTTIME, &now);
	if (read_entries(env, now.tv_sec, &entries) < 0)
		return 0;
	for (size_t i = 0; i < entries.n; i++)
		count += streq(entries.list[i].slot, slot);
	return count;
}

int brake_count(const struct env *env, const char *slot, int64_t now)
{
	_cleanup_(entries_clear) struct entries entries = { 0 };
	_cleanup_free_ char *text = NULL;
	char path[PATH_MAX], *stream_text = NULL;
	size_t size;
	FILE *stream;
	int r;

	r = permissions_make_env_dir(env, ENV_RUN);
	if (r >= 0)
		r = env_path(path, env, ENV_RUN, "recoveries");
	if (r >= 0)
		r = read_entries(env, now, &entries);
	if (r < 0)
		return r;
	stream = open_memstream(&stream_text, &size);
	if (!stream)
		return -ENOMEM;
	for (size_t i = 0; i < entries.n; i++)
		fprintf(stream, "%s %" PRId64 "\n", entries.list[i].slot,
			entries.list[i].at);
	fprintf(stream, "%s %" PRId64 "\n", slot, now);
	r = memstream_close(stream, &stream_text, &text);
	return r < 0 ? r : atomic_file_write(path, text);
}
