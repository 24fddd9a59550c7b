/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/interfaces.h"

#include <fnmatch.h>
#include <glob.h>

#include "base/name-set.h"
#include "lint/conf-file.h"
#include "lint/conf-line.h"

/* Of files that source others. Nobody goes so deep, and each is a frame of our stack. */
#define DEPTH_MAX 32

/* What an option belongs to. */
enum place {
	PLACE_NONE,
	PLACE_STANZA,
	PLACE_OTHER /* a mapping, whose lines say nothing of cards */
};

struct interfaces_reading {
	const struct env *env;
	struct problems *problems;
	struct interfaces *interfaces;
	enum ifupdown program;
	enum place place;
	struct name_set files; /* that have been read */
	unsigned depth;
};

static int read_interfaces(struct interfaces_reading *reading, const char *path);

static bool has_program(const struct env *env, const char *name)
{
	char path[PATH_MAX];

	return env_path(path, env, ENV_ROOT, "%s", name) == 0 && access(path, F_OK) == 0;
}

enum ifupdown interfaces_program(const struct env *env)
{
	const bool has_ifup =
		has_program(env, "sbin/ifup") || has_program(env, "usr/sbin/ifup");

	if (has_program(env, "usr/share/ifupdown2"))
		return IFUPDOWN_2;
	/* Beside ifupdown it is called ifup-ng, and does not read the file at boot. */
	if (has_program(env, "usr/libexec/ifupdown-ng") &&
	    !(has_ifup && has_program(env, "usr/sbin/ifup-ng")))
		return IFUPDOWN_NG;
	return has_ifup ? IFUPDOWN_CLASSIC : IFUPDOWN_NONE;
}

bool interfaces_run_scripts(const struct env *env)
{
	static const char key[] = "addon_scripts_support=1";
	_cleanup_free_ char *text = NULL;

	if (env_read(env, ENV_ROOT, &text, "etc/network/ifupdown2/ifupdown2.conf") < 0)
		return false;
	return strstr(text, "\naddon_scripts_support=1") ||
	       strncmp(text, key, strlen(key)) == 0;
}

/* A path of the file: the host's own, or relative to the file that names it; ifupdown2
 * has it relative to where it is started, at boot the root. */
static int resolve(const struct interfaces_reading *reading, const char *file,
		   const char *path, char ret[static PATH_MAX])
{
	const char *slash = strrchr(file, '/');
	int length;

	if (*path == '/' || reading->program == IFUPDOWN_2)
		return env_path(ret, reading->env, ENV_ROOT, "%s", path + (*path == '/'));
	length = snprintf(ret, PATH_MAX, "%.*s/%s", slash ? (int)(slash - file) : 0, file,
			  path);
	return length < PATH_MAX ? 0 : -ENAMETOOLONG;
}

static int source(struct interfaces_reading *reading, const char *file, char *words)
{
	char pattern[PATH_MAX];
	const char *word;
	int r = 0;

	while (r >= 0 && (word = conf_word(&words))) {
		glob_t found = { 0 };

		if (resolve(reading, file, word, pattern) < 0)
			continue;
		r = glob(pattern, 0, NULL, &found) == GLOB_NOSPACE ? -ENOMEM : 0;
		for (size_t i = 0; i < found.gl_pathc && r >= 0; i++)
			r = read_interfaces(reading, found.gl_pathv[i]);
		globfree(&found);
	}
	return r;
}

/* Of a folder the files whose names run-parts would take, or all for ifupdown-ng;
 * ifupdown2 does not know the word. */
static int source_folder(struct interfaces_reading *reading, const char *file,
			 char *words)
{
	char pattern[PATH_MAX];
	const char *word;
	int r = 0;

	if (reading->program == IFUPDOWN_2)
		return 0;
	while (r >= 0 && (word = conf_word(&words))) {
		glob_t found = { 0 };

		if (resolve(reading, file, word, pattern) < 0 ||
		    strlen(pattern) + sizeof("/*") > sizeof(pattern))
			continue;
		strcat(pattern, "/*");
		r = glob(pattern, 0, NULL, &found) == GLOB_NOSPACE ? -ENOMEM : 0;
		for (size_t i = 0; i < found.gl_pathc && r >= 0; i++) {
			const char *name = strrchr(found.gl_pathv[i], '/') + 1;

			if (reading->program == IFUPDOWN_NG ||
			    !conf_file_odd_letter(name))
				r = read_interfaces(reading, found.gl_pathv[i]);
		}
		globfree(&found);
	}
	return r;
}

