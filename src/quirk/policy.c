/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/policy.h"

#include "base/cmdline.h"
#include "base/ini-file.h"
#include "base/permissions.h"
#include "quirk/policy-key.h"

/* Where the reading is, for the problems. */
struct policy_reading {
	struct policy *policy;
	struct problems *problems;
	const char *file;
	unsigned line;
};

static int set_one(struct policy_reading *reading, const struct policy_key *row,
		   const char *name, const char *value)
{
	int r = row->set(reading->policy, name, value);

	if (r != -EINVAL)
		return r;
	problem_add(reading->problems, reading->file, reading->line,
		    "%s: expected %s, not \"%s\"", name, row->form, value);
	return 0;
}

static int set_all(struct policy_reading *reading, const struct policy_key *row,
		   const char *name, const char *value)
{
	_cleanup_free_ char *words = NULL;
	char *rest = NULL;
	int r = 0;

	if (!row->separators || !*value)
		return set_one(reading, row, name, value);
	words = strdup(value);
	if (!words)
		return -ENOMEM;
	for (char *word = strtok_r(words, row->separators, &rest); word && r == 0;
	     word = strtok_r(NULL, row->separators, &rest))
		r = set_one(reading, row, name, word);
	return r;
}

static bool section_is_known(const char *name)
{
	for (const struct policy_key *row = policy_keys; row->form; row++)
		if (streq(row->section, name))
			return true;
	return false;
}

/* A bad line costs itself only: what else the administrator has asked for still holds. */
static int set_pair(struct policy_reading *reading, const char *section,
		    struct ini_pair *pair)
{
	reading->line = pair->line;
	if (!ini_pair_part(pair)) {
		problem_add(reading->problems, reading->file, pair->line, "%s",
			    pair->fault);
		return 0;
	}
	for (const struct policy_key *row = policy_keys; row->form; row++)
		if (streq(row->section, section) &&
		    (row->key ? streq(row->key, pair->key)
			      : quirk_id_is_valid(pair->key)))
			return set_all(reading, row, pair->key, pair->value);
	problem_add(reading->problems, reading->file, pair->line, "unknown key %s",
		    pair->key);
	return 0;
}

static int read_path(struct policy_reading *reading, const char *path)
{
	_cleanup_(ini_file_close) struct ini_file file = { 0 };
	struct ini_section section;
	int r;

	reading->file = path;
	r = ini_file_open(&file, path, reading->problems);
	while (r >= 0 && (r = ini_file_next(&file, &section)) > 0) {
		if (!section_is_known(section.name))
			problem_add(reading->problems, path, section.line,
				    "unknown section [%s]", section.name);
		else
			for (size_t i = 0; i < section.n && r >= 0; i++)
				r = set_pair(reading, section.name, &section.pairs[i]);
	}
	reading->file = NULL;
	return r;
}

/* Whether a file or folder of the configuration is there and root's. If it is another's,
 * what it forbids is not known: nothing is to be set. */
static bool configuration_is_ours(const struct policy_reading *reading,
				  const struct env *env, const char *name)
{
	struct policy *policy = reading->policy;
	enum permissions found;
	char path[PATH_MAX];

	if (!env_is_live(env) || env_path(path, env, ENV_CONFIG, "%s", name) < 0)
		return true;
	found = permissions_look(path, reading->problems);
	if (found != PERMISSIONS_REFUSED)
		return found == PERMISSIONS_GOOD;
	policy->mode = RUN_DRY;
	if (!policy->refused)
		policy->refused = strdup(path);
	return false;
}

static int read_policy(struct policy_reading *reading, const struct env *env,
		       const char *folder, const char *name)
{
	char path[PATH_MAX], file[PATH_MAX];
	int r;

	if (snprintf(file, sizeof(file), "%s%s", folder, name) >= (int)sizeof(file))
		return -ENAMETOOLONG;
	if (!configuration_is_ours(reading, env, file))
		return 0;
	r = env_path(path, env, ENV_CONFIG, "%s", file);
	if (r >= 0)
		r = read_path(reading, path);
	/* The configuration is there only where an administrator wrote one. */
	return r == -ENOENT ? 0 : r;
}

