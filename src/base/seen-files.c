/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/seen-files.h"

#include "base/array.h"

int seen_files_add(struct seen_files *seen, const char *path, const struct stat *st)
{
	struct seen_file *file;

	/* What has changed in between will not be settled. */
	for (size_t i = 0; i < seen->n; i++)
		if (streq(seen->list[i].path, path))
			return 0;
	file = array_append(seen->list, seen->n);
	if (!file)
		return -ENOMEM;
	if (st) {
		file->there = true;
		file_identity_take(st, &file->identity);
	}
	file->path = strdup(path);
	if (!file->path)
		seen->n--;
	return file->path ? 0 : -ENOMEM;
}

int seen_files_look(struct seen_files *seen, const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0)
		return seen_files_add(seen, path, &st);
	return errno == ENOENT ? seen_files_add(seen, path, NULL) : -errno;
}

bool seen_files_are_settled(const struct seen_files *seen, time_t now)
{
	for (size_t i = 0; i < seen->n; i++) {
		const struct seen_file *file = &seen->list[i];
		struct stat st;

		if (stat(file->path, &st) < 0) {
			if (file->there || errno != ENOENT)
				return false;
		} else if (!file->there || !file_identity_is(&file->identity, &st) ||
			   !file_identity_is_settled(&file->identity, now)) {
			return false;
		}
	}
	return true;
}

void seen_files_clear(struct seen_files *seen)
{
	for (size_t i = 0; i < seen->n; i++)
		free(seen->list[i].path);
	free(seen->list);
	*seen = (struct seen_files){ 0 };
}
