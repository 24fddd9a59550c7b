/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk-file.h"

#include <limits.h>
#include <sys/stat.h>

#include "base/ini-file.h"
#include "base/permissions.h"
#include "quirk/quirk-hint.h"
#include "quirk/quirk-index-file.h"
#include "quirk/quirk-key.h"
#include "quirk/quirk-merge.h"
#include "quirk/quirk-source.h"

struct loader {
	struct problems *problems;
	struct quirk_entries entries;
	unsigned file;
	const char *path;
	struct quirk_hint *hint; /* NULL: every section is parsed */
};

static void loader_clear(struct loader *loader)
{
	quirk_entries_clear(&loader->entries);
}

/* An empty quirk of that section, or NULL without memory. */
static struct quirk *make_quirk(const struct loader *loader,
				const struct ini_section *ini)
{
	_cleanup_(quirk_freep) struct quirk *quirk = calloc(1, sizeof(*quirk));

	if (!quirk)
		return NULL;
	quirk->id = strdup(ini->name);
	quirk->file = strdup(loader->path);
	quirk->line = ini->line;
	quirk->n_steps = 1;
	return quirk->id && quirk->file ? TAKE_PTR(quirk) : NULL;
}

static bool name_is_good(const struct loader *loader, const struct ini_section *ini)
{
	const char *name = ini->name + (ini->name[0] == '@');

	if (strlen(name) > QUIRK_ID_MAX)
		problem_add(loader->problems, loader->path, ini->line,
			    "the name of the section is too long");
	else if (!quirk_id_is_valid(name))
		problem_add(loader->problems, loader->path, ini->line,
			    "\"%s\" is no name for a section", ini->name);
	else
		return true;
	return false;
}

static int take_pair(struct quirk_section *section, struct ini_pair *pair)
{
	if (ini_pair_part(pair))
		return quirk_section_add(section, pair->key, pair->value, pair->line);
	problem_add(section->problems, section->quirk->file, pair->line, "%s",
		    pair->fault);
	return -EINVAL;
}

static int add_section(struct loader *loader, const struct ini_section *ini)
{
	_cleanup_(quirk_freep) struct quirk *quirk = make_quirk(loader, ini);
	_cleanup_(quirk_section_clear) struct quirk_section section = {
		.quirk = quirk,
		.problems = loader->problems,
	};
	struct quirk_entry *entry;
	bool bad;

	if (!quirk)
		return -ENOMEM;
	bad = !name_is_good(loader, ini);
	for (size_t i = 0; i < ini->n; i++) {
		int r = take_pair(&section, &ini->pairs[i]);

		if (r < 0 && r != -EINVAL)
			return r;
		bad |= r < 0;
	}
	/* Asked of a bad one too, so that all its faults are reported at once. */
	bad |= !quirk_section_is_complete(&section);
	if (bad)
		return 0;
	entry = array_append(loader->entries.list, loader->entries.n);
	if (!entry)
		return -ENOMEM;
	entry->quirk = TAKE_PTR(quirk);
	entry->order = loader->entries.n;
	entry->file = loader->file;
	return 0;
}

static int read_quirks(struct loader *loader, const char *path)
{
	_cleanup_(ini_file_close) struct ini_file file = { 0 };
	struct ini_section section;
	int r;

	loader->path = path;
	loader->file++;
	r = ini_file_open(&file, path, loader->problems);
	if (r == -ENOENT) {
		problem_add_unreadable(loader->problems, path, strerror(-r));
		return 0;
	}
	while (r >= 0 && (r = ini_file_next(&file, &section)) > 0)
		if (!loader->hint || quirk_hint_takes(loader->hint, &section))
			r = add_section(loader, &section);
	return r;
}

static int read_sources(struct loader *loader, struct quirk_sources *sources)
{
	quirk_sources_settle(sources);
	for (size_t i = 0; i < sources->n; i++) {
		int r = read_quirks(loader, sources->list[i].path);

		if (r < 0)
			return r;
	}
	return 0;
}

static int read_directory(struct loader *loader, const char *directory)
{
	_cleanup_(quirk_sources_clear) struct quirk_sources sources = { 0 };
	int r;

	r = quirk_sources_add(&sources, directory, 0);
	return r < 0 ? r : read_sources(loader, &sources);
}