/* Of "inherits ethernet" the stanza that is a template. */
static int note_template(struct interfaces *interfaces, char *words)
{
	const char *word;

	while ((word = conf_word(&words)))
		if (streq(word, "inherits") && (word = conf_word(&words)))
			return strings_add(&interfaces->logical, word);
	return 0;
}

static int start_stanza(struct interfaces_reading *reading, char *words)
{
	const char *name = conf_word(&words), *method;
	struct interfaces *interfaces = reading->interfaces;
	struct stanza *stanza;

	reading->place = name ? PLACE_STANZA : PLACE_OTHER;
	if (!name)
		return 0;
	stanza = array_append(interfaces->stanzas, interfaces->n_stanzas);
	if (!stanza)
		return -ENOMEM;
	conf_word(&words); /* the family */
	method = conf_word(&words);
	stanza->is_manual = method && streq(method, "manual");
	stanza->is_made = method && str_in_set(method, "ppp", "wvdial", "tunnel",
					       "v4tunnel", "6to4", "gre");
	stanza->name = strdup(name);
	return stanza->name ? note_template(interfaces, words) : -ENOMEM;
}

static int fill_line(struct stanza_line *line, const char *key, const char *value,
		     const char *file, unsigned number)
{
	if (!line)
		return -ENOMEM;
	line->key = strdup(key);
	line->value = strdup(value);
	line->file = strdup(file);
	line->line = number;
	return line->key && line->value && line->file ? 0 : -ENOMEM;
}

static int add_option(const struct interfaces_reading *reading, const char *key,
		      const char *value, const char *file, unsigned number)
{
	struct interfaces *interfaces = reading->interfaces;
	struct stanza *stanza;

	switch (reading->place) {
	case PLACE_STANZA:
		stanza = &interfaces->stanzas[interfaces->n_stanzas - 1];
		if (interfaces_note_ports(interfaces, key, value) < 0 ||
		    (streq(key, "inherit") &&
		     strings_add(&interfaces->logical, value) < 0))
			return -ENOMEM;
		return fill_line(array_append(stanza->lines, stanza->n_lines), key, value,
				 file, number);
	case PLACE_NONE:
		return fill_line(
			array_append(interfaces->misplaced, interfaces->n_misplaced), key,
			value, file, number);
	default:
		return 0;
	}
}

/* A word that ends the stanza before it. */
static bool ends_stanza(const char *key)
{
	return str_in_set(key, "auto", "source", "source-directory", "rename") ||
	       strncmp(key, "allow-", 6) == 0 || strncmp(key, "no-", 3) == 0;
}

/* A word of "auto" and "allow-...": "eno1", "/en*", "eno1=office", "/en*=lan". */
static int note_started(struct interfaces *interfaces, char *word)
{
	char *equals = strchr(word, '=');

	if (equals) {
		*equals = '\0';
		if (strings_add(&interfaces->logical, equals + 1) < 0)
			return -ENOMEM;
	}
	return *word ? strings_add(&interfaces->started, word) : 0;
}

static int take_interfaces_line(void *user, char *text, const char *file, unsigned number)
{
	struct interfaces_reading *reading = user;
	struct interfaces *interfaces = reading->interfaces;
	char *rest = text, *word;
	const char *key = conf_word(&rest);
	bool starts = streq(key, "auto") || strncmp(key, "allow-", 6) == 0;
	int r = 0;

	if (streq(key, "iface"))
		return start_stanza(reading, rest);
	if (streq(key, "template") && reading->program == IFUPDOWN_NG) {
		r = strings_add(&interfaces->logical, rest + strspn(rest, " \t"));
		return r < 0 ? r : start_stanza(reading, rest);
	}
	if (streq(key, "mapping")) {
		interfaces->has_mapping = true;
		reading->place = PLACE_OTHER;
		return 0;
	}
	if (!ends_stanza(key))
		return add_option(reading, key, rest + strspn(rest, " \t"), file, number);
	reading->place = PLACE_NONE;
	if (streq(key, "source"))
		return source(reading, file, rest);
	if (streq(key, "source-directory"))
		return source_folder(reading, file, rest);
	while (starts && r >= 0 && (word = conf_word(&rest)))
		r = note_started(interfaces, word);
	return r;
}

