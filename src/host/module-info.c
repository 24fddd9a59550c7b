/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/module-info.h"

#include <sys/resource.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/sanitize.h"
#include "host/elf-note.h"
#include "host/kmod-cleanup.h"

/*
 * What may be limited is what the file costs, not how busy the machine is: a large module
 * took more than 10 s on one with four readers, and was taken for a damaged one. The
 * largest ones take less than a second.
 */
#define CPU_LIMIT 20 /* seconds */
#define CLOCK_LIMIT                                                                      \
	120000 /* milliseconds, in case that no processor time is used at all */

/* Several times what the largest module takes uncompressed. Sanitizers take terabytes. */
#ifndef MEMORY_LIMIT
#define MEMORY_LIMIT (512UL << 20)
#endif

/* Far more than any module has to say in the fields that are asked for. */
#define OUTPUT_MAX (1UL << 20)

/* Without it part of the answer is missing. No field is a line of this kind. */
#define END ".\n"

struct info_request {
	const struct kmod_module *module;
	const char *const *keys;
};

static bool asks_for_key(const struct info_request *request, const char *key)
{
	for (const char *const *i = request->keys; *i; i++)
		if (streq(*i, key))
			return true;
	return false;
}

/* A value may be of any bytes; here it is part of a line. */
static void print_field(FILE *stream, const char *key, const char *value)
{
	_cleanup_free_ char *copy = strdup(value);

	if (copy)
		sanitize(copy);
	fprintf(stream, "%s=%s\n", key, copy ?: "");
}

static int print_fields(const struct info_request *request, FILE *stream)
{
	_cleanup_(kmod_module_info_free_listp) struct kmod_list *info = NULL;
	struct kmod_list *item;
	int r = kmod_module_get_info(request->module, &info);

	kmod_list_foreach(item, info)
	{
		const char *key = kmod_module_info_get_key(item);

		if (asks_for_key(request, key))
			print_field(stream, key, kmod_module_info_get_value(item));
	}
	/* libkmod 34 reads a damaged file as one without fields. The kernel takes no
	 * module without vermagic. */
	return r == 0 ? -EBADMSG : r;
}

static void print_versions(const struct info_request *request, FILE *stream)
{
	_cleanup_(kmod_module_versions_free_listp) struct kmod_list *versions = NULL;

	if (kmod_module_get_versions(request->module, &versions) >= 0 && versions)
		fputs(MODULE_INFO_VERSIONS "=Y\n", stream);
}

static void print_build_id(const struct info_request *request, FILE *stream)
{
	char id[ELF_BUILD_ID_SIZE];
	const char *path = kmod_module_get_path(request->module);

	if (path && elf_file_build_id(path, id) >= 0)
		fprintf(stream, MODULE_INFO_BUILD_ID "=%s\n", id);
}

static int answer(void *user, int fd)
{
	const struct info_request *request = user;
	FILE *stream = fdopen(fd, "w");
	int r;

	if (!stream)
		return -ENOMEM;
	r = print_fields(request, stream);
	if (asks_for_key(request, MODULE_INFO_VERSIONS))
		print_versions(request, stream);
	if (asks_for_key(request, MODULE_INFO_BUILD_ID))
		print_build_id(request, stream);
	fputs(END, stream);
	return fflush(stream) == EOF ? -EIO : r;
}

int module_info_read(const struct kmod_module *module, const char *const *keys,
		     int64_t deadline, char **ret)
{
	struct info_request request = { .module = module, .keys = keys };
	const struct child_job job = {
		.run = answer,
		.user = &request,
		.cpu_seconds = CPU_LIMIT,
		.deadline = deadline ?: clock_ms() + CLOCK_LIMIT,
		.memory = MEMORY_LIMIT,
		.output = OUTPUT_MAX,
	};
	_cleanup_free_ char *text = NULL;
	size_t size;
	int r;

	r = child_collect(&job, &text, &size);
	if (r < 0)
		return r;
	if (strlen(text) != size || size < strlen(END) ||
	    !streq(text + size - strlen(END), END))
		return -EBADMSG;
	text[size - strlen(END)] = '\0';
	*ret = TAKE_PTR(text);
	return 0;
}

int module_info_each(const char *info, module_info_taker *take, void *user)
{
	_cleanup_free_ char *copy = strdup(info);
	char *rest = copy, *value;
	int r = copy ? 0 : -ENOMEM;

	for (char *line; r >= 0 && (line = strsep(&rest, "\n"));) {
		value = line;
		strsep(&value, "=");
		if (value)
			r = take(user, line, value);
	}
	return r;
}
