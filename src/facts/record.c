/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/record.h"

#include <fcntl.h>
#include <net/if.h>
#include <sys/file.h>

#include "base/append-file.h"
#include "base/permissions.h"
#include "base/regular-file.h"
#include "facts/record-line.h"

/*
 * Lines are only ever appended, those of a request in one write(): no writer waits for
 * another, and one that is killed has lost the request that it was about to write down.
 * What is out of date goes when the file is written anew, see compact_record().
 */

/* Bytes. Some 20 reloads of a driver; then the file is written anew. */
#define COMPACT_SIZE 16384

/* How many interfaces are remembered that are not here. They may have gone for good, or
 * into another network namespace, from where they can come back. */
#define ABSENT_MAX 16

struct record {
	struct record_entry *entries;
	size_t n;
};

static void record_clear(struct record *record)
{
	for (size_t i = 0; i < record->n; i++)
		free(record->entries[i].change.name);
	free(record->entries);
}

/* A line that makes no sense is left out: a damaged record must not stop a boot. */
static int add_record_line(struct record *record, char *line)
{
	struct record_entry parsed, *entry;
	int r;

	r = record_line_parse(line, &parsed);
	if (r < 0)
		return r == -EINVAL ? 0 : r;
	entry = array_append(record->entries, record->n);
	if (!entry) {
		free(parsed.change.name);
		return -ENOMEM;
	}
	*entry = parsed;
	return 0;
}

/* Reads the whole lines of FILE; LENGTH, unless NULL, is theirs in bytes. */
static int read_lines(FILE *file, struct record *ret, size_t *ret_length)
{
	_cleanup_(record_clear) struct record record = { 0 };
	_cleanup_free_ char *line = NULL;
	size_t size = 0, length = 0;
	ssize_t got;

	/* A line without an end is being written, or was cut off. */
	while ((got = getline(&line, &size, file)) > 0 && line[got - 1] == '\n') {
		/* A NUL would hide the mark of a line that was cut off. */
		int r = strlen(line) == (size_t)got ? add_record_line(&record, line) : 0;

		if (r < 0)
			return r;
		length += (size_t)got;
	}
	*ret = record;
	record = (struct record){ 0 };
	if (ret_length)
		*ret_length = length;
	return 0;
}

static int load_record(const struct env *env, const char *slot, struct record *ret)
{
	_cleanup_fclose_ FILE *file = NULL;
	char path[PATH_MAX];
	int r;

	r = env_path(path, env, ENV_RUN, "records");
	if (r < 0)
		return r;
	/* Revert would do what another has written. */
	if (env_is_live(env) && !permissions_check(path, NULL))
		return 0;
	r = env_path(path, env, ENV_RUN, "records/%s", slot);
	if (r < 0)
		return r;
	/* What cannot be read is no reason to leave the card uncured. */
	r = regular_file_open(path, APPEND_FILE_MAX, &file);
	return r < 0 ? 0 : read_lines(file, ret, NULL);
}

static int make_folders(const struct env *env)
{
	char path[PATH_MAX];
	int r;

	r = permissions_make_env_dir(env, ENV_RUN);
	if (r >= 0)
		r = env_path(path, env, ENV_RUN, "records");
	return r < 0 ? r : permissions_make_folder(path);
}

static int append_record(const struct env *env, const char *slot, const char *lines,
			 size_t *ret_size)
{
	char path[PATH_MAX];
	int r;

	r = env_path(path, env, ENV_RUN, "records/%s", slot);
	return r < 0 ? r : append_file_add(path, lines, ret_size);
}

static bool is_same_setting(const struct change *a, const struct change *b)
{
	return a->type == b->type &&
	       (a->name == b->name || (a->name && b->name && streq(a->name, b->name)));
}

/* Whether a later line takes the place of this one. */
static bool is_superseded(const struct record *record, size_t i)
{
	const struct record_entry *entry = &record->entries[i], *later;

	for (size_t j = i + 1; j < record->n; j++) {
		later = &record->entries[j];
		if (later->ifindex == entry->ifindex &&
		    (later->forgotten || is_same_setting(&later->change, &entry->change)))
			return true;
	}
	return entry->forgotten;
}

/* It may have gone for good, or into another network namespace, from where it may come
 * back. */
static bool is_absent(const struct env *env, unsigned ifindex)
{
	char name[IF_NAMESIZE];

	return env_is_live(env) && ifindex && !if_indextoname(ifindex, name);
}

/*
 * Marks what is worth keeping: what no later line replaces, and of absent interfaces the
 * last few. Some may have been there when a line was written and not be there now.
 */
