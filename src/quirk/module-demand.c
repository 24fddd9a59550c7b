/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/module-demand.h"

#include "base/folder-files.h"
#include "base/ini-file.h"
#include "base/log.h"
#include "base/permissions.h"
#include "quirk/pci-ids.h"
#include "quirk/quirk-key.h"

struct demand {
	const struct env *env;
	uint16_t vendor, device;
};

/* Whether what is asked of the driver may be about the device. */
static bool driver_may_be_ours(const struct demand *demand, const char *name)
{
	return !pci_ids_list_driver(name) ||
	       pci_ids_is_known(name, demand->vendor, demand->device);
}

/* Whether the pair has that key; its value is whole then. */
static bool pair_is(struct ini_pair *pair, const char *key)
{
	/* Most lines differ in the first letter. */
	return pair->text[0] == key[0] && ini_pair_part(pair) && streq(pair->key, key);
}

/* Takes the words off the value. */
static bool names_our_driver(const struct demand *demand, char *value)
{
	char *rest = NULL;

	for (char *word = strtok_r(value, QUIRK_BLANKS, &rest); word;
	     word = strtok_r(NULL, QUIRK_BLANKS, &rest))
		if (driver_may_be_ours(demand, word))
			return true;
	return false;
}

/* Whether the section asks for something that the module stage does. */
static bool section_asks(const struct demand *demand, const struct ini_section *section,
			 bool *ret_ours)
{
	bool asks = false;

	for (size_t i = 0; i < section->n; i++) {
		struct ini_pair *pair = &section->pairs[i];

		if (pair_is(pair, "Build")) {
			asks = true;
		} else if (pair_is(pair, "Blacklist")) {
			asks = true;
			/* A module that is kept out may be the device's own driver. */
			*ret_ours |= pci_ids_is_known(pair->value, demand->vendor,
						      demand->device);
		}
	}
	return asks;
}

/* Whether it asks that of a driver that may be the device's: of each, where it names
 * none. */
static bool section_demands(const struct demand *demand,
			    const struct ini_section *section)
{
	bool named = false, ours = false;

	if (!section_asks(demand, section, &ours))
		return false;
	for (size_t i = 0; i < section->n && !ours; i++)
		if (pair_is(&section->pairs[i], "MatchDriver")) {
			named = true;
			ours = names_our_driver(demand, section->pairs[i].value);
		}
	return ours || !named;
}

/* Whether a line may begin with that. strstr() is several times as quick as memmem(), but
 * takes a NUL byte for the end: whoever reads the file goes on after it. */
static bool may_have_line(const struct folder_file *file, const char *begin)
{
	return strstr(file->text, begin) || strlen(file->text) != file->length;
}

/* Goes through the sections of a file until one makes DEMANDS true: 1, 0 or -ENOMEM. */
static int find_demand(const struct demand *demand, struct folder_file *file,
		       bool (*demands)(const struct demand *demand,
				       const struct ini_section *section))
{
	_cleanup_(ini_file_close) struct ini_file ini = { 0 };
	struct ini_section section;
	int r;

	ini_file_take(&ini, file->path, TAKE_PTR(file->text), file->length,
		      /* problems= */ NULL);
	while ((r = ini_file_next(&ini, &section)) > 0)
		if (demands(demand, &section)) {
			log_debug("%s:%u: [%s] may ask for something", file->path,
				  section.line, section.name);
			return 1;
		}
	return r;
}

static int take_quirk_file(void *user, struct folder_file *file)
{
	/* Most files have neither Build nor Blacklist, and need not be taken apart to see
	 * that. */
	if (!may_have_line(file, "\nB"))
		return 0;
	return find_demand(user, file, section_demands);
}

static bool pins_demand(const struct demand *demand, const struct ini_section *section)
{
	if (!streq(section->name, "Pin"))
		return false;
	for (size_t i = 0; i < section->n; i++)
		if (!ini_pair_part(&section->pairs[i]) ||
		    driver_may_be_ours(demand, section->pairs[i].key))
			return true;
	return false;
}

static int take_policy_file(void *user, struct folder_file *file)
{
	if (!may_have_line(file, "[Pin]"))
		return 0;
	return find_demand(user, file, pins_demand);
}

/* Reads files in a folder below DIR with READER, whose other members are filled in. */
static int read_below(struct demand *demand, enum env_dir dir, const char *below,
		      struct folder_reader reader)
{
	char path[PATH_MAX];
	int r;

	r = env_path(path, demand->env, dir, "%s", below);
	if (r < 0)
		return r;
	/* Under --root the files are whose they may be. */
	reader.guarded = env_is_live(demand->env);
	reader.user = demand;
	return folder_files_read(path, &reader);
}

/* Whether DIR is there: 1, 0, -EPERM where others than root may write to it (whoever
 * reads what is in it refuses it, and says so), or -ENAMETOOLONG. */
static int look_at_folder(const struct env *env, enum env_dir dir)
{
	enum permissions found;
	char path[PATH_MAX];
	int r;

	r = env_path(path, env, dir, "%s", "");
	if (r < 0)
		return r;
	found = permissions_look(path, /* problems= */ NULL);
	if (found == PERMISSIONS_MISSING)
		return 0;
	return found == PERMISSIONS_REFUSED && env_is_live(env) ? -EPERM : 1;
}

static int find_in_quirks(struct demand *demand, enum env_dir dir)
{
	const struct folder_reader reader = { .suffix = ".quirk",
					      .take = take_quirk_file };

	return read_below(demand, dir, "quirks.d", reader);
}

static int find_in_policy(struct demand *demand)
{
	const struct folder_reader reader = { .suffix = ".conf",
					      .take = take_policy_file };
	int r;

	r = read_below(demand, ENV_CONFIG, "", reader);
	return r ? r : read_below(demand, ENV_CONFIG, "nicquirk.conf.d", reader);
}

int module_demand_find(const struct env *env, uint16_t vendor, uint16_t device)
{
	static const enum env_dir dirs[] = { ENV_CONFIG, ENV_RUN, ENV_DATA };
	struct demand demand = { .env = env, .vendor = vendor, .device = device };
	int r = 0;

	if (!pci_ids_is_known(/* driver= */ NULL, vendor, device))
		return 1;
	for (size_t i = 0; i < ARRAY_SIZE(dirs) && r == 0; i++) {
		r = look_at_folder(env, dirs[i]);
		if (r <= 0)
			continue;
		r = find_in_quirks(&demand, dirs[i]);
		if (r == 0 && dirs[i] == ENV_CONFIG)
			r = find_in_policy(&demand);
	}
	return r;
}
