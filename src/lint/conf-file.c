/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/conf-file.h"

#include "base/array.h"

static bool has_suffix(const char *name, const char *suffix)
{
	size_t length = strlen(name), end = strlen(suffix);

	return length > end && streq(name + length - end, suffix);
}

static bool has_file(const struct conf_files *files, const char *name)
{
	for (size_t i = 0; i < files->n; i++)
		if (streq(files->list[i].name, name))
			return true;
	return false;
}

static int add_conf_file(const struct env *env, const char *folder, const char *name,
			 struct conf_files *files)
{
	char path[PATH_MAX];
	struct conf_file *file;

	/* What is too long to be opened cannot be there. */
	if (env_path(path, env, ENV_ROOT, "%s/%s", folder, name) < 0)
		return 0;
	file = array_append(files->list, files->n);
	if (!file)
		return -ENOMEM;
	file->name = strdup(name);
	file->path = strdup(path);
	return file->name && file->path ? 0 : -ENOMEM;
}

/* The names in a folder, none where it cannot be read. */
static int list(const struct env *env, const char *folder, struct problems *problems,
		struct strings *ret)
{
	char path[PATH_MAX];
	int r = env_list(env, ENV_ROOT, ret, "%s", folder);

	if (r < 0 && r != -ENOMEM && r != -ENOENT && r != -ENOTDIR &&
	    env_path(path, env, ENV_ROOT, "%s", folder) == 0)
		problem_add(problems, path, 0, "%s", strerror(-r));
	return r == -ENOMEM ? r : 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct conf_file *)a)->name,
		      ((const struct conf_file *)b)->name);
}

int conf_files_list(const struct env *env, const char *const *folders, const char *suffix,
		    struct problems *problems, struct conf_files *ret)
{
	struct conf_files files = { 0 };
	int r = 0;

	for (; *folders && r >= 0; folders++) {
		_cleanup_(strings_clear) struct strings names = { 0 };

		r = list(env, *folders, problems, &names);
		for (size_t i = 0; i < names.n && r >= 0; i++)
			if (has_suffix(names.list[i], suffix) &&
			    !has_file(&files, names.list[i]))
				r = add_conf_file(env, *folders, names.list[i], &files);
	}
	if (r < 0) {
		conf_files_clear(&files);
		return r;
	}
	if (files.n)
		qsort(files.list, files.n, sizeof(*files.list), compare);
	*ret = files;
	return 0;
}

char conf_file_odd_letter(const char *name)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789_-";

	return name[strspn(name, letters)];
}

bool conf_file_is_put_aside(const char *name)
{
	const char *dot = strrchr(name, '.');

	return name[strlen(name) - 1] == '~' ||
	       (dot &&
		str_in_set(dot, ".bak", ".old", ".orig", ".disabled", ".dpkg-old",
			   ".dpkg-dist", ".dpkg-new", ".rpmsave", ".rpmnew", ".save"));
}

void conf_files_clear(struct conf_files *files)
{
	for (size_t i = 0; i < files->n; i++) {
		free(files->list[i].name);
		free(files->list[i].path);
	}
	free(files->list);
	*files = (struct conf_files){ 0 };
}