static void find_kept(const struct env *env, const struct record *record)
{
	unsigned absent = 0, n_absent = 0;

	for (size_t i = record->n; i > 0; i--) {
		struct record_entry *entry = &record->entries[i - 1];

		entry->kept = !is_superseded(record, i - 1);
		if (!entry->kept || !is_absent(env, entry->ifindex))
			continue;
		n_absent += entry->ifindex != absent;
		absent = entry->ifindex;
		entry->kept = n_absent <= ABSENT_MAX;
	}
}

/* What is worth keeping, as lines; an empty text where nothing is. */
static int print_record(const struct env *env, const struct record *record, char **ret)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return -ENOMEM;
	find_kept(env, record);
	for (size_t i = 0; i < record->n; i++)
		if (record->entries[i].kept)
			record_line_print(stream, record->entries[i].ifindex,
					  &record->entries[i].change);
	return memstream_close(stream, &text, ret);
}

/* Nobody else may open the file, and so hold the lock. Closing it gives it back; -EBUSY.
 */
static int try_lock(const struct env *env)
{
	char path[PATH_MAX];
	int fd, r;

	r = env_path(path, env, ENV_RUN, "records.lock");
	if (r < 0)
		return r;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	r = errno == EWOULDBLOCK ? -EBUSY : -errno;
	close(fd);
	return r;
}

/* Writes the record anew, without what does not count any more. Where another is at it,
 * it will do. */
static int compact_record(const struct env *env, const char *slot)
{
	_cleanup_(record_clear) struct record record = { 0 };
	_cleanup_fclose_ FILE *old = NULL;
	_cleanup_free_ char *text = NULL;
	_cleanup_close_ int lock = -1;
	char path[PATH_MAX];
	size_t length = 0;
	int r;

	r = env_path(path, env, ENV_RUN, "records/%s", slot);
	if (r < 0)
		return r;
	lock = try_lock(env);
	if (lock < 0)
		return lock == -EBUSY ? 0 : lock;
	r = regular_file_open(path, APPEND_FILE_MAX, &old);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	r = read_lines(old, &record, &length);
	if (r >= 0)
		r = print_record(env, &record, &text);
	if (r < 0)
		return r;
	return append_file_replace(path, old, length, text);
}

static int print_changes(unsigned ifindex, const struct change *changes, size_t n,
			 char **ret)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		record_line_print(stream, ifindex, &changes[i]);
	return memstream_close(stream, &text, ret);
}

int record_update(const struct env *env, const char *slot, unsigned ifindex,
		  const struct change *changes, size_t n)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	int r;

	r = make_folders(env);
	if (r >= 0)
		r = print_changes(ifindex, changes, n, &text);
	if (r >= 0)
		r = append_record(env, slot, text, &size);
	return r < 0 || size < COMPACT_SIZE ? r : compact_record(env, slot);
}

int record_forget(const struct env *env, const char *slot, unsigned ifindex)
{
	char text[64];
	size_t size;
	int r;

	r = make_folders(env);
	if (r < 0)
		return r;
	snprintf(text, sizeof(text), "%u " RECORD_FORGOTTEN " - - - -\n", ifindex);
	r = append_record(env, slot, text, &size);
	return r < 0 ? r : compact_record(env, slot);
}

/* Where the entry belongs: to the card or to one of its interfaces; NULL: to neither any
 * more. Where the card has no interface here, it speaks for one that was moved away. */
static struct changes *find_owner(struct nic *nic, unsigned ifindex)
{
	if (ifindex == 0 || nic->n_ifaces == 0)
		return &nic->changes;
	for (size_t i = 0; i < nic->n_ifaces; i++)
		if (nic->ifaces[i].ifindex == ifindex)
			return &nic->ifaces[i].changes;
	return NULL;
}

/* Takes over what an entry says of its owner; its name goes along. */
static int take_record_entry(struct changes *owner, struct record_entry *entry)
{
	struct change *change = NULL;

	if (entry->forgotten) {
		changes_clear(owner);
		return 0;
	}
	for (size_t i = 0; i < owner->n && !change; i++)
		if (is_same_setting(&owner->list[i], &entry->change))
			change = &owner->list[i];
	if (!change)
		change = array_append(owner->list, owner->n);
	else
		free(change->name);
	if (!change)
		return -ENOMEM;
	*change = entry->change;
	entry->change.name = NULL;
	return 0;
}

int record_read(const struct env *env, struct nic *nic)
{
	_cleanup_(record_clear) struct record record = { 0 };
	int r;

	r = load_record(env, nic->slot, &record);
	for (size_t i = 0; i < record.n && r >= 0; i++) {
		struct changes *owner = find_owner(nic, record.entries[i].ifindex);

		if (owner)
			r = take_record_entry(owner, &record.entries[i]);
	}
	return r;
}
