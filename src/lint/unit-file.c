/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/unit-file.h"

#include "base/array.h"
#include "base/fnv.h"
#include "base/name-set.h"
#include "lint/conf-file.h"
#include "lint/conf-line.h"

/* /lib: where it is not a link to usr/lib. The first has the last word. */
static const char *const unit_folders[] = {
	"etc/systemd/system",	  "run/systemd/system", "usr/local/lib/systemd/system",
	"usr/lib/systemd/system", "lib/systemd/system", NULL
};
static const char *const link_folders[] = {
	"etc/systemd/network",	   "run/systemd/network", "usr/local/lib/systemd/network",
	"usr/lib/systemd/network", "lib/systemd/network", NULL
};

struct unit_reading {
	struct unit_file *file;
	char *section; /* NULL: none yet */
	unsigned block;
};

static void line_clear(struct unit_line *line)
{
	free(line->section);
	free(line->key);
	free(line->value);
	free(line->file);
	*line = (struct unit_line){ 0 };
}

static uint64_t setting_of_line(const struct unit_line *line)
{
	const uint64_t digest =
		fnv_add(FNV_BEGIN, line->section, strlen(line->section) + 1);

	return fnv_add(digest, line->key, strlen(line->key));
}

/* An empty value takes back what was said so far, and is then no line itself. */
static int drop_taken_back(struct unit_file *file)
{
	struct name_set taken_back = { 0 };
	size_t kept = 0;
	int r = 0;

	for (size_t i = file->n_lines; i > 0 && r >= 0; i--) {
		struct unit_line *line = &file->lines[i - 1];
		const uint64_t digest = setting_of_line(line);
		const char *name = (const char *)&digest;
		bool empty = !*line->value;

		if (empty || name_set_has(&taken_back, name, sizeof(digest)))
			line_clear(line);
		if (empty)
			r = name_set_add(&taken_back, name, sizeof(digest));
	}
	name_set_clear(&taken_back);
	for (size_t i = 0; i < file->n_lines; i++)
		if (file->lines[i].section)
			file->lines[kept++] = file->lines[i];
	file->n_lines = kept;
	return r;
}

static int add_unit_line(const struct unit_reading *reading, const char *key,
			 const char *value, const char *path, unsigned number)
{
	struct unit_file *file = reading->file;
	struct unit_line line = { .section = strdup(reading->section),
				  .block = reading->block,
				  .key = strdup(key),
				  .value = strdup(value),
				  .file = strdup(path),
				  .line = number };
	struct unit_line *slot = NULL;

	if (line.section && line.key && line.value && line.file)
		slot = array_append(file->lines, file->n_lines);
	if (!slot) {
		line_clear(&line);
		return -ENOMEM;
	}
	*slot = line;
	return 0;
}

static int take_unit_line(void *user, char *text, const char *path, unsigned number)
{
	static const char byte_order_mark[] = "\xef\xbb\xbf";
	struct unit_reading *reading = user;
	char *equals, *key, *value;
	size_t length;

	if (number == 1 && strncmp(text, byte_order_mark, strlen(byte_order_mark)) == 0)
		text += strlen(byte_order_mark);
	equals = strchr(text, '=');
	key = text;
	length = strlen(text);

	if (*text == '[' && text[length - 1] == ']') {
		text[length - 1] = '\0';
		free(reading->section);
		reading->section = strdup(text + 1);
		reading->block++;
		return reading->section ? 0 : -ENOMEM;
	}
	/* systemd warns of what is no setting, and goes on. */
	if (!equals || !reading->section)
		return 0;
	*equals = '\0';
	key = conf_word(&key);
	value = equals + 1 + strspn(equals + 1, " \t");
	if (!key)
		return 0;
	return add_unit_line(reading, key, value, path, number);
}

static int read_unit(struct unit_file *file, const char *path, struct problems *problems)
{
	struct unit_reading reading = {
		.file = file,
		.block = file->n_lines ? file->lines[file->n_lines - 1].block : 0,
	};
	int r;

	r = conf_lines_read(path, take_unit_line, &reading);
	free(reading.section);
	if (r == -ENOMEM)
		return r;
	/* A link that leads nowhere is a unit that is not there. */
	if (r < 0 && r != -ENOENT)
		problem_add(problems, path, 0, "%s", strerror(-r));
	return 0;
}

