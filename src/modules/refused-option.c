/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modules/refused-option.h"

#include "base/cmdline.h"
#include "base/kernel-log.h"
#include "base/module-name.h"

/* So many records are read: more than a driver's insertion leaves. */
#define RECORDS_MAX 4096

/*
 * "MODULE: `VALUE' invalid for parameter `NAME'", "... too large for parameter `NAME'",
 * "MODULE: Unknown parameter `NAME'": parse_args() of kernel/params.c.
 */
static const char *find_refused_name(const char *text, const char *module, size_t *ret)
{
	static const char before[] = "arameter `";
	const size_t length = strlen(module);
	const char *name = NULL, *end = text + strcspn(text, "\n");

	if (strncmp(text, module, length) != 0 || strncmp(text + length, ": ", 2) != 0 ||
	    end[-1] != '\'')
		return NULL;
	/* The value may hold anything: the last one counts. */
	for (const char *found = text; (found = strstr(found, before)) && found < end;)
		name = found += strlen(before);
	if (!name || name >= end)
		return NULL;
	*ret = (size_t)(end - 1 - name);
	return *ret ? name : NULL;
}

int refused_option_parse(const char *record, const char *module, char **ret)
{
	const char *text = strchr(record, ';'), *name;
	size_t length;
	char *end;

	if (!text || strtoul(record, &end, 10) >= KERNEL_LOG_FIRST_FOREIGN || *end != ',')
		return -ENOENT;
	name = find_refused_name(text + 1, module, &length);
	if (!name)
		return -ENOENT;
	*ret = strndup(name, length);
	return *ret ? 0 : -ENOMEM;
}

int refused_option_read(int fd, const char *module, char **ret)
{
	char record[KERNEL_LOG_RECORD_MAX + 1];
	int r = -ENOENT;

	for (unsigned i = 0; fd >= 0 && i < RECORDS_MAX && r == -ENOENT; i++) {
		const ssize_t length = read(fd, record, KERNEL_LOG_RECORD_MAX);

		/* Some were overwritten before they were read. */
		if (length < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (length <= 0)
			break;
		record[length] = '\0';
		r = refused_option_parse(record, module, ret);
	}
	return r;
}

int refused_option_drop(const char *options, const char *name, char **ret)
{
	struct cmdline words = { .rest = options };
	struct cmdline_word word;
	char *left = strdup(options), *out = left;
	bool found = false;

	if (!left)
		return -ENOMEM;
	while (cmdline_next(&words, &word)) {
		if (module_name_skip(word.name, name) == word.name + word.name_length) {
			found = true;
			continue;
		}
		if (out != left)
			*out++ = ' ';
		memcpy(out, word.text, word.length);
		out += word.length;
	}
	*out = '\0';
	if (!found) {
		free(left);
		return -ENOENT;
	}
	*ret = left;
	return 0;
}