static int read_files(struct policy_reading *reading, const struct env *env)
{
	static const char folder[] = "nicquirk.conf.d";
	_cleanup_(strings_clear) struct strings names = { 0 };
	char path[PATH_MAX];
	int r;

	if (!configuration_is_ours(reading, env, ""))
		return 0;
	r = read_policy(reading, env, "", "nicquirk.conf");
	if (r < 0 || !configuration_is_ours(reading, env, folder))
		return r;
	r = env_list(env, ENV_CONFIG, &names, folder);
	if (r < 0 && r != -ENOENT && r != -ENOMEM) {
		if (env_path(path, env, ENV_CONFIG, "%s", folder) == 0)
			problem_add_unreadable(reading->problems, path, strerror(-r));
		return 0;
	}
	for (size_t i = 0; i < names.n && r >= 0; i++) {
		const char *suffix = strrchr(names.list[i], '.');

		if (suffix && streq(suffix, ".conf"))
			r = read_policy(reading, env, "nicquirk.conf.d/", names.list[i]);
	}
	return r == -ENOENT ? 0 : r;
}

static int read_parameter(struct policy_reading *reading, const struct cmdline_word *word)
{
	static const char prefix[] = "nicquirk";
	_cleanup_free_ char *name = strndup(word->name, word->name_length);
	_cleanup_free_ char *value = strndup(word->value ?: "", word->value_length);

	if (!name || !value)
		return -ENOMEM;
	if (strncmp(name, prefix, strlen(prefix)) != 0 ||
	    (name[strlen(prefix)] && name[strlen(prefix)] != '.'))
		return 0;
	for (const struct policy_key *row = policy_parameters; row->form; row++)
		if (streq(row->key, name))
			return set_all(reading, row, name, value);
	problem_add(reading->problems, reading->file, 0, "unknown parameter %s", name);
	return 0;
}

static int read_cmdline(struct policy_reading *reading, const char *line)
{
	struct cmdline cmdline = { .rest = line };
	struct cmdline_word word;
	int r = 0;

	reading->file = "kernel command line";
	reading->line = 0;
	while (r == 0 && cmdline_next(&cmdline, &word))
		if (!word.for_init)
			r = read_parameter(reading, &word);
	return r;
}

int policy_load(const struct env *env, const char *cmdline, struct problems *problems,
		struct policy **ret)
{
	_cleanup_(policy_freep) struct policy *policy = calloc(1, sizeof(*policy));
	struct policy_reading reading = { .policy = policy, .problems = problems };
	int r;

	if (!policy)
		return -ENOMEM;
	policy->evidence = EVIDENCE_B;
	policy->watch_limit = POLICY_WATCH_LIMIT;
	r = read_files(&reading, env);
	if (r < 0)
		return r;
	r = cmdline ? read_cmdline(&reading, cmdline) : 0;
	if (r < 0)
		return r;
	*ret = TAKE_PTR(policy);
	return 0;
}

int policy_check_file(const char *path, struct problems *problems)
{
	_cleanup_(policy_freep) struct policy *policy = calloc(1, sizeof(*policy));
	struct policy_reading reading = { .policy = policy, .problems = problems };

	return policy ? read_path(&reading, path) : -ENOMEM;
}

bool policy_skips_quirk(const struct policy *policy, const char *id)
{
	return name_set_has(&policy->skip_quirks, id, strlen(id));
}

bool policy_skips_device(const struct policy *policy, const char *device)
{
	return name_set_has(&policy->skip_devices, device, strlen(device));
}

const struct policy_pin *policy_find_pin(const struct policy *policy, const char *module)
{
	const size_t *place =
		name_map_find(&policy->pins_by_module, module, strlen(module));

	return place ? &policy->pins[*place] : NULL;
}

static const struct policy_step *find_step(const struct policy *policy,
					   const struct quirk *quirk)
{
	const size_t *place =
		name_map_find(&policy->steps_by_quirk, quirk->id, strlen(quirk->id));

	return place ? &policy->steps[*place] : NULL;
}

unsigned policy_step(const struct policy *policy, const struct quirk *quirk)
{
	const struct policy_step *step = find_step(policy, quirk);

	return step ? step->step : 1;
}

bool policy_doubts(const struct policy *policy, const struct quirk *quirk)
{
	return quirk->evidence > policy->evidence && !find_step(policy, quirk);
}

struct policy *policy_free(struct policy *policy)
{
	if (!policy)
		return NULL;
	name_set_clear(&policy->skip_quirks);
	name_set_clear(&policy->skip_devices);
	name_map_clear(&policy->pins_by_module);
	name_map_clear(&policy->steps_by_quirk);
	for (size_t i = 0; i < policy->n_pins; i++) {
		free(policy->pins[i].module);
		free(policy->pins[i].build);
	}
	free(policy->pins);
	for (size_t i = 0; i < policy->n_steps; i++)
		free(policy->steps[i].quirk);
	free(policy->steps);
	free(policy->refused);
	free(policy);
	return NULL;
}