static int read_drop_ins(const struct env *env, const char *const *folders,
			 struct unit_file *file, struct problems *problems)
{
	struct conf_files files = { 0 };
	char paths[ARRAY_SIZE(unit_folders)][PATH_MAX];
	const char *drop_ins[ARRAY_SIZE(unit_folders)] = { NULL };
	size_t n = 0;
	int r;

	for (; *folders; folders++)
		if ((size_t)snprintf(paths[n], sizeof(paths[n]), "%s/%s.d", *folders,
				     file->name) < sizeof(paths[n])) {
			drop_ins[n] = paths[n];
			n++;
		}
	r = conf_files_list(env, drop_ins, ".conf", problems, &files);
	for (size_t i = 0; i < files.n && r >= 0; i++)
		r = read_unit(file, files.list[i].path, problems);
	conf_files_clear(&files);
	return r;
}

static int load_unit(const struct env *env, const char *const *folders,
		     const char *suffix, struct problems *problems,
		     struct unit_files *ret)
{
	struct conf_files found = { 0 };
	struct unit_files files = { 0 };
	int r;

	r = conf_files_list(env, folders, suffix, problems, &found);
	for (size_t i = 0; i < found.n && r >= 0; i++) {
		struct unit_file *file = array_append(files.list, files.n);

		if (!file) {
			r = -ENOMEM;
			break;
		}
		file->name = TAKE_PTR(found.list[i].name);
		file->path = TAKE_PTR(found.list[i].path);
		r = read_unit(file, file->path, problems);
		if (r >= 0)
			r = read_drop_ins(env, folders, file, problems);
		if (r >= 0)
			r = drop_taken_back(file);
	}
	conf_files_clear(&found);
	if (r < 0)
		unit_files_clear(&files);
	else
		*ret = files;
	return r;
}

int unit_files_services(const struct env *env, struct problems *problems,
			struct unit_files *ret)
{
	return load_unit(env, unit_folders, ".service", problems, ret);
}

int unit_files_networks(const struct env *env, struct problems *problems,
			struct unit_files *ret)
{
	return load_unit(env, link_folders, ".network", problems, ret);
}

int unit_files_links(const struct env *env, struct problems *problems,
		     struct unit_files *ret)
{
	return load_unit(env, link_folders, ".link", problems, ret);
}

int unit_files_keyfiles(const struct env *env, struct problems *problems,
			struct unit_files *ret)
{
	static const char *const folders[] = { "etc/NetworkManager/system-connections",
					       NULL };

	return load_unit(env, folders, "", problems, ret);
}

const struct unit_line *unit_file_find(const struct unit_file *file, const char *section,
				       const char *key)
{
	for (size_t i = file->n_lines; i-- > 0;)
		if (streq(file->lines[i].section, section) &&
		    streq(file->lines[i].key, key))
			return &file->lines[i];
	return NULL;
}

static bool has_word(const char *value, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = value; (at = strstr(at, word)); at += length)
		if ((at == value || strchr(" \t", at[-1])) && strchr(" \t", at[length]))
			return true;
	return false;
}

const struct unit_line *unit_file_find_word(const struct unit_file *file,
					    const char *section, const char *key,
					    const char *word)
{
	for (size_t i = 0; i < file->n_lines; i++)
		if (streq(file->lines[i].section, section) &&
		    streq(file->lines[i].key, key) &&
		    has_word(file->lines[i].value, word))
			return &file->lines[i];
	return NULL;
}

void unit_files_clear(struct unit_files *files)
{
	for (size_t i = 0; i < files->n; i++) {
		struct unit_file *file = &files->list[i];

		for (size_t j = 0; j < file->n_lines; j++)
			line_clear(&file->lines[j]);
		free(file->lines);
		free(file->name);
		free(file->path);
	}
	free(files->list);
	*files = (struct unit_files){ 0 };
}
