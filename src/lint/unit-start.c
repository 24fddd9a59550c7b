/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/unit-start.h"

#include <fnmatch.h>

#include "base/array.h"

/* What is looked for, and what was found. */
struct start_search {
	const struct env *env;
	const char *name; /* "fix.service" */
	char *stem;	  /* "fix" */
	bool has_links;	  /* the host has links of "systemctl enable" */
	bool found;
};

static bool is_folder_of_links(const char *name)
{
	return fnmatch("*.wants", name, 0) == 0 || fnmatch("*.requires", name, 0) == 0 ||
	       fnmatch("*.upholds", name, 0) == 0;
}

static int search_links(struct start_search *search, const char *folder, const char *name)
{
	_cleanup_(strings_clear) struct strings links = { 0 };
	int r = env_list(search->env, ENV_ROOT, &links, "%s/%s", folder, name);

	search->has_links |= links.n > 0 && strncmp(folder, "etc/", 4) == 0;
	search->found |= strings_contain(&links, search->name);
	return r == -ENOMEM ? r : 0;
}

/* Whether a file of the host has the unit's name in it: rules, scripts, tables of cron.
 */
static bool names_unit(const struct start_search *search, const char *folder,
		       const char *name)
{
	_cleanup_free_ char *text = NULL;

	return env_read(search->env, ENV_ROOT, &text, "%s%s%s", folder, *name ? "/" : "",
			name) == 0 &&
	       strstr(text, search->stem);
}

/* Units that start it: "fix.timer", and those that name it. An alias is a link to it. */
static bool is_starter(const struct start_search *search, const char *folder,
		       const char *name)
{
	const size_t length = strlen(search->stem);
	char path[PATH_MAX], target[PATH_MAX];
	ssize_t n;

	if (streq(name, search->name))
		return false;
	if (strncmp(name, search->stem, length) == 0 &&
	    str_in_set(name + length, ".timer", ".path", ".socket"))
		return true;
	if (env_path(path, search->env, ENV_ROOT, "%s/%s", folder, name) < 0)
		return false;
	n = readlink(path, target, sizeof(target) - 1);
	target[n < 0 ? 0 : n] = '\0';
	return strstr(target, search->name) || names_unit(search, folder, name);
}

static int search_folder(struct start_search *search, const char *folder)
{
	_cleanup_(strings_clear) struct strings names = { 0 };
	int r = env_list(search->env, ENV_ROOT, &names, "%s", folder);

	for (size_t i = 0; i < names.n && r >= 0; i++)
		search->found |= names_unit(search, folder, names.list[i]);
	return r == -ENOMEM ? r : 0;
}

/* IS_SHIPPED: of the folder only links are looked at. */
static int search_units(struct start_search *search, const char *folder, bool is_shipped)
{
	_cleanup_(strings_clear) struct strings names = { 0 };
	int r = env_list(search->env, ENV_ROOT, &names, "%s", folder);

	for (size_t i = 0; i < names.n && r >= 0; i++) {
		char path[PATH_MAX];

		if (is_folder_of_links(names.list[i]))
			r = search_links(search, folder, names.list[i]);
		else if (!is_shipped && fnmatch("*.d", names.list[i], 0) == 0 &&
			 snprintf(path, sizeof(path), "%s/%s", folder, names.list[i]) <
				 (int)sizeof(path))
			r = search_folder(search, path);
		else if (!is_shipped)
			search->found |= is_starter(search, folder, names.list[i]);
	}
	return r == -ENOMEM ? r : 0;
}

static bool has_install(const struct unit_file *file)
{
	return unit_file_find(file, "Install", "WantedBy") ||
	       unit_file_find(file, "Install", "RequiredBy");
}

int unit_is_never_started(const struct lint *lint, const struct unit_file *file,
			  bool *ret)
{
	static const char *const folders[] = { "etc/systemd/system", "run/systemd/system",
					       "run/systemd/generator",
					       "run/systemd/transient" };
	static const char *const shipped[] = { "usr/local/lib/systemd/system",
					       "usr/lib/systemd/system",
					       "lib/systemd/system" };
	/* What an owner has that may run "systemctl start". */
	static const char *const others[] = { "etc/udev/rules.d",
					      "etc/cron.d",
					      "etc/network/if-up.d",
					      "etc/network/if-pre-up.d",
					      "etc/NetworkManager/dispatcher.d",
					      "usr/local/bin",
					      "usr/local/sbin" };
	static const char *const files[] = { "etc/rc.local", "etc/crontab",
					     "etc/network/interfaces",
					     "var/spool/cron/crontabs/root" };
	_cleanup_free_ char *stem =
		strndup(file->name, strlen(file->name) - strlen(".service"));
	struct start_search search = { .env = lint->env,
				       .name = file->name,
				       .stem = stem };
	char target[PATH_MAX];
	int r = stem ? 0 : -ENOMEM;

	*ret = false;
	/* A link is an alias, or of a unit that lies elsewhere. */
	if (!strstr(file->path, "/etc/systemd/system/") || !has_install(file) ||
	    readlink(file->path, target, sizeof(target)) >= 0)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(folders) && r >= 0; i++)
		r = search_units(&search, folders[i], false);
	for (size_t i = 0; i < ARRAY_SIZE(shipped) && r >= 0; i++)
		r = search_units(&search, shipped[i], true);
	for (size_t i = 0; i < ARRAY_SIZE(others) && r >= 0 && !search.found; i++)
		r = search_folder(&search, others[i]);
	for (size_t i = 0; i < ARRAY_SIZE(files) && r >= 0; i++)
		search.found |= names_unit(&search, files[i], "");
	*ret = search.has_links && !search.found;
	return r;
}

const struct unit_line *unit_second_start(const struct unit_file *file)
{
	const struct unit_line *type = unit_file_find(file, "Service", "Type");
	const struct unit_line *first = NULL;

	if (type && streq(type->value, "oneshot"))
		return NULL;
	for (size_t i = 0; i < file->n_lines; i++) {
		const struct unit_line *line = &file->lines[i];

		if (!streq(line->section, "Service") || !streq(line->key, "ExecStart"))
			continue;
		/* Between blanks, a semicolon parts two of them. */
		if (first || (strstr(line->value, " ; ") && !strpbrk(line->value, "'\"")))
			return line;
		first = line;
	}
	return NULL;
}
