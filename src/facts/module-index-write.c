/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/module-index-write.h"

#include <time.h>

#include "base/log.h"
#include "base/permissions.h"
#include "facts/modprobe-alias.h"
#include "facts/module-index.h"
#include "quirk/module-demand.h"

/* What is written. */
struct module_knowledge {
	struct seen_files seen;
	struct module_demands demands;
	struct strings patterns;
	bool debug;
};

static void module_knowledge_clear(struct module_knowledge *known)
{
	seen_files_clear(&known->seen);
	module_demands_clear(&known->demands);
	strings_clear(&known->patterns);
}

/* Where the text that is added next will stand. */
static uint32_t next_place(FILE *text)
{
	return (uint32_t)ftell(text);
}

static uint32_t put_list(FILE *text, const struct strings *list)
{
	const uint32_t place = next_place(text);

	for (size_t i = 0; i < list->n; i++)
		if (*list->list[i])
			fprintf(text, "%s%c", list->list[i], '\0');
	fputc('\0', text);
	return place;
}

static void put_padding(FILE *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fputc('\0', text);
}

/* Two NULs at least, to a multiple of 8. */
static void put_end(FILE *text)
{
	const size_t word = sizeof(uint64_t);

	put_padding(text, 2);
	put_padding(text, (word - next_place(text) % word) % word);
}

static int write_knowledge(const struct env *env, const struct module_knowledge *known)
{
	const size_t n = known->seen.n;
	_cleanup_free_ struct module_index_file *files = calloc(n + 1, sizeof(*files));
	struct module_index_head head = { .n_files = n,
					  .any = known->demands.any,
					  .debug = known->debug };
	_cleanup_free_ char *data = NULL;
	char *written = NULL;
	size_t length;
	FILE *text;

	text = files ? open_memstream(&written, &length) : NULL;
	if (!text)
		return -ENOMEM;
	/* Their places are only known behind them. */
	put_padding(text, sizeof(head) + n * sizeof(*files));
	for (size_t i = 0; i < n; i++) {
		files[i] = (struct module_index_file){
			.identity = known->seen.list[i].identity,
			.path = next_place(text),
			.there = known->seen.list[i].there,
		};
		fprintf(text, "%s%c", known->seen.list[i].path, '\0');
	}
	head.drivers = put_list(text, &known->demands.drivers);
	head.patterns = put_list(text, &known->patterns);
	put_end(text);
	if (memstream_close(text, &written, &data) < 0)
		return -ENOMEM;
	memcpy(data, &head, sizeof(head));
	memcpy(data + sizeof(head), files, n * sizeof(*files));
	return index_file_write(env, MODULE_INDEX_NAME, MODULE_INDEX_MAGIC, data, length);
}

/* The command line stays as it is until the next boot. */
static int learn_debug(const struct env *env, struct module_knowledge *known)
{
	char path[PATH_MAX];
	int r = env_path(path, env, ENV_ROOT, LOG_UDEV_CONF);

	if (r >= 0)
		r = seen_files_look(&known->seen, path);
	known->debug = r >= 0 && log_udev_asks_for_debug(env, /* cmdline= */ NULL);
	return r;
}

int module_index_write(const struct env *env)
{
	_cleanup_(module_knowledge_clear) struct module_knowledge known = { 0 };
	const time_t now = time(NULL);
	int r;

	if (!env_is_live(env) || geteuid() != 0)
		return 0;
	/* That there is nothing in it is known only where it is. */
	r = permissions_make_env_dir(env, ENV_RUN);
	if (r >= 0)
		r = learn_debug(env, &known);
	if (r >= 0)
		r = module_demands_read(env, &known.seen, &known.demands);
	if (r >= 0)
		r = modprobe_patterns(env, &known.seen, &known.patterns);
	if (r < 0 || !seen_files_are_settled(&known.seen, now))
		return r;
	return write_knowledge(env, &known);
}
