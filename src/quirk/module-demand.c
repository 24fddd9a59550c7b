/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/module-demand.h"

#include "base/folder-files.h"
#include "base/ini-file.h"
#include "base/log.h"
#include "base/permissions.h"
#include "quirk/pci-ids.h"
#include "quirk/quirk-key.h"

struct demand_search {
	const struct env *env;
	struct seen_files *seen;
	struct module_demands *demands;
};

/* Something is asked of that driver. 0 or -ENOMEM. */
static int demand_of(struct module_demands *demands, const char *name)
{
	/* Who knows what it drives. */
	if (!pci_ids_list_driver(name))
		demands->any = true;
	return demands->any ? 0 : strings_add_once(&demands->drivers, name);
}

/* Whether the pair has that key; its value is whole then. */
static bool pair_is(struct ini_pair *pair, const char *key)
{
	/* Most lines differ in the first letter. */
	return pair->text[0] == key[0] && ini_pair_part(pair) && streq(pair->key, key);
}

/* Takes the words off the value. 0 or -ENOMEM. */
static int demand_each(struct module_demands *demands, char *value)
{
	char *rest = NULL;
	int r = 0;

	for (char *word = strtok_r(value, QUIRK_BLANKS, &rest); word && r == 0;
	     word = strtok_r(NULL, QUIRK_BLANKS, &rest))
		r = demand_of(demands, word);
	return r;
}

/* Whether the section asks for something that the module stage does: 1, 0 or -ENOMEM. */
static int section_asks(struct module_demands *demands, const struct ini_section *section)
{
	int asks = 0, r = 0;

	for (size_t i = 0; i < section->n && r == 0; i++) {
		struct ini_pair *pair = &section->pairs[i];

		if (pair_is(pair, "Build")) {
			asks = 1;
		} else if (pair_is(pair, "Blacklist")) {
			asks = 1;
			/* A module that is kept out may be a device's own driver. */
			if (pci_ids_list_driver(pair->value))
				r = strings_add_once(&demands->drivers, pair->value);
		}
	}
	return r < 0 ? r : asks;
}

/* Adds what the section asks that of: each driver, where it names none. 0 or -ENOMEM. */
static int take_quirk_section(struct module_demands *demands,
			      const struct ini_section *section)
{
	bool named = false;
	int r = section_asks(demands, section);

	if (r <= 0)
		return r;
	r = 0;
	for (size_t i = 0; i < section->n && r == 0; i++)
		if (pair_is(&section->pairs[i], "MatchDriver")) {
			named = true;
			r = demand_each(demands, section->pairs[i].value);
		}
	demands->any |= !named;
	return r;
}

/* Whether a line may begin with that. strstr() is several times as quick as memmem(), but
 * takes a NUL byte for the end: whoever reads the file goes on after it. */
static bool may_have_line(const struct folder_file *file, const char *begin)
{
	return strstr(file->text, begin) || strlen(file->text) != file->length;
}

/* Goes through the sections of a file until all drivers are concerned: 0 or -ENOMEM. */
static int read_sections(struct module_demands *demands, struct folder_file *file,
			 int (*take)(struct module_demands *demands,
				     const struct ini_section *section))
{
	_cleanup_(ini_file_close) struct ini_file ini = { 0 };
	struct ini_section section;
	int r = 0;

	ini_file_take(&ini, file->path, TAKE_PTR(file->text), file->length,
		      /* problems= */ NULL);
	while (!demands->any && (r = ini_file_next(&ini, &section)) > 0) {
		r = take(demands, &section);
		if (r < 0)
			return r;
		if (demands->any)
			log_debug("%s:%u: [%s] may ask for something", file->path,
				  section.line, section.name);
	}
	return demands->any ? 0 : r;
}

static int take_quirk_file(void *user, struct folder_file *file)
{
	/* Most files have neither Build nor Blacklist, and need not be taken apart to see
	 * that. */
	if (!may_have_line(file, "\nB"))
		return 0;
	return read_sections(user, file, take_quirk_section);
}

static int take_pins(struct module_demands *demands, const struct ini_section *section)
{
	int r = 0;

	if (!streq(section->name, "Pin"))
		return 0;
	for (size_t i = 0; i < section->n && r == 0; i++)
		if (ini_pair_part(&section->pairs[i]))
			r = demand_of(demands, section->pairs[i].key);
		else
			demands->any = true;
	return r;
}

static int take_policy_file(void *user, struct folder_file *file)
{
	if (!may_have_line(file, "[Pin]"))
		return 0;
	return read_sections(user, file, take_pins);
}

/* Reads files in a folder below DIR with READER, whose other members are filled in. */
static int read_below(const struct demand_search *search, enum env_dir dir,
		      const char *below, struct folder_reader reader)
{
	char path[PATH_MAX];
	int r;

	r = env_path(path, search->env, dir, "%s", below);
	if (r < 0)
		return r;
	/* Under --root the files are whose they may be. */
	reader.guarded = env_is_live(search->env);
	reader.user = search->demands;
	reader.seen = search->seen;
	return folder_files_read(path, &reader);
}

/*
 * Whether DIR is there: 1, 0, -EPERM where others than root may write to it (whoever
 * reads what is in it refuses it, and says so), or -errno.
 */
static int look_at_folder(const struct demand_search *search, enum env_dir dir)
{
	enum permissions found;
	char path[PATH_MAX];
	int r;

	r = env_path(path, search->env, dir, "%s", "");
	/* Our own folder below /run changes all the time. */
	if (r == 0 && search->seen && dir != ENV_RUN)
		r = seen_files_look(search->seen, path);
	if (r < 0)
		return r;
	found = permissions_look(path, /* problems= */ NULL);
	if (found == PERMISSIONS_MISSING)
		return 0;
	return found == PERMISSIONS_REFUSED && env_is_live(search->env) ? -EPERM : 1;
}

static int find_in_quirks(const struct demand_search *search, enum env_dir dir)
{
	const struct folder_reader reader = { .suffix = ".quirk",
					      .take = take_quirk_file };

	return read_below(search, dir, "quirks.d", reader);
}

static int find_in_policy(const struct demand_search *search)
{
	const struct folder_reader reader = { .suffix = ".conf",
					      .take = take_policy_file };
	int r;

	r = read_below(search, ENV_CONFIG, "", reader);
	return r ? r : read_below(search, ENV_CONFIG, "nicquirk.conf.d", reader);
}

int module_demands_read(const struct env *env, struct seen_files *seen,
			struct module_demands *ret)
{
	static const enum env_dir dirs[] = { ENV_CONFIG, ENV_RUN, ENV_DATA };
	_cleanup_(module_demands_clear) struct module_demands demands = { 0 };
	const struct demand_search search = { env, seen, &demands };
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(dirs) && r == 0 && !demands.any; i++) {
		r = look_at_folder(&search, dirs[i]);
		if (r == 0)
			continue;
		if (r > 0)
			r = find_in_quirks(&search, dirs[i]);
		if (r == 0 && dirs[i] == ENV_CONFIG)
			r = find_in_policy(&search);
	}
	if (r < 0)
		return r;
	*ret = demands;
	demands = (struct module_demands){ 0 };
	return 0;
}

void module_demands_clear(struct module_demands *demands)
{
	strings_clear(&demands->drivers);
}
