/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk-file.h"

#include <limits.h>
#include <sys/stat.h>

#include "base/ini-file.h"
#include "base/permissions.h"
#include "quirk/quirk-hint.h"
#include "quirk/quirk-key.h"
#include "quirk/quirk-source.h"

/* A section that has been read: a quirk, or a group (see struct quirk_section). */
struct entry {
	struct quirk *quirk;
	size_t order;  /* in which it was read */
	unsigned file; /* a number for each */
	bool bad;
	bool counts; /* nothing later overrides it */
};

struct loader {
	struct problems *problems;
	struct entry *entries;
	size_t n_entries;
	unsigned file;
	const char *path;
	struct quirk_hint *hint; /* NULL: every section is parsed */
};

static void loader_clear(struct loader *loader)
{
	for (size_t i = 0; i < loader->n_entries; i++)
		quirk_free(loader->entries[i].quirk);
	free(loader->entries);
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

static int take_pair(struct quirk_section *section, const struct ini_pair *pair)
{
	if (!pair->fault)
		return quirk_section_add(section, pair->key, pair->value, pair->line);
	problem_add(section->problems, section->quirk->file, pair->line, "%s",
		    pair->fault);
	return -EINVAL;
}

static int add_section(struct loader *loader, const struct ini_section *ini)
{
	_cleanup_(quirk_freep) struct quirk *quirk = make_quirk(loader, ini);
	struct quirk_section section = { .quirk = quirk, .problems = loader->problems };
	struct entry *entry;
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
	entry = array_append(loader->entries, loader->n_entries);
	if (!entry)
		return -ENOMEM;
	*entry = (struct entry){
		.quirk = TAKE_PTR(quirk),
		.order = loader->n_entries,
		.file = loader->file,
	};
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

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = *(struct entry *const *)a, *y = *(struct entry *const *)b;

	return strcmp(x->quirk->id, y->quirk->id)
		       ?: (x->order > y->order) - (x->order < y->order);
}

/* The last good section of that name among N sorted ones, which is the one that
 * counts. */
static struct entry *find_entry(struct entry *const *sorted, size_t n, const char *id)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(sorted[middle]->quirk->id, id) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low > 0 && streq(sorted[low - 1]->quirk->id, id); low--)
		if (!sorted[low - 1]->bad)
			return sorted[low - 1];
	return NULL;
}

static void find_duplicates(struct loader *loader, struct entry *const *sorted)
{
	for (size_t i = 1; i < loader->n_entries; i++) {
		const struct quirk *first = sorted[i - 1]->quirk;
		const struct quirk *second = sorted[i]->quirk;

		if (sorted[i]->file != sorted[i - 1]->file ||
		    !streq(second->id, first->id))
			continue;
		sorted[i]->bad = true;
		problem_add(loader->problems, second->file, second->line,
			    "[%s] is already in line %u", second->id, first->line);
	}
}

static int append_ids(struct match *match, const struct match *group)
{
	size_t n = match->n_ids + group->n_ids;
	struct pci_id *ids = reallocarray(match->ids, n, sizeof(*ids));

	if (!ids)
		return -ENOMEM;
	memcpy(ids + match->n_ids, group->ids, group->n_ids * sizeof(*ids));
	match->ids = ids;
	match->n_ids = n;
	return 0;
}

/* Puts the members in the place of the groups that MATCH names. */
static int resolve_groups(struct loader *loader, struct entry *const *sorted,
			  struct entry *entry, struct match *match)
{
	for (size_t i = 0; i < match->strings.n; i++) {
		const char *name = match->strings.list[i];
		const struct entry *group = find_entry(sorted, loader->n_entries, name);

		if (!group && loader->hint && quirk_hint_lacks(loader->hint, name))
			continue;
		if (!group) {
			problem_add(loader->problems, entry->quirk->file, match->line,
				    "there is no group [%s]", name);
			entry->bad = true;
		} else if (append_ids(match, &group->quirk->match[MATCH_DEVICE]) < 0) {
			return -ENOMEM;
		}
	}
	strings_clear(&match->strings);
	return 0;
}

static int resolve_entry(struct loader *loader, struct entry *const *sorted,
			 struct entry *entry)
{
	struct match *match = entry->quirk->match;
	int r;

	if (entry->bad || quirk_is_group(entry->quirk))
		return 0;
	r = resolve_groups(loader, sorted, entry, &match[MATCH_DEVICE]);
	if (r < 0)
		return r;
	return resolve_groups(loader, sorted, entry, &match[MATCH_SUBSYSTEM]);
}