/* Whether DIR and its quirks.d, whose path is PATH, are there and root's alone. */
static bool folder_is_ours(const struct env *env, enum env_dir dir, const char *path,
			   struct problems *problems)
{
	char base[PATH_MAX];

	return !env_is_live(env) ||
	       (env_path(base, env, dir, "%s", "") == 0 &&
		permissions_look(base, problems) == PERMISSIONS_GOOD &&
		permissions_look(path, problems) == PERMISSIONS_GOOD);
}

int quirk_files_list(const struct env *env, struct quirk_sources *sources,
		     struct problems *problems)
{
	for (size_t rank = 0; rank < QUIRK_FOLDERS; rank++) {
		char path[PATH_MAX];
		int r;

		r = env_path(path, env, quirk_folders[rank], "quirks.d");
		if (r < 0)
			return r;
		if (!folder_is_ours(env, quirk_folders[rank], path, problems))
			continue;
		r = quirk_sources_add(sources, path, rank);
		if (r == -ENOMEM)
			return r;
		if (r < 0 && r != -ENOENT)
			problem_add_unreadable(problems, path, strerror(-r));
	}
	if (env_is_live(env))
		quirk_sources_guard(sources, problems);
	return 0;
}

int quirk_files_read(struct quirk_sources *sources, struct problems *problems,
		     struct quirk_entries *ret)
{
	_cleanup_(loader_clear) struct loader loader = { .problems = problems };
	int r = read_sources(&loader, sources);

	if (r < 0)
		return r;
	*ret = loader.entries;
	loader.entries = (struct quirk_entries){ 0 };
	return 0;
}

int quirk_db_load(const struct env *env, const char *directory, struct problems *problems,
		  struct quirk_db **ret)
{
	_cleanup_(loader_clear) struct loader loader = { .problems = problems };
	_cleanup_(quirk_sources_clear) struct quirk_sources sources = { 0 };
	int r;

	r = directory ? quirk_sources_add(&sources, directory, 0)
		      : quirk_files_list(env, &sources, problems);
	if (r < 0)
		return r;
	r = read_sources(&loader, &sources);
	return r < 0 ? r : quirk_merge(&loader.entries, loader.hint, problems, ret);
}

/* Whether a section that was left out overrides another, or is overridden by one. */
static bool left_out_in_vain(const struct loader *loader)
{
	for (size_t i = 0; i < loader->entries.n; i++)
		if (quirk_hint_lacks(loader->hint, loader->entries.list[i].quirk->id))
			return true;
	return loader->hint->left_out.twice;
}

int quirk_db_load_for_cards(const struct env *env, const struct quirk_cards *cards,
			    const struct quirk_index *index, struct problems *problems,
			    struct quirk_db **ret)
{
	_cleanup_(quirk_sources_clear) struct quirk_sources sources = { 0 };
	_cleanup_(quirk_hint_clear) struct quirk_hint hint = {
		.cards = cards,
		.sound = index != NULL,
	};
	_cleanup_(loader_clear) struct loader loader = {
		.problems = problems,
		.hint = &hint,
	};
	size_t reported = problems ? problems->n : 0;
	int r;

	r = index ? quirk_index_add_sources(index, cards, &sources)
		  : quirk_files_list(env, &sources, problems);
	if (r >= 0)
		r = read_sources(&loader, &sources);
	if (r < 0)
		return r;
	/* Which of two sections of one name counts is only known when both have been
	 * parsed. */
	if (left_out_in_vain(&loader)) {
		problems_truncate(problems, reported);
		return quirk_db_load(env, NULL, problems, ret);
	}
	return quirk_merge(&loader.entries, loader.hint, problems, ret);
}

int quirk_db_load_paths(const struct strings *paths, struct problems *problems,
			struct quirk_db **ret)
{
	_cleanup_(loader_clear) struct loader loader = { .problems = problems };

	for (size_t i = 0; i < paths->n; i++) {
		const char *path = paths->list[i];
		struct stat st;
		int r;

		if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
			r = read_directory(&loader, path);
		else
			r = read_quirks(&loader, path);
		if (r == -ENOMEM)
			return r;
		if (r < 0)
			problem_add_unreadable(problems, path, strerror(-r));
	}
	return quirk_merge(&loader.entries, loader.hint, problems, ret);
}
