/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/modprobe-read.h"

#include "base/array.h"
#include "lint/conf-file.h"
#include "lint/conf-line.h"

static const char *const folders[] = { "etc/modprobe.d", "usr/local/lib/modprobe.d",
				       "usr/lib/modprobe.d", "lib/modprobe.d", NULL };

static int take_modprobe_line(void *user, char *text, const char *file, unsigned number)
{
	struct modprobe_lines *lines = user;
	char *rest = text;
	const char *command = conf_word(&rest), *module = conf_word(&rest);
	struct modprobe_line *line;

	if (!module)
		return 0;
	line = array_append(lines->list, lines->n);
	if (!line)
		return -ENOMEM;
	line->command = strdup(command);
	line->module = strdup(module);
	line->rest = strdup(rest + strspn(rest, " \t"));
	line->file = strdup(file);
	line->line = number;
	return line->command && line->module && line->rest && line->file ? 0 : -ENOMEM;
}

int modprobe_lines_read(const struct env *env, struct problems *problems,
			struct modprobe_lines *ret)
{
	struct modprobe_lines lines = { 0 };
	struct conf_files files = { 0 };
	int r;

	r = conf_files_list(env, folders, ".conf", problems, &files);
	for (size_t i = 0; i < files.n && r >= 0; i++) {
		const char *path = files.list[i].path;

		r = conf_lines_read(path, take_modprobe_line, &lines);
		if (r < 0 && r != -ENOMEM) {
			if (r != -ENOENT)
				problem_add(problems, path, 0, "%s", strerror(-r));
			r = 0;
		}
	}
	conf_files_clear(&files);
	if (r < 0) {
		modprobe_lines_clear(&lines);
		return r;
	}
	*ret = lines;
	return 0;
}

void modprobe_lines_clear(struct modprobe_lines *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		free(lines->list[i].command);
		free(lines->list[i].module);
		free(lines->list[i].rest);
		free(lines->list[i].file);
	}
	free(lines->list);
	*lines = (struct modprobe_lines){ 0 };
}