/* Makes the database of what the files said. */
static int settle(struct loader *loader, struct quirk_db **ret)
{
	_cleanup_(quirk_db_freep) struct quirk_db *db = calloc(1, sizeof(*db));
	_cleanup_free_ struct entry **sorted = NULL;
	const struct entry *last = NULL;
	size_t n = loader->n_entries;

	sorted = calloc(n + 1, sizeof(struct entry *));
	if (!db || !sorted)
		return -ENOMEM;
	db->quirks = calloc(n + 1, sizeof(*db->quirks));
	if (!db->quirks)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		sorted[i] = &loader->entries[i];
	qsort(sorted, n, sizeof(struct entry *), compare_entries);
	find_duplicates(loader, sorted);
	for (size_t i = 0; i < n; i++) {
		int r = resolve_entry(loader, sorted, &loader->entries[i]);

		if (r < 0)
			return r;
	}
	for (size_t i = n; i > 0; i--) {
		if (sorted[i - 1]->bad ||
		    (last && streq(last->quirk->id, sorted[i - 1]->quirk->id)))
			continue;
		sorted[i - 1]->counts = true;
		last = sorted[i - 1];
	}
	for (size_t i = 0; i < n; i++) {
		struct entry *entry = &loader->entries[i];

		if (entry->counts && !quirk_is_group(entry->quirk))
			db->quirks[db->n++] = TAKE_PTR(entry->quirk);
	}
	*ret = TAKE_PTR(db);
	return 0;
}

/* Whether DIR and its quirks.d, whose path is PATH, are of those who have a say on this
 * host. */
static bool is_trusted(const struct env *env, enum env_dir dir, const char *path,
		       struct problems *problems)
{
	char base[PATH_MAX];

	return !env_is_live(env) ||
	       (env_path(base, env, dir, "%s", "") == 0 &&
		permissions_check(base, problems) && permissions_check(path, problems));
}

static int list_all(const struct env *env, struct quirk_sources *sources,
		    struct problems *problems)
{
	/* By who has the last word. */
	static const enum env_dir dirs[] = { ENV_CONFIG, ENV_RUN, ENV_DATA };

	for (size_t rank = 0; rank < ARRAY_SIZE(dirs); rank++) {
		char path[PATH_MAX];
		int r;

		r = env_path(path, env, dirs[rank], "quirks.d");
		if (r < 0)
			return r;
		if (!is_trusted(env, dirs[rank], path, problems))
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

int quirk_db_load(const struct env *env, const char *directory, struct problems *problems,
		  struct quirk_db **ret)
{
	_cleanup_(loader_clear) struct loader loader = { .problems = problems };
	_cleanup_(quirk_sources_clear) struct quirk_sources sources = { 0 };
	int r;

	r = directory ? quirk_sources_add(&sources, directory, 0)
		      : list_all(env, &sources, problems);
	if (r < 0)
		return r;
	r = read_sources(&loader, &sources);
	return r < 0 ? r : settle(&loader, ret);
}

/* Whether a section that was left out overrides another, or is overridden by one. */
static bool left_out_in_vain(const struct loader *loader)
{
	for (size_t i = 0; i < loader->n_entries; i++)
		if (quirk_hint_lacks(loader->hint, loader->entries[i].quirk->id))
			return true;
	return loader->hint->left_out.twice;
}

int quirk_db_load_for_card(const struct env *env, const struct quirk_card *card,
			   struct problems *problems, struct quirk_db **ret)
{
	_cleanup_(quirk_sources_clear) struct quirk_sources sources = { 0 };
	_cleanup_(quirk_hint_clear) struct quirk_hint hint = { .card = *card };
	_cleanup_(loader_clear) struct loader loader = {
		.problems = problems,
		.hint = &hint,
	};
	size_t told = problems ? problems->n : 0;
	int r;

	r = list_all(env, &sources, problems);
	if (r >= 0)
		r = read_sources(&loader, &sources);
	if (r < 0)
		return r;
	/* Which of two sections of one name counts is only known when both have been
	 * parsed. */
	if (left_out_in_vain(&loader)) {
		problems_truncate(problems, told);
		return quirk_db_load(env, NULL, problems, ret);
	}
	return settle(&loader, ret);
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
	return settle(&loader, ret);
}
