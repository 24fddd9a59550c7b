/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/record.h"

#include <fcntl.h>
#include <inttypes.h>
#include <net/if.h>
#include <sys/file.h>

#include "base/atomic-file.h"
#include "base/permissions.h"

/*
 * A line is "IFINDEX TYPE NAME OLD ASKED RESULT TIME", NAME being "-" for EEE. TIME may
 * be missing: 2 feature tx-tcp-segmentation on off granted 1763440542
 */

struct record_entry {
	unsigned ifindex;
	struct change change;
};

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

static bool parse_type(const char *text, enum action_type *ret)
{
	for (enum action_type type = 0; type < ACTION_TYPE_MAX; type++)
		if (streq(action_type_name(type), text)) {
			*ret = type;
			return true;
		}
	return false;
}

/* A line that makes no sense is left out: a damaged record must not stop a boot. */
static int parse_record_line(struct record *record, const char *line)
{
	char type[32], name[64], old[8], asked[8], result[16];
	struct record_entry parsed = { 0 }, *entry;

	parsed.change.time = -1;
	if (sscanf(line, "%u %31s %63s %7s %7s %15s %" SCNd64, &parsed.ifindex, type,
		   name, old, asked, result, &parsed.change.time) < 6 ||
	    !parse_type(type, &parsed.change.type))
		return 0;
	if (parsed.change.time < 0)
		parsed.change.time = -1;
	parsed.change.old = streq(old, "on");
	parsed.change.asked = streq(asked, "on");
	parsed.change.granted = streq(result, "granted");
	if (!streq(name, "-")) {
		parsed.change.name = strdup(name);
		if (!parsed.change.name)
			return -ENOMEM;
	}
	entry = array_append(record->entries, record->n);
	if (!entry) {
		free(parsed.change.name);
		return -ENOMEM;
	}
	*entry = parsed;
	return 0;
}

static int load_record(const struct env *env, const char *slot, struct record *ret)
{
	_cleanup_(record_clear) struct record record = { 0 };
	_cleanup_fclose_ FILE *file = NULL;
	_cleanup_free_ char *line = NULL;
	char path[PATH_MAX];
	size_t size = 0;
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
	file = fopen(path, "re");
	while (file && getline(&line, &size, file) > 0) {
		r = parse_record_line(&record, line);
		if (r < 0)
			return r;
	}
	*ret = record;
	record = (struct record){ 0 };
	return 0;
}

static int print_entries(const struct record *record, char **ret)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		return -ENOMEM;
	for (size_t i = 0; i < record->n; i++) {
		const struct change *change = &record->entries[i].change;

		fprintf(file, "%u %s %s %s %s %s", record->entries[i].ifindex,
			action_type_name(change->type), change->name ?: "-",
			on_off(change->old), on_off(change->asked),
			change->granted ? "granted" : "refused");
		if (change->time >= 0)
			fprintf(file, " %" PRId64, change->time);
		fputc('\n', file);
	}
	return memstream_close(file, &text, ret);
}

static int save(const struct env *env, const char *slot, const struct record *record)
{
	_cleanup_free_ char *text = NULL;
	char path[PATH_MAX];
	int r;

	r = env_path(path, env, ENV_RUN, "records/%s", slot);
	if (r < 0)
		return r;
	if (record->n == 0)
		return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
	r = print_entries(record, &text);
	return r < 0 ? r : atomic_file_write(path, text);
}

static int make_folders(const struct env *env)
{
	char path[PATH_MAX];
	int r;

	r = env_path(path, env, ENV_RUN, "%s", "");
	if (r >= 0)
		r = permissions_make_folder(path);
	if (r >= 0)
		r = env_path(path, env, ENV_RUN, "records");
	return r < 0 ? r : permissions_make_folder(path);
}

