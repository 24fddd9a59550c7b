/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk-index.h"

#include "base/permissions.h"
#include "quirk/quirk-index-file.h"

const enum env_dir quirk_folders[QUIRK_FOLDERS] = { ENV_CONFIG, ENV_RUN, ENV_DATA };

/* The one that was opened last. It takes memory only as far as it is written to. */
static struct quirk_index opened;

static const struct index_file *index_files(const struct quirk_index *index)
{
	return (const struct index_file *)(&index->head + 1);
}

bool quirk_index_is_sound(const struct quirk_index *index, ssize_t length)
{
	const struct index_head *head = &index->head;
	const uint64_t end = head->begin.length;
	size_t text;

	if (length < (ssize_t)sizeof(*head) ||
	    !index_file_is_whole(&head->begin, length, QUIRK_INDEX_MAGIC) ||
	    head->n_files > INDEX_FILE_MAX / sizeof(struct index_file))
		return false;
	text = sizeof(*head) + head->n_files * sizeof(struct index_file);
	if (text >= end)
		return false;
	for (size_t i = 0; i < head->n_files; i++) {
		const struct index_file *file = &index_files(index)[i];

		if (file->path < text || file->path >= end || file->name < file->path ||
		    file->name >= end || file->list < text || file->list >= end)
			return false;
	}
	return true;
}

static bool folder_is_as_before(const struct env *env, enum env_dir dir,
				const struct index_folder *folder)
{
	char path[PATH_MAX];
	struct stat st;

	if (env_path(path, env, dir, "quirks.d") < 0)
		return false;
	if (!folder->there)
		return stat(path, &st) < 0 && errno == ENOENT;
	if (stat(path, &st) < 0 || !file_identity_is(&folder->identity, &st))
		return false;
	/* The one around it may change, /run/nicquirk always does: it has to be root's.
	 */
	return env_path(path, env, dir, "%s", "") == 0 &&
	       permissions_look(path, NULL) == PERMISSIONS_GOOD;
}

/* Whether nothing was edited, added or taken away since it was written. */
static bool is_current(const struct quirk_index *index, const struct env *env)
{
	for (size_t i = 0; i < QUIRK_FOLDERS; i++)
		if (!folder_is_as_before(env, quirk_folders[i], &index->head.folders[i]))
			return false;
	for (size_t i = 0; i < index->head.n_files; i++) {
		const struct index_file *file = &index_files(index)[i];
		struct stat st;

		if (stat(index->text + file->path, &st) < 0 ||
		    !file_identity_is(&file->identity, &st))
			return false;
	}
	return true;
}

const struct quirk_index *quirk_index_open(const struct env *env)
{
	ssize_t length;

	if (!env_is_live(env))
		return NULL;
	length = index_file_read(env, QUIRK_INDEX_NAME, opened.text, sizeof(opened.text));
	if (!quirk_index_is_sound(&opened, length) || !is_current(&opened, env))
		return NULL;
	return &opened;
}

/* Whether LIST, whose words have a blank before and after them, has WORD. */
static bool list_has(const char *list, const char *word)
{
	const size_t length = strlen(word);

	if (length == 0)
		return false;
	for (const char *at = list; (at = strstr(at, word)); at++)
		if (at > list && at[-1] == ' ' && at[length] == ' ')
			return true;
	return false;
}

static bool file_concerns(const struct quirk_index *index, const struct index_file *file,
			  const struct quirk_card *card)
{
	const char *list = index->text + file->list, *id;
	char buffer[PCI_ID_SIZE];

	/* What is not known of the card may match. */
	if (file->for_all || !card->driver || list_has(list, card->driver))
		return true;
	if (!file->has_ids)
		return false;
	id = pci_id_print(buffer, card->vendor, card->device);
	return !id || list_has(list, id);
}

bool quirk_index_concerns(const struct quirk_index *index, const struct quirk_card *card)
{
	for (size_t i = 0; i < index->head.n_files; i++) {
		if (file_concerns(index, &index_files(index)[i], card))
			return true;
	}
	return false;
}

static bool file_concerns_any(const struct quirk_index *index,
			      const struct index_file *file,
			      const struct quirk_cards *cards)
{
	for (size_t i = 0; i < cards->n; i++)
		if (file_concerns(index, file, &cards->list[i]))
			return true;
	return false;
}

int quirk_index_add_sources(const struct quirk_index *index,
			    const struct quirk_cards *cards,
			    struct quirk_sources *sources)
{
	for (size_t i = 0; i < index->head.n_files; i++) {
		const struct index_file *file = &index_files(index)[i];
		int r;

		if (!file_concerns_any(index, file, cards))
			continue;
		r = quirk_sources_add_path(sources, index->text + file->path,
					   index->text + file->name, file->rank);
		if (r < 0)
			return r;
	}
	return 0;
}
