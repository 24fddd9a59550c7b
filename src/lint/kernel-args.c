/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/kernel-args.h"

#include <strings.h>

#include "base/array.h"
#include "base/cmdline.h"
#include "lint/conf-file.h"
#include "lint/conf-line.h"

/* The word without its quotes, or NULL without memory. */
static char *join_word(const struct cmdline_word *word)
{
	char *text;

	if (!word->value)
		return strndup(word->name, word->name_length);
	if (asprintf(&text, "%.*s=%.*s", (int)word->name_length, word->name,
		     (int)word->value_length, word->value) < 0)
		return NULL;
	return text;
}

static int add_words(struct kernel_args *args, const char *words, const char *file,
		     unsigned line)
{
	struct cmdline cmdline = { .rest = words };
	struct cmdline_word word;

	while (cmdline_next(&cmdline, &word)) {
		_cleanup_free_ char *text = join_word(&word);
		struct kernel_arg *arg;

		if (!text)
			return -ENOMEM;
		if (word.for_init || name_set_has(&args->texts, text, strlen(text)))
			continue;
		if (name_set_add(&args->texts, text, strlen(text)) < 0)
			return -ENOMEM;
		arg = array_append(args->list, args->n);
		if (!arg)
			return -ENOMEM;
		arg->text = TAKE_PTR(text);
		arg->file = strdup(file);
		arg->line = line;
		if (!arg->file)
			return -ENOMEM;
	}
	return 0;
}

static int take_words(void *user, char *text, const char *file, unsigned line)
{
	return add_words(user, text, file, line);
}

/* NAME="...": the quotes are the shell's. */
static int take_assigned_words(struct kernel_args *args, const char *name, char *text,
			       const char *file, unsigned line)
{
	char *equals = strchr(text, '=');

	if (!equals || strncmp(text, name, strlen(name)) != 0)
		return 0;
	for (char *at = equals; *at; at++)
		if (strchr("'\"", *at))
			*at = ' ';
	return add_words(args, equals + 1, file, line);
}

/* Also GRUB_CMDLINE_LINUX_DEFAULT. */
static int take_grub_words(void *user, char *text, const char *file, unsigned line)
{
	return take_assigned_words(user, "GRUB_CMDLINE_LINUX", text, file, line);
}

/* Of Debian's u-boot-menu. */
static int take_u_boot_words(void *user, char *text, const char *file, unsigned line)
{
	return take_assigned_words(user, "U_BOOT_PARAMETERS", text, file, line);
}

/* What stands behind a key, if that ends there. */
static int take_words_behind(struct kernel_args *args, char *text, const char *file,
			     unsigned line)
{
	return strchr(" \t", *text) ? add_words(args, text, file, line) : 0;
}

/* "APPEND root=... quiet", of extlinux and U-Boot. */
static int take_append_words(void *user, char *text, const char *file, unsigned line)
{
	static const char key[] = "append";

	return strncasecmp(text, key, strlen(key)) == 0
		       ? take_words_behind(user, text + strlen(key), file, line)
		       : 0;
}

/* An entry of systemd-boot, or of GRUB on Fedora: "options root=... quiet". */
static int take_entry_words(void *user, char *text, const char *file, unsigned line)
{
	static const char key[] = "options";

	return strncmp(text, key, strlen(key)) == 0
		       ? take_words_behind(user, text + strlen(key), file, line)
		       : 0;
}

static int read_args(const char *path, conf_line_taker *take, struct kernel_args *args,
		     struct problems *problems)
{
	int r = conf_lines_read(path, take, args);

	if (r < 0 && r != -ENOMEM && r != -ENOENT)
		problem_add(problems, path, 0, "%s", strerror(-r));
	return r == -ENOMEM ? r : 0;
}

int kernel_args_read(const struct env *env, struct problems *problems,
		     struct kernel_args *ret)
{
	static const char *const folders[] = { "etc/default/grub.d", NULL };
	static const char *const entries[] = { "boot/loader/entries",
					       "efi/loader/entries",
					       "boot/efi/loader/entries", NULL };
	/* Raspberry Pi's firmware hands over the words of cmdline.txt. */
	static const struct {
		const char *path;
		conf_line_taker *take;
	} singles[] = {
		{ "etc/kernel/cmdline", take_words },
		{ "etc/default/u-boot", take_u_boot_words },
		{ "boot/extlinux/extlinux.conf", take_append_words },
		{ "boot/firmware/cmdline.txt", take_words },
		{ "boot/cmdline.txt", take_words },
	};
	struct conf_files files = { 0 };
	struct kernel_args args = { 0 };
	char path[PATH_MAX];
	int r;

	r = conf_files_list(env, folders, ".cfg", problems, &files);
	if (r >= 0 && env_path(path, env, ENV_ROOT, "etc/default/grub") == 0)
		r = read_args(path, take_grub_words, &args, problems);
	for (size_t i = 0; i < files.n && r >= 0; i++)
		r = read_args(files.list[i].path, take_grub_words, &args, problems);
	conf_files_clear(&files);
	for (size_t i = 0; i < ARRAY_SIZE(singles) && r >= 0; i++)
		if (env_path(path, env, ENV_ROOT, "%s", singles[i].path) == 0)
			r = read_args(path, singles[i].take, &args, problems);
	if (r >= 0)
		r = conf_files_list(env, entries, ".conf", problems, &files);
	for (size_t i = 0; i < files.n && r >= 0; i++)
		r = read_args(files.list[i].path, take_entry_words, &args, problems);
	conf_files_clear(&files);
	if (r >= 0 && env_path(path, env, ENV_PROC, "cmdline") == 0)
		r = read_args(path, take_words, &args, problems);
	if (r < 0) {
		kernel_args_clear(&args);
		return r;
	}
	*ret = args;
	return 0;
}

void kernel_args_clear(struct kernel_args *args)
{
	for (size_t i = 0; i < args->n; i++) {
		free(args->list[i].text);
		free(args->list[i].file);
	}
	free(args->list);
	name_set_clear(&args->texts);
	*args = (struct kernel_args){ 0 };
}