/* Once: files may source each other, and a second time they say nothing new. */
static int read_interfaces(struct interfaces_reading *reading, const char *path)
{
	_cleanup_free_ char *real = realpath(path, NULL);
	int r;

	/* What has no such path is not there, or opening it gives the reason. */
	if (real && name_set_has(&reading->files, real, strlen(real)))
		return 0;
	if (reading->depth == DEPTH_MAX) {
		problem_add(reading->problems, path, 0,
			    "is %u files deep in \"source\", and not read", DEPTH_MAX);
		return 0;
	}
	r = real ? name_set_add(&reading->files, real, strlen(real)) : 0;
	/* A stanza ends with its file. */
	reading->place = PLACE_NONE;
	reading->depth++;
	if (r >= 0)
		r = conf_lines_read(path, take_interfaces_line, reading);
	reading->depth--;
	reading->place = PLACE_NONE;
	if (r >= 0 || r == -ENOMEM)
		return r;
	if (r != -ENOENT)
		problem_add(reading->problems, path, 0, "%s", strerror(-r));
	return 0;
}

/* Notes the files beside those that were read. */
static int list_unread(struct interfaces_reading *reading)
{
	static const char folder[] = "etc/network/interfaces.d";
	_cleanup_(strings_clear) struct strings names = { 0 };
	int r = env_list(reading->env, ENV_ROOT, &names, "%s", folder);

	for (size_t i = 0; i < names.n && r >= 0; i++) {
		_cleanup_free_ char *real = NULL;
		char path[PATH_MAX];

		if (conf_file_is_put_aside(names.list[i]) ||
		    env_path(path, reading->env, ENV_ROOT, "%s/%s", folder,
			     names.list[i]) < 0)
			continue;
		real = realpath(path, NULL);
		if (real && !name_set_has(&reading->files, real, strlen(real)))
			r = strings_add(&reading->interfaces->unread, path);
	}
	return r == -ENOMEM ? r : 0;
}

int interfaces_read(const struct env *env, struct problems *problems,
		    struct interfaces *ret)
{
	struct interfaces interfaces = { 0 };
	struct interfaces_reading reading = { .env = env,
					      .problems = problems,
					      .interfaces = &interfaces,
					      .program = interfaces_program(env) };
	char path[PATH_MAX];
	int r;

	r = env_path(path, env, ENV_ROOT, "etc/network/interfaces");
	if (r >= 0)
		r = read_interfaces(&reading, path);
	if (r >= 0 && interfaces.n_stanzas > 0)
		r = list_unread(&reading);
	name_set_clear(&reading.files);
	if (r < 0) {
		interfaces_clear(&interfaces);
		return r;
	}
	*ret = interfaces;
	return 0;
}

/* "auto" also takes patterns: "/eth*". */
bool interfaces_are_started(const struct interfaces *interfaces, const char *name)
{
	for (size_t i = 0; i < interfaces->started.n; i++) {
		const char *entry = interfaces->started.list[i];

		if (fnmatch(*entry == '/' ? entry + 1 : entry, name, 0) == 0)
			return true;
	}
	return false;
}

bool interfaces_are_logical(const struct interfaces *interfaces, const char *name)
{
	return strings_contain(&interfaces->logical, name) ||
	       (interfaces->has_mapping && !interfaces_are_started(interfaces, name));
}

static void lines_clear(struct stanza_line *lines, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(lines[i].key);
		free(lines[i].value);
		free(lines[i].file);
	}
	free(lines);
}

void interfaces_clear(struct interfaces *interfaces)
{
	for (size_t i = 0; i < interfaces->n_stanzas; i++) {
		lines_clear(interfaces->stanzas[i].lines, interfaces->stanzas[i].n_lines);
		free(interfaces->stanzas[i].name);
	}
	free(interfaces->stanzas);
	for (size_t i = 0; i < interfaces->n_patterns; i++)
		free(interfaces->patterns[i].expression);
	free(interfaces->patterns);
	lines_clear(interfaces->misplaced, interfaces->n_misplaced);
	name_map_clear(&interfaces->masters);
	strings_clear(&interfaces->started);
	strings_clear(&interfaces->logical);
	strings_clear(&interfaces->unread);
	*interfaces = (struct interfaces){ 0 };
}
