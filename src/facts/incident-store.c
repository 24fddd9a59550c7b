/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/incident-store.h"

#include "base/array.h"
#include "base/atomic-file.h"
#include "base/lock-file.h"
#include "base/permissions.h"
#include "base/regular-file.h"
#include "facts/incident-line.h"
#include "facts/incident-trim.h"

#define SIZE_LIMIT   (256u << 10) /* 200 lines are some 40 KiB */
#define NAMED_MAX    8		  /* lines that make no sense and are named */
#define LOCK_SECONDS 5

static const char no_machine[] = "00000000000000000000000000000000";
_Static_assert(sizeof(no_machine) == MACHINE_ID_LENGTH + 1, "as long as a machine id");

/* In an initramfs the machine id may be missing, or be that of the image. */
static bool is_initramfs(const struct env *env)
{
	char path[PATH_MAX];

	return env_path(path, env, ENV_ROOT, "etc/initrd-release") == 0 &&
	       access(path, F_OK) == 0;
}

/* Whether the store is of this machine, as far as that is known. */
static bool is_ours(const struct env *env, const char *machine_id)
{
	char ours[MACHINE_ID_LENGTH + 1];

	return is_initramfs(env) || machine_id_read(env, ours) < 0 ||
	       streq(ours, machine_id);
}

static bool is_machine_id(const char *text)
{
	return strlen(text) == MACHINE_ID_LENGTH &&
	       strspn(text, "0123456789abcdef") == MACHINE_ID_LENGTH;
}

/* A store without incidents, of this machine. */
static void begin_store(const struct env *env, struct incident_store *store)
{
	if (machine_id_read(env, store->machine_id) < 0)
		memcpy(store->machine_id, no_machine, sizeof(no_machine));
}

/* What stands for a NUL, so that the lines after it are seen. */
#define NUL_MARK '\1'

/* Cuts off the next line: without the CR that some editors leave, NULL after the last. */
static char *take_stored_line(char **text)
{
	char *line = strsep(text, "\n");
	size_t length = line ? strlen(line) : 0;

	if (length > 0 && line[length - 1] == '\r')
		line[length - 1] = '\0';
	return line;
}

static int add_line(struct incident_store *store, char *line, unsigned number)
{
	struct stored_incident *added;
	int r;

	if (strchr(line, NUL_MARK))
		return -EINVAL;
	added = array_append(store->list, store->n);
	if (!added)
		return -ENOMEM;
	added->line = number;
	r = incident_line_parse(line, &added->card, &added->incident);
	if (r < 0)
		store->n--;
	return r;
}

static int add_lines(struct incident_store *store, char *text, const char *path,
		     struct problems *problems)
{
	unsigned number = 2, bad = 0;

	for (char *line; (line = take_stored_line(&text));) {
		int r;

		number++;
		r = *line ? add_line(store, line, number) : 0;
		if (r == -ENOMEM)
			return r;
		if (r < 0 && bad++ < NAMED_MAX)
			problem_add(problems, path, number, "no incident, ignored");
	}
	if (bad > NAMED_MAX)
		problem_add(problems, path, 0, "%u more lines are no incidents, ignored",
			    bad - NAMED_MAX);
	store->ignored |= bad > 0;
	return 0;
}

static int parse_store(const struct env *env, char *text, const char *path,
		       struct problems *problems, struct incident_store *ret)
{
	static const char mark[] = "\xef\xbb\xbf"; /* what some editors put first */
	char *machine_id, *cursor;

	if (strncmp(text, mark, strlen(mark)) == 0)
		text += strlen(mark);
	machine_id = take_stored_line(&text);
	cursor = take_stored_line(&text);
	/* Of an empty one there is nothing to keep. */
	ret->ignored = *machine_id || text;
	if (!is_machine_id(machine_id)) {
		problem_add(problems, path, 1, "no machine id, the file is ignored");
		return 0;
	}
	if (!is_ours(env, machine_id)) {
		problem_add(problems, path, 1,
			    "of another machine (a copied disk?), the file is ignored: "
			    "nicquirk incidents --forget all");
		return 0;
	}
	ret->ignored = false;
	memcpy(ret->machine_id, machine_id, MACHINE_ID_LENGTH);
	/* Of a damaged one the journal is read from its begin. */
	if (cursor && *cursor && !streq(cursor, "-") && !strchr(cursor, NUL_MARK)) {
		ret->cursor = strdup(cursor);
		if (!ret->cursor)
			return -ENOMEM;
	}
	return text ? add_lines(ret, text, path, problems) : 0;
}

int incident_store_read_file(const struct env *env, const char *path,
			     struct problems *problems, struct incident_store *store)
{
	_cleanup_free_ char *text = NULL;
	int r = regular_file_read(path, SIZE_LIMIT, NUL_MARK, &text);

	if (r == -ENOENT || r == -ENOMEM)
		return r;
	if (r < 0) {
		problem_add(problems, path, 0, "cannot be read: %s", strerror(-r));
		store->ignored = true;
		/* That is what it is, and not what a disk could not do just now. */
		return r == -EFBIG || r == -EINVAL ? 0 : r;
	}
	return parse_store(env, text, path, problems, store);
}

static int read_store(const struct env *env, struct problems *problems,
		      struct incident_store *store)
{
	char folder[PATH_MAX], path[PATH_MAX];
	int r;

	begin_store(env, store);
	r = env_path(folder, env, ENV_STATE, "%s", "");
	if (r >= 0)
		r = env_path(path, env, ENV_STATE, "incidents");
	if (r < 0)
		return r;
	if (env_is_live(env) && (!permissions_check(folder, problems) ||
				 !permissions_check(path, problems))) {
		store->ignored = true;
		return 0;
	}
	r = incident_store_read_file(env, path, problems, store);
	return r == -ENOENT ? 0 : r;
}

