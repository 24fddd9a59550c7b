/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/modprobe-alias.h"

#include <fnmatch.h>

#include "base/folder-files.h"
#include "base/log.h"

#define ALIAS_BLANKS " \t\r"

/* The pattern of a line "alias PATTERN MODULE", which is cut to pieces; else NULL. */
static const char *line_pattern(char *line)
{
	char *rest = NULL;
	const char *word = strtok_r(line, ALIAS_BLANKS, &rest);

	if (!word || !streq(word, "alias"))
		return NULL;
	return strtok_r(NULL, ALIAS_BLANKS, &rest);
}

bool modprobe_pattern_matches(const char *pattern, const char *modalias)
{
	return fnmatch(pattern, modalias, 0) == 0;
}

/* Whether a PCI function's modalias may match; few do. */
static bool is_for_pci(const char *pattern)
{
	for (const char *bus = "pci:"; *bus; bus++, pattern++)
		if (*pattern != *bus)
			return *pattern && strchr("*?[\\", *pattern);
	return true;
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
	struct strings *patterns = user;
	char *rest = NULL;
	int r = 0;

	if (is_decision(file->path))
		return -EEXIST;
	/* What follows a NUL byte nobody reads. */
	if (!strstr(file->text, "alias") && !strchr(file->text, '\\'))
		return 0;
	take_out_backslashes(file->text);
	for (char *line = strtok_r(file->text, "\n", &rest); line && r == 0;
	     line = strtok_r(NULL, "\n", &rest)) {
		const char *pattern = line_pattern(line);

		if (!pattern || !is_for_pci(pattern))
			continue;
		log_debug("%s has an alias for %s", file->path, pattern);
		r = strings_add_once(patterns, pattern);
	}
	return r;
}

/* Since distributions have merged /usr one folder has both names. */
static bool is_merged(const struct env *env)
{
	_cleanup_free_ char *target = NULL;

	return env_read_link(env, ENV_ROOT, &target, "lib") == 0 && streq(target, "lib");
}

int modprobe_patterns(const struct env *env, struct seen_files *seen, struct strings *ret)
{
	/* Where libkmod looks, whichever of them its distribution has it look at. */
	static const char *const folders[] = {
		"etc/modprobe.d",     "run/modprobe.d", "usr/local/lib/modprobe.d",
		"usr/lib/modprobe.d", "lib/modprobe.d",
	};
	_cleanup_(strings_clear) struct strings patterns = { 0 };
	const struct folder_reader reader = { .take = take_modprobe_file,
					      .user = &patterns,
					      .seen = seen };
	const size_t n = ARRAY_SIZE(folders) - is_merged(env);
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++) {
		char path[PATH_MAX];

		r = env_path(path, env, ENV_ROOT, "%s", folders[i]);
		if (r == 0)
			r = folder_files_read(path, &reader);
	}
	if (r < 0)
		return r;
	*ret = patterns;
	patterns = (struct strings){ 0 };
	return 0;
}
