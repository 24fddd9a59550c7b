/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/modprobe-alias.h"

#include <fnmatch.h>

#include "base/folder-files.h"
#include "base/log.h"

#define ALIAS_BLANKS " \t\r"

/* Whether the line, which is cut to pieces, is "alias PATTERN MODULE" with a pattern for
 * the modalias. */
static bool line_has_alias(char *line, const char *modalias)
{
	char *rest = NULL;
	const char *word = strtok_r(line, ALIAS_BLANKS, &rest);

	if (!word || !streq(word, "alias"))
		return false;
	word = strtok_r(NULL, ALIAS_BLANKS, &rest);
	return word && fnmatch(word, modalias, 0) == 0;
}

/* As libkmod: a backslash at the end of a line has it go on in the next one, any other
 * quotes what follows it. */
static void take_out_backslashes(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		if (*from == '\\') {
			if (!*++from)
				break;
			if (*from == '\n')
				continue;
		}
		*to++ = *from;
	}
	*to = '\0';
}

static bool is_decision(const char *path)
{
	static const char decision[] = "/run/modprobe.d/nicquirk.conf";
	const size_t length = strlen(path);

	return length >= strlen(decision) &&
	       streq(path + length - strlen(decision), decision);
}

static int take_modprobe_file(void *user, struct folder_file *file)
{
	const char *const *modalias = user;
	char *rest = NULL;

	if (is_decision(file->path))
		return 1;
	/* What follows a NUL byte nobody reads. */
	if (!strstr(file->text, "alias") && !strchr(file->text, '\\'))
		return 0;
	take_out_backslashes(file->text);
	for (char *line = strtok_r(file->text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		if (line_has_alias(line, *modalias)) {
			log_debug("%s has an alias for %s", file->path, *modalias);
			return 1;
		}
	return 0;
}

/* Since distributions have merged /usr one folder has both names. */
static bool is_merged(const struct env *env)
{
	_cleanup_free_ char *target = NULL;

	return env_read_link(env, ENV_ROOT, &target, "lib") == 0 && streq(target, "lib");
}

int modprobe_concerns(const struct env *env, const char *modalias)
{
	/* Where libkmod looks, whichever of them its distribution has it look at. */
	static const char *const folders[] = {
		"etc/modprobe.d",     "run/modprobe.d", "usr/local/lib/modprobe.d",
		"usr/lib/modprobe.d", "lib/modprobe.d",
	};
	const struct folder_reader reader = { .take = take_modprobe_file,
					      .user = &modalias };
	const size_t n = ARRAY_SIZE(folders) - is_merged(env);
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++) {
		char path[PATH_MAX];

		r = env_path(path, env, ENV_ROOT, "%s", folders[i]);
		if (r == 0)
			r = folder_files_read(path, &reader);
	}
	return r;
}
