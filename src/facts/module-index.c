/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/module-index.h"

#include "base/permissions.h"
#include "facts/modprobe-alias.h"
#include "quirk/pci-ids.h"

/* The one that was opened last. It takes memory only as far as it is written to. */
static struct module_index module_index;

static const struct module_index_file *index_seen(const struct module_index *index)
{
	return (const struct module_index_file *)(&index->head + 1);
}

bool module_index_is_sound(const struct module_index *index, ssize_t length)
{
	const struct module_index_head *head = &index->head;
	const uint64_t end = head->begin.length;
	size_t text;

	if (length < (ssize_t)sizeof(*head) ||
	    !index_file_is_whole(&head->begin, length, MODULE_INDEX_MAGIC) ||
	    head->n_files > INDEX_FILE_MAX / sizeof(struct module_index_file))
		return false;
	text = sizeof(*head) + head->n_files * sizeof(struct module_index_file);
	/* Two NULs end any list that begins before them. */
	if (text + 2 > end || index->text[end - 2] != '\0' || head->drivers < text ||
	    head->drivers > end - 2 || head->patterns < text || head->patterns > end - 2)
		return false;
	for (size_t i = 0; i < head->n_files; i++)
		if (index_seen(index)[i].path < text || index_seen(index)[i].path >= end)
			return false;
	return true;
}

static bool is_as_seen(const char *path, const struct module_index_file *file)
{
	struct stat st;

	if (!file->there)
		return stat(path, &st) < 0 && errno == ENOENT;
	return stat(path, &st) == 0 && file_identity_is(&file->identity, &st);
}

/* Whether nothing was edited, added or taken away since it was written. */
static bool all_is_as_seen(const struct module_index *index, const struct env *env)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < index->head.n_files; i++)
		if (!is_as_seen(index->text + index_seen(index)[i].path,
				&index_seen(index)[i]))
			return false;
	/* It changes all the time, but has to be root's. */
	return env_path(path, env, ENV_RUN, "%s", "") == 0 &&
	       permissions_look(path, /* problems= */ NULL) == PERMISSIONS_GOOD;
}

const struct module_index *module_index_open(const struct env *env)
{
	ssize_t length;

	if (!env_is_live(env))
		return NULL;
	length = index_file_read(env, MODULE_INDEX_NAME, module_index.text,
				 sizeof(module_index.text));
	if (!module_index_is_sound(&module_index, length) ||
	    !all_is_as_seen(&module_index, env))
		return NULL;
	return &module_index;
}

bool module_index_concerns(const struct module_index *index,
			   const struct pci_modalias *card, const char *modalias)
{
	const struct module_index_head *head = &index->head;

	if (head->any ||
	    !pci_ids_is_known(/* driver= */ NULL, card->vendor, card->device))
		return true;
	for (const char *driver = index->text + head->drivers; *driver;
	     driver += strlen(driver) + 1)
		if (pci_ids_is_known(driver, card->vendor, card->device))
			return true;
	for (const char *pattern = index->text + head->patterns; *pattern;
	     pattern += strlen(pattern) + 1)
		if (modprobe_pattern_matches(pattern, modalias))
			return true;
	return false;
}
