/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk-index.h"

#include <fcntl.h>
#include <sys/auxv.h>

#include "base/fnv.h"
#include "base/permissions.h"
#include "quirk/quirk-index-file.h"

const enum env_dir quirk_folders[QUIRK_FOLDERS] = { ENV_CONFIG, ENV_RUN, ENV_DATA };

/* The one that was opened last. It takes memory only as far as it is written to. */
static struct quirk_index opened;

void file_identity_take(const struct stat *st, struct file_identity *ret)
{
	*ret = (struct file_identity){
		.device = st->st_dev,
		.inode = st->st_ino,
		.size = (uint64_t)st->st_size,
		.modified = { st->st_mtim.tv_sec, st->st_mtim.tv_nsec },
		.changed = { st->st_ctim.tv_sec, st->st_ctim.tv_nsec },
	};
}

bool file_identity_is(const struct file_identity *identity, const struct stat *st)
{
	struct file_identity now;

	file_identity_take(st, &now);
	return memcmp(&now, identity, sizeof(now)) == 0;
}

uint64_t quirk_index_sum(const struct index_head *head, size_t length)
{
	const uint64_t *word = &head->length;
	const uint64_t *end = (const uint64_t *)head + length / sizeof(*word);
	uint64_t sum = FNV_BEGIN;

	/* A word at a time, as it is a few KB and read for each interface; the shift lets
	 * its high bits count for the low ones. */
	for (; word < end; word++) {
		sum = (sum ^ *word) * UINT64_C(0x9e3779b97f4a7c15);
		sum ^= sum >> 32;
	}
	return sum;
}

/* Reads the file, which has to be a plain one of this user's alone; its length, or -1. */
static ssize_t read_index(const struct env *env)
{
	_cleanup_close_ int fd = -1;
	char path[PATH_MAX];
	struct stat st;

	if (env_path(path, env, ENV_RUN, QUIRK_INDEX_NAME) < 0)
		return -1;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ||
	    st.st_uid != getauxval(AT_EUID) || (st.st_mode & (S_IWGRP | S_IWOTH)) ||
	    st.st_size > QUIRK_INDEX_MAX)
		return -1;
	return read(fd, opened.text, QUIRK_INDEX_MAX + 1);
}

static const struct index_file *index_files(const struct quirk_index *index)
{
	return (const struct index_file *)(&index->head + 1);
}

bool quirk_index_is_sound(const struct quirk_index *index, ssize_t length)
{
	const struct index_head *head = &index->head;
	size_t text;

	if (length < (ssize_t)sizeof(*head) ||
	    memcmp(head->magic, QUIRK_INDEX_MAGIC, sizeof(head->magic)) != 0 ||
	    head->length != (uint64_t)length || head->length % sizeof(uint64_t) != 0 ||
	    head->n_files > QUIRK_INDEX_MAX / sizeof(struct index_file) ||
	    quirk_index_sum(head, head->length) != head->sum)
		return false;
	text = sizeof(*head) + head->n_files * sizeof(struct index_file);
	if (text >= head->length || index->text[head->length - 1] != '\0')
		return false;
	for (size_t i = 0; i < head->n_files; i++) {
		const struct index_file *file = &index_files(index)[i];

		if (file->path < text || file->path >= head->length ||
		    file->name < file->path || file->name >= head->length ||
		    file->list < text || file->list >= head->length)
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
	if (!env_is_live(env) || !quirk_index_is_sound(&opened, read_index(env)) ||
	    !is_current(&opened, env))
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

int quirk_index_add_sources(const struct quirk_index *index,
			    const struct quirk_card *card, struct quirk_sources *sources)
{
	for (size_t i = 0; i < index->head.n_files; i++) {
		const struct index_file *file = &index_files(index)[i];
		int r;

		if (!file_concerns(index, file, card))
			continue;
		r = quirk_sources_add_path(sources, index->text + file->path,
					   index->text + file->name, file->rank);
		if (r < 0)
			return r;
	}
	return 0;
}