int incident_store_read(const struct env *env, struct problems *problems,
			struct incident_store *ret)
{
	struct incident_store store = { 0 };
	int r;

	r = read_store(env, problems, &store);
	if (r == -ENOMEM) {
		incident_store_clear(&store);
		return r;
	}
	*ret = store;
	return 0;
}

static int print_store(const struct incident_store *store, char **ret)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return -ENOMEM;
	fprintf(stream, "%s\n%s\n", store->machine_id, store->cursor ?: "-");
	for (size_t i = 0; i < store->n; i++)
		incident_line_print(stream, &store->list[i].card,
				    &store->list[i].incident);
	return memstream_close(stream, &text, ret);
}

/* Keeps the old store under another name. Where that cannot be, what is new counts. */
static void keep_ignored(const struct env *env, const char *path)
{
	char kept[PATH_MAX];

	if (env_path(kept, env, ENV_STATE, INCIDENT_STORE_IGNORED) < 0 ||
	    (unlink(kept) < 0 && errno != ENOENT))
		return;
	(void)!link(path, kept);
}

static int write_store(const struct env *env, struct incident_store *store)
{
	_cleanup_free_ char *text = NULL;
	char path[PATH_MAX];
	int r;

	r = incident_store_trim(store);
	if (r >= 0)
		r = env_path(path, env, ENV_STATE, "incidents");
	if (r >= 0)
		r = print_store(store, &text);
	if (r < 0)
		return r;
	if (store->ignored)
		keep_ignored(env, path);
	return atomic_file_write_synced(path, text, 0600);
}

/* The lock, with the folder that it is in. The caller closes it. */
static int lock_store(const struct env *env)
{
	char path[PATH_MAX];
	int r;

	r = permissions_make_env_dir(env, ENV_STATE);
	if (r >= 0)
		r = env_path(path, env, ENV_STATE, "incidents.lock");
	return r < 0 ? r : lock_file_take(path, LOCK_SECONDS);
}

int incident_store_update(const struct env *env, struct problems *problems,
			  incident_store_function *change, void *user)
{
	struct incident_store store = { 0 };
	_cleanup_close_ int lock = -1;
	int r, r_write;

	lock = lock_store(env);
	if (lock < 0)
		return lock;
	r = read_store(env, problems, &store);
	if (r < 0) {
		incident_store_clear(&store);
		return r;
	}
	r = change(&store, user);
	r_write = r > 0 ? write_store(env, &store) : 0;
	incident_store_clear(&store);
	return r_write < 0 ? r_write : r;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && streq(a, b));
}

static struct incident *find_same(struct incident_store *store,
				  const struct card_id *card,
				  const struct incident *incident)
{
	for (size_t i = 0; i < store->n; i++) {
		struct incident *known = &store->list[i].incident;

		if (known->first == incident->first &&
		    same_text(known->boot, incident->boot) &&
		    streq(known->kind, incident->kind) &&
		    card_id_equal(&store->list[i].card, card))
			return known;
	}
	return NULL;
}

/* Adds what the second look at an episode has shown: it went on, or its steps are known
 * now. */
static int renew(struct incident *known, const struct incident *seen)
{
	int changed = 0;

	if (seen->lines > known->lines) {
		known->lines = seen->lines;
		changed = 1;
	}
	if (seen->last > known->last) {
		known->last = seen->last;
		changed = 1;
	}
	if (known->by_person && !seen->by_person) {
		known->by_person = false;
		changed = 1;
	}
	for (size_t i = 0; i < seen->n_steps; i++) {
		const struct incident_step *step = &seen->steps[i];

		if (step->step < 0 || incident_step(known, step->quirk) >= 0)
			continue;
		if (incident_add_step(known, step->quirk, step->step) < 0)
			return -ENOMEM;
		changed = 1;
	}
	return changed;
}

int incident_store_add(struct incident_store *store, const struct card_id *card,
		       const struct incident *incident)
{
	struct incident *known = find_same(store, card, incident);
	struct stored_incident *added;

	if (known)
		return renew(known, incident);
	/* A journal may hold thousands of them. */
	if (store->n >= 2 * INCIDENT_STORE_MAX && incident_store_trim(store) < 0)
		return -ENOMEM;
	added = array_append(store->list, store->n);
	if (!added)
		return -ENOMEM;
	added->card = *card;
	if (incident_copy(incident, &added->incident) < 0) {
		store->n--;
		return -ENOMEM;
	}
	return 1;
}

int incident_store_set_cursor(struct incident_store *store, const char *cursor)
{
	char *copy;

	if (!*cursor || strpbrk(cursor, "\n"))
		return -EINVAL;
	copy = strdup(cursor);
	if (!copy)
		return -ENOMEM;
	free(store->cursor);
	store->cursor = copy;
	return 0;
}

size_t incident_store_forget(struct incident_store *store, const struct card_id *card)
{
	size_t forgotten = 0;

	for (size_t i = store->n; i > 0; i--) {
		const struct card_id *stored = &store->list[i - 1].card;

		if (!card || card_id_equal(stored, card) ||
		    streq(stored->slot, card->slot)) {
			incident_store_remove(store, i - 1);
			forgotten++;
		}
	}
	return forgotten;
}

void incident_store_clear(struct incident_store *store)
{
	for (size_t i = 0; i < store->n; i++)
		incident_clear(&store->list[i].incident);
	free(store->list);
	free(store->cursor);
	*store = (struct incident_store){ 0 };
}