/* Two udev workers may write the record of one function. The caller closes the lock. */
static int lock(const struct env *env)
{
	char path[PATH_MAX];
	int fd, r;

	r = env_path(path, env, ENV_RUN, "records");
	if (r < 0)
		return r;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX) < 0) {
		r = -errno;
		close(fd);
		return r;
	}
	return fd;
}

static bool is_same_setting(const struct change *a, const struct change *b)
{
	return a->type == b->type &&
	       (a->name == b->name || (a->name && b->name && streq(a->name, b->name)));
}

static bool is_gone(const struct env *env, unsigned ifindex)
{
	char name[IF_NAMESIZE];

	return env_is_live(env) && ifindex && !if_indextoname(ifindex, name);
}

static bool is_replaced(const struct record_entry *entry, unsigned ifindex,
			const struct change *changes, size_t n)
{
	if (entry->ifindex != ifindex)
		return false;
	for (size_t i = 0; i < n; i++)
		if (is_same_setting(&entry->change, &changes[i]))
			return true;
	return false;
}

static int record_append(struct record *record, unsigned ifindex,
			 const struct change *change)
{
	_cleanup_free_ char *name = change->name ? strdup(change->name) : NULL;
	struct record_entry *entry;

	if (change->name && !name)
		return -ENOMEM;
	entry = array_append(record->entries, record->n);
	if (!entry)
		return -ENOMEM;
	entry->ifindex = ifindex;
	entry->change = *change;
	entry->change.name = TAKE_PTR(name);
	return 0;
}

/* Reads, drops what DROPS says, adds N changes and writes, all under the lock. */
static int rewrite(const struct env *env, const char *slot, unsigned ifindex, bool forget,
		   const struct change *changes, size_t n)
{
	_cleanup_(record_clear) struct record old = { 0 }, new = { 0 };
	_cleanup_close_ int fd = -1;
	int r;

	r = make_folders(env);
	if (r < 0)
		return r;
	fd = lock(env);
	if (fd < 0)
		return fd;
	r = load_record(env, slot, &old);
	for (size_t i = 0; i < old.n && r >= 0; i++) {
		const struct record_entry *entry = &old.entries[i];

		if ((forget && entry->ifindex == ifindex) ||
		    is_replaced(entry, ifindex, changes, n) ||
		    is_gone(env, entry->ifindex))
			continue;
		r = record_append(&new, entry->ifindex, &entry->change);
	}
	for (size_t i = 0; i < n && r >= 0; i++)
		r = record_append(&new, ifindex, &changes[i]);
	return r < 0 ? r : save(env, slot, &new);
}

int record_update(const struct env *env, const char *slot, unsigned ifindex,
		  const struct change *changes, size_t n)
{
	return rewrite(env, slot, ifindex, /* forget= */ false, changes, n);
}

int record_forget(const struct env *env, const char *slot, unsigned ifindex)
{
	return rewrite(env, slot, ifindex, /* forget= */ true, NULL, 0);
}

/* Where the entry belongs: to the card or to one of its interfaces; NULL: to neither any
 * more. */
static struct changes *find_owner(struct nic *nic, unsigned ifindex)
{
	if (ifindex == 0)
		return &nic->changes;
	for (size_t i = 0; i < nic->n_ifaces; i++)
		if (nic->ifaces[i].ifindex == ifindex)
			return &nic->ifaces[i].changes;
	return NULL;
}

int record_read(const struct env *env, struct nic *nic)
{
	_cleanup_(record_clear) struct record record = { 0 };
	int r;

	r = load_record(env, nic->slot, &record);
	if (r < 0)
		return r;
	for (size_t i = 0; i < record.n; i++) {
		struct change *entry = &record.entries[i].change, *change;
		struct changes *owner = find_owner(nic, record.entries[i].ifindex);

		if (!owner)
			continue;
		change = array_append(owner->list, owner->n);
		if (!change)
			return -ENOMEM;
		*change = *entry;
		change->name = TAKE_PTR(entry->name);
	}
	return 0;
}
