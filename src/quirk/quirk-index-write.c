/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk-index-write.h"

#include <time.h>

#include "base/name-map.h"
#include "quirk/quirk-file.h"
#include "quirk/quirk-index-file.h"

struct index_writing {
	struct quirk_sources sources;
	struct quirk_entries entries;
	struct index_head head, head_before;
	struct index_file *files, *files_before; /* one for each source */
	time_t now;
	size_t n_problems; /* that there were before */
	bool is_fit;	   /* an index may be written of what lies in the folders */
	size_t *together;  /* by source: one that is read with it, itself where none is */
	struct strings *words; /* of the list of each source */
	FILE *text;
};

static void writing_clear(struct index_writing *writing)
{
	for (size_t i = 0; writing->words && i < writing->sources.n; i++)
		strings_clear(&writing->words[i]);
	free(writing->words);
	free(writing->together);
	free(writing->files);
	free(writing->files_before);
	quirk_entries_clear(&writing->entries);
	quirk_sources_clear(&writing->sources);
}

/* What stat() says of the folders and files; false where one has just changed. */
static bool identify(const struct env *env, struct index_writing *writing)
{
	bool settled = true;
	struct stat st;

	for (size_t i = 0; i < QUIRK_FOLDERS; i++) {
		struct index_folder *folder = &writing->head.folders[i];
		char path[PATH_MAX];

		*folder = (struct index_folder){ 0 };
		if (env_path(path, env, quirk_folders[i], "quirks.d") < 0)
			return false;
		if (stat(path, &st) < 0) {
			if (errno != ENOENT)
				return false;
			continue;
		}
		folder->there = 1;
		file_identity_take(&st, &folder->identity);
		settled &= file_identity_is_settled(&folder->identity, writing->now);
	}
	for (size_t i = 0; i < writing->sources.n; i++) {
		if (stat(writing->sources.list[i].path, &st) < 0)
			return false;
		file_identity_take(&st, &writing->files[i].identity);
		settled &= file_identity_is_settled(&writing->files[i].identity,
						    writing->now);
	}
	return settled;
}

static size_t find_together(const struct index_writing *writing, size_t source)
{
	while (writing->together[source] != source)
		source = writing->together[source];
	return source;
}

/* Has the two sources read together: a section of one means something to the other. */
static void join_sources(struct index_writing *writing, size_t a, size_t b)
{
	a = find_together(writing, a);
	b = find_together(writing, b);
	/* The lower one leads, so that the walk gets shorter. */
	writing->together[a > b ? a : b] = a > b ? b : a;
}

/* Sections of one name, which override each other, and groups with those that name
 * them. */
static int join_by_names(struct index_writing *writing)
{
	static const enum match_key keys[] = { MATCH_DEVICE, MATCH_SUBSYSTEM };
	struct name_map places = { 0 };
	int r = 0;

	for (size_t i = 0; i < writing->entries.n && r >= 0; i++) {
		const struct quirk_entry *entry = &writing->entries.list[i];
		const size_t *place =
			name_map_add(&places, entry->quirk->id, strlen(entry->quirk->id),
				     entry->file - 1);

		if (place)
			join_sources(writing, *place, entry->file - 1);
		else
			r = -ENOMEM;
	}
	for (size_t i = 0; i < writing->entries.n && r >= 0; i++) {
		const struct quirk_entry *entry = &writing->entries.list[i];

		for (size_t j = 0; j < ARRAY_SIZE(keys); j++) {
			const struct strings *names =
				&entry->quirk->match[keys[j]].strings;

			for (size_t k = 0; k < names->n; k++) {
				const size_t *place = name_map_find(
					&places, names->list[k], strlen(names->list[k]));

				if (place)
					join_sources(writing, *place, entry->file - 1);
			}
		}
	}
	name_map_clear(&places);
	return r;
}

/* The devices of a section that names no driver. */
static int collect_devices(const struct match *match, struct index_file *file,
			   struct strings *words)
{
	/* Those of groups and "vvvv:*" would be many. */
	file->for_all |= !match->text || match->strings.n;
	for (size_t i = 0; i < match->n_ids && !file->for_all; i++) {
		char buffer[PCI_ID_SIZE];

		file->for_all |= match->ids[i].device < 0;
		if (strings_add_once(words,
				     pci_id_print_pattern(buffer, &match->ids[i])) < 0)
			return -ENOMEM;
	}
	file->has_ids = 1;
	return 0;
}

