/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk-source.h"

#include <limits.h>

#include "base/array.h"
#include "base/log.h"
#include "base/permissions.h"

static void source_clear(struct quirk_source *source)
{
	free(source->name);
	free(source->path);
}

int quirk_sources_add_path(struct quirk_sources *sources, const char *path,
			   const char *name, size_t rank)
{
	_cleanup_(source_clear) struct quirk_source source = { .rank = rank };
	struct quirk_source *slot;

	source.name = strdup(name);
	source.path = strdup(path);
	if (!source.name || !source.path)
		return -ENOMEM;
	slot = array_append(sources->list, sources->n);
	if (!slot)
		return -ENOMEM;
	*slot = source;
	source = (struct quirk_source){ 0 };
	return 0;
}

int quirk_sources_add(struct quirk_sources *sources, const char *directory, size_t rank)
{
	_cleanup_closedir_ DIR *folder = opendir(directory);
	const struct dirent *entry;

	if (!folder)
		return -errno;
	while (errno = 0, (entry = readdir(folder))) {
		const char *suffix = strrchr(entry->d_name, '.');
		char path[PATH_MAX];
		int r;

		if (entry->d_name[0] == '.' || !suffix || !streq(suffix, ".quirk"))
			continue;
		if (snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name) >=
		    (int)sizeof(path))
			return -ENAMETOOLONG;
		r = quirk_sources_add_path(sources, path, entry->d_name, rank);
		if (r < 0)
			return r;
	}
	return -errno;
}

void quirk_sources_guard(struct quirk_sources *sources, struct problems *problems)
{
	size_t kept = 0;

	for (size_t i = 0; i < sources->n; i++)
		if (permissions_check(sources->list[i].path, problems))
			sources->list[kept++] = sources->list[i];
		else
			source_clear(&sources->list[i]);
	sources->n = kept;
}

static int compare_sources(const void *a, const void *b)
{
	const struct quirk_source *x = a, *y = b;

	return strcmp(x->name, y->name) ?: (x->rank > y->rank) - (x->rank < y->rank);
}

void quirk_sources_settle(struct quirk_sources *sources)
{
	size_t kept = 0;

	if (sources->n == 0)
		return;
	qsort(sources->list, sources->n, sizeof(*sources->list), compare_sources);
	for (size_t i = 0; i < sources->n; i++)
		if (kept && streq(sources->list[kept - 1].name, sources->list[i].name)) {
			log_debug("%s: masked by %s", sources->list[i].path,
				  sources->list[kept - 1].path);
			source_clear(&sources->list[i]);
		} else
			sources->list[kept++] = sources->list[i];
	sources->n = kept;
}

void quirk_sources_clear(struct quirk_sources *sources)
{
	for (size_t i = 0; i < sources->n; i++)
		source_clear(&sources->list[i]);
	free(sources->list);
	*sources = (struct quirk_sources){ 0 };
}
