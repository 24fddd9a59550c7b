/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/log-build.h"

#include <ctype.h>

struct log_driver *log_builds_find(struct log_builds *builds, const char *name)
{
	for (size_t i = 0; i < builds->n; i++)
		if (streq(builds->list[i].name, name))
			return &builds->list[i].driver;
	if (builds->n == LOG_BUILDS_MAX || strlen(name) >= sizeof(builds->list->name))
		return NULL;
	builds->list[builds->n] = (struct build_seen){ 0 };
	strcpy(builds->list[builds->n].name, name);
	return &builds->list[builds->n++].driver;
}

const char *log_builds_sole_stranger(const struct log_builds *builds)
{
	const char *name = "";

	for (size_t i = 0; i < builds->n; i++) {
		if (builds->list[i].driver.origin != ORIGIN_OUT_OF_TREE)
			continue;
		if (*name)
			return "";
		name = builds->list[i].name;
	}
	return name;
}

void log_copy_word(char *buffer, size_t size, const char *at, const char *end,
		   const char *stop)
{
	size_t length = 0;

	while (at + length < end && at[length] && !strchr(stop, at[length]) &&
	       isgraph((unsigned char)at[length]))
		length++;
	if (length >= size)
		length = 0;
	memcpy(buffer, at, length);
	buffer[length] = '\0';
}

void log_builds_take_version(struct log_builds *builds, const char *driver,
			     const char *at, const char *end)
{
	struct log_driver *build = log_builds_find(builds, driver);
	char version[sizeof(build->version)];
	size_t length;

	log_copy_word(version, sizeof(version), at, end, "");
	if (!build || !isdigit((unsigned char)*version))
		return;
	length = strlen(version);
	memcpy(build->version, version, length + 1);
	/* The kernel's own end in -k, as long as they had numbers of their own. */
	build->origin = length > 2 && streq(version + length - 2, "-k")
				? ORIGIN_IN_TREE
				: ORIGIN_OUT_OF_TREE;
}

size_t log_builds_take_modules(struct log_builds *builds, const char *at, const char *end,
			       char ret_new[LOG_BUILDS_MAX][40])
{
	size_t n = 0;

	while (at < end) {
		struct log_driver *build;
		char word[40], name[40];
		bool was_known;
		char *paren;

		log_copy_word(word, sizeof(word), at, end, "");
		while (at < end && !isblank((unsigned char)*at))
			at++;
		while (at < end && isblank((unsigned char)*at))
			at++;
		strcpy(name, word);
		paren = strchr(name, '(');
		if (paren)
			*paren = '\0';
		if (!log_driver_is_known(name))
			continue;
		build = log_builds_find(builds, name);
		if (!build)
			continue;
		was_known = build->origin == ORIGIN_OUT_OF_TREE;
		build->origin = ORIGIN_IN_TREE;
		if (paren && strchr(paren + 1, 'O'))
			build->origin = ORIGIN_OUT_OF_TREE;
		if (build->origin == ORIGIN_OUT_OF_TREE && !was_known &&
		    n < LOG_BUILDS_MAX)
			strcpy(ret_new[n++], word);
	}
	return n;
}