static int collect_words(struct index_writing *writing)
{
	for (size_t i = 0; i < writing->entries.n; i++) {
		const struct quirk *quirk = writing->entries.list[i].quirk;
		const struct match *drivers = &quirk->match[MATCH_DRIVER];
		const size_t place =
			find_together(writing, writing->entries.list[i].file - 1);
		struct strings *words = &writing->words[place];
		int r = 0;

		if (quirk_is_group(quirk))
			continue;
		if (!drivers->text)
			r = collect_devices(&quirk->match[MATCH_DEVICE],
					    &writing->files[place], words);
		for (size_t j = 0; j < drivers->strings.n && r >= 0; j++)
			r = strings_add_once(words, drivers->strings.list[j]);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Where the text that is added next will stand. */
static uint32_t text_place(const struct index_writing *writing)
{
	return (uint32_t)ftell(writing->text);
}

static void put_texts(struct index_writing *writing)
{
	for (size_t i = 0; i < writing->sources.n; i++) {
		const struct quirk_source *source = &writing->sources.list[i];
		const size_t place = find_together(writing, i);
		struct index_file *file = &writing->files[i];

		file->rank = (uint32_t)source->rank;
		file->path = text_place(writing);
		file->name = file->path +
			     (uint32_t)(strlen(source->path) - strlen(source->name));
		fprintf(writing->text, "%s%c", source->path, '\0');
		file->has_ids = writing->files[place].has_ids;
		file->for_all = writing->files[place].for_all;
		file->list = text_place(writing);
		fputc(' ', writing->text);
		for (size_t j = 0; j < writing->words[place].n; j++)
			fprintf(writing->text, "%s ", writing->words[place].list[j]);
		fputc('\0', writing->text);
	}
	do
		fputc('\0', writing->text);
	while (ftell(writing->text) % (long)sizeof(uint64_t) != 0);
}

static int write_index(const struct env *env, struct index_writing *writing)
{
	const size_t size =
		sizeof(writing->head) + writing->sources.n * sizeof(*writing->files);
	_cleanup_free_ char *data = NULL;
	char *written = NULL;
	size_t length;

	writing->text = open_memstream(&written, &length);
	if (!writing->text)
		return -ENOMEM;
	/* Their places are only known behind them. */
	for (size_t i = 0; i < size; i++)
		fputc('\0', writing->text);
	put_texts(writing);
	if (memstream_close(writing->text, &written, &data) < 0)
		return -ENOMEM;
	writing->head.n_files = writing->sources.n;
	memcpy(data, &writing->head, sizeof(writing->head));
	memcpy(data + sizeof(writing->head), writing->files,
	       writing->sources.n * sizeof(*writing->files));
	return index_file_write(env, QUIRK_INDEX_NAME, QUIRK_INDEX_MAGIC, data, length);
}

/* Finds the files, and whether an index may be written of them as they are. */
static int look_at_database(const struct env *env, struct index_writing *writing,
			    struct problems *problems)
{
	size_t n;
	int r;

	writing->now = time(NULL);
	writing->n_problems = problems->n;
	r = quirk_files_list(env, &writing->sources, problems);
	if (r < 0)
		return r;
	quirk_sources_settle(&writing->sources);
	n = writing->sources.n;
	writing->files = calloc(n + 1, sizeof(*writing->files));
	writing->files_before = calloc(n + 1, sizeof(*writing->files_before));
	writing->together = calloc(n + 1, sizeof(*writing->together));
	writing->words = calloc(n + 1, sizeof(*writing->words));
	if (!writing->files || !writing->files_before || !writing->together ||
	    !writing->words)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		writing->together[i] = i;
	/* The helper reads what root wrote, and no others' index. */
	writing->is_fit = env_is_live(env) && geteuid() == 0 && identify(env, writing);
	writing->head_before = writing->head;
	memcpy(writing->files_before, writing->files, n * sizeof(*writing->files));
	return 0;
}

/* Reads them, and writes the index if what was read is what was looked at before. Without
 * it the next reader takes some time more, and that is all. */
static int read_database(const struct env *env, struct index_writing *writing,
			 struct problems *problems)
{
	int r = quirk_files_read(&writing->sources, problems, &writing->entries);

	if (r < 0)
		return r;
	if (writing->is_fit && problems->n == writing->n_problems &&
	    identify(env, writing) &&
	    memcmp(&writing->head_before, &writing->head, sizeof(writing->head)) == 0 &&
	    memcmp(writing->files_before, writing->files,
		   writing->sources.n * sizeof(*writing->files)) == 0 &&
	    join_by_names(writing) >= 0 && collect_words(writing) >= 0)
		(void)!write_index(env, writing);
	return 0;
}

int quirk_db_load_indexed(const struct env *env, struct problems *problems,
			  struct quirk_db **ret)
{
	_cleanup_(writing_clear) struct index_writing writing = { 0 };
	int r = look_at_database(env, &writing, problems);

	if (r >= 0)
		r = read_database(env, &writing, problems);
	return r < 0 ? r : quirk_merge(&writing.entries, /* hint= */ NULL, problems, ret);
}

int quirk_index_write(const struct env *env)
{
	_cleanup_(writing_clear) struct index_writing writing = { 0 };
	_cleanup_(problems_clear) struct problems problems = { 0 };
	int r = look_at_database(env, &writing, &problems);

	return r < 0 || !writing.is_fit ? r : read_database(env, &writing, &problems);
}
