/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk-merge.h"

void quirk_entries_clear(struct quirk_entries *entries)
{
	for (size_t i = 0; i < entries->n; i++)
		quirk_free(entries->list[i].quirk);
	free(entries->list);
	*entries = (struct quirk_entries){ 0 };
}

/* The entries by their names, and those of one name in the order of the files. */
struct sorted {
	struct quirk_entry **list;
	size_t n;
};

static int compare_entries(const void *a, const void *b)
{
	const struct quirk_entry *x = *(struct quirk_entry *const *)a;
	const struct quirk_entry *y = *(struct quirk_entry *const *)b;

	return strcmp(x->quirk->id, y->quirk->id)
		       ?: (x->order > y->order) - (x->order < y->order);
}

/* The last section of that name, which is the one that counts; or NULL. */
static const struct quirk *find_section(const struct sorted *sorted, const char *name)
{
	size_t low = 0, high = sorted->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(sorted->list[middle]->quirk->id, name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || !streq(sorted->list[low - 1]->quirk->id, name))
		return NULL;
	return sorted->list[low - 1]->quirk;
}

/* Drops the sections whose name is in the same file before. */
static void drop_duplicates(struct sorted *sorted, struct problems *problems)
{
	size_t kept = 0;

	for (size_t i = 0; i < sorted->n; i++) {
		struct quirk_entry *entry = sorted->list[i];
		const struct quirk_entry *first = kept ? sorted->list[kept - 1] : NULL;

		if (first && first->file == entry->file &&
		    streq(first->quirk->id, entry->quirk->id)) {
			entry->bad = true;
			problem_add(problems, entry->quirk->file, entry->quirk->line,
				    "[%s] is already in line %u", entry->quirk->id,
				    first->quirk->line);
		} else {
			sorted->list[kept++] = entry;
		}
	}
	sorted->n = kept;
}

/* Finds the groups that a match names: 0, -EINVAL where one is missing, or -ENOMEM. */
static int find_groups(const struct sorted *sorted, const struct quirk_hint *hint,
		       struct match *match, const struct quirk *quirk,
		       struct problems *problems)
{
	int r = 0;

	for (size_t i = 0; i < match->strings.n; i++) {
		const char *name = match->strings.list[i];
		const struct quirk *group = find_section(sorted, name);
		const struct match **slot;

		if (!group && hint && quirk_hint_lacks(hint, name))
			continue;
		if (!group) {
			problem_add(problems, quirk->file, match->line,
				    "there is no group [%s]", name);
			r = -EINVAL;
			continue;
		}
		slot = array_append(match->groups, match->n_groups);
		if (!slot)
			return -ENOMEM;
		*slot = &group->match[MATCH_DEVICE];
	}
	strings_clear(&match->strings);
	return r;
}

static int find_groups_of(const struct sorted *sorted, const struct quirk_hint *hint,
			  struct quirk_entry *entry, struct problems *problems)
{
	static const enum match_key keys[] = { MATCH_DEVICE, MATCH_SUBSYSTEM };
	struct quirk *quirk = entry->quirk;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		int r = find_groups(sorted, hint, &quirk->match[keys[i]], quirk,
				    problems);

		if (r == -ENOMEM)
			return r;
		entry->bad |= r < 0;
	}
	return 0;
}

/* Marks the last good section of each name. */
static void find_last(const struct sorted *sorted)
{
	const struct quirk_entry *last = NULL;

	for (size_t i = sorted->n; i > 0; i--) {
		struct quirk_entry *entry = sorted->list[i - 1];

		if (entry->bad || (last && streq(last->quirk->id, entry->quirk->id)))
			continue;
		entry->counts = true;
		last = entry;
	}
}

static int sort_ids(struct quirk *quirk)
{
	int r = match_sort_ids(&quirk->match[MATCH_DEVICE]);

	return r < 0 ? r : match_sort_ids(&quirk->match[MATCH_SUBSYSTEM]);
}

/* Moves what counts into a database, in the order in which it was read. */
static int make_database(struct quirk_entries *entries, struct quirk_db **ret)
{
	_cleanup_(quirk_db_freep) struct quirk_db *db = calloc(1, sizeof(*db));

	if (!db)
		return -ENOMEM;
	for (size_t i = 0; i < entries->n; i++) {
		struct quirk_entry *entry = &entries->list[i];
		struct quirk **slot;

		if (!entry->counts)
			continue;
		if (sort_ids(entry->quirk) < 0)
			return -ENOMEM;
		slot = quirk_is_group(entry->quirk)
			       ? array_append(db->groups, db->n_groups)
			       : array_append(db->quirks, db->n);
		if (!slot)
			return -ENOMEM;
		*slot = TAKE_PTR(entry->quirk);
	}
	*ret = TAKE_PTR(db);
	return 0;
}

int quirk_merge(struct quirk_entries *entries, const struct quirk_hint *hint,
		struct problems *problems, struct quirk_db **ret)
{
	_cleanup_free_ struct quirk_entry **list = calloc(entries->n + 1, sizeof(*list));
	struct sorted sorted = { list, entries->n };

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < entries->n; i++)
		list[i] = &entries->list[i];
	qsort(list, entries->n, sizeof(*list), compare_entries);
	drop_duplicates(&sorted, problems);
	for (size_t i = 0; i < entries->n; i++) {
		struct quirk_entry *entry = &entries->list[i];
		int r;

		if (entry->bad || quirk_is_group(entry->quirk))
			continue;
		r = find_groups_of(&sorted, hint, entry, problems);
		if (r < 0)
			return r;
	}
	find_last(&sorted);
	return make_database(entries, ret);
}
