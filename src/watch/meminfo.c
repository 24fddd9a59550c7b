/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/meminfo.h"

#include <inttypes.h>

/* The lines that name a user of memory, each page of it once. */
static const char *const explained[] = {
	"MemFree", "Buffers",		"Cached",     "SwapCached",    "AnonPages",
	"Slab",	   "KernelStack",	"PageTables", "SecPageTables", "Percpu",
	"Hugetlb", "HardwareCorrupted", "Bounce",
};

/* The number of KiB on the line NAME; -1 where there is no such line. */
static int64_t find_meminfo_line(const char *text, const char *name)
{
	const size_t length = strlen(name);
	int64_t value;

	for (const char *line = text; line && *line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, name, length) == 0 && line[length] == ':')
			return sscanf(line + length + 1, "%" SCNd64, &value) == 1 ? value
										  : -1;
	}
	return -1;
}

/* What ZFS' ARC holds, in KiB: its "size" row is bytes. */
static int64_t read_arc(const struct env *env)
{
	_cleanup_free_ char *text = NULL;
	const char *row;
	int64_t bytes;

	if (env_read(env, ENV_PROC, &text, "spl/kstat/zfs/arcstats") < 0)
		return 0;
	row = strstr(text, "\nsize ");
	return row && sscanf(row, " size %*d %" SCNd64, &bytes) == 1 ? bytes / 1024 : 0;
}

/* Free pages that the processors keep at hand, in KiB: they are not in MemFree. */
static int64_t read_at_hand(const struct env *env)
{
	_cleanup_free_ char *text = NULL;
	int64_t pages = 0;
	int count;

	if (env_read(env, ENV_PROC, &text, "zoneinfo") < 0)
		return 0;
	for (const char *line = text; (line = strstr(line, " count:")); line++)
		if (sscanf(line, " count: %d", &count) == 1)
			pages += count;
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

int meminfo_read(const struct env *env, struct meminfo *ret)
{
	_cleanup_free_ char *text = NULL;
	int64_t total, rest;
	int r;

	r = env_read(env, ENV_PROC, &text, "meminfo");
	if (r < 0)
		return r;
	total = rest = find_meminfo_line(text, "MemTotal");
	ret->available = find_meminfo_line(text, "MemAvailable");
	if (total < 0 || ret->available < 0)
		return -EBADMSG;
	for (size_t i = 0; i < ARRAY_SIZE(explained); i++) {
		int64_t part = find_meminfo_line(text, explained[i]);

		/* An older kernel does not have all of them. */
		rest -= part > 0 ? part : 0;
	}
	ret->unexplained = rest - read_arc(env) - read_at_hand(env);
	return 0;
}
