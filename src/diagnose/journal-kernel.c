/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/journal-kernel.h"

#include <ctype.h>

/* Of so many boots the kernel's release is looked up, and so far into each of them. */
#define KERNELS_MAX	 32
#define KERNEL_LINES_MAX 200
/* Of a boot's id, with its end. */
#define BOOT_MATCH_SIZE 48

/* "Linux version 6.8.12-10-pve (...)" is among the first lines of a boot. */
static int read_boot_kernel(const struct env *env, struct log_import *import,
			    struct journal_entry *entry, const char *boot)
{
	static const char version[] = "Linux version ";
	static const char *const matches[] = { "_TRANSPORT=kernel", "SYSLOG_FACILITY=0",
					       "PRIORITY=5" };
	_cleanup_(journal_closep) struct journal *journal = NULL;
	struct strings arguments = { 0 };
	char match[BOOT_MATCH_SIZE];
	int r;

	snprintf(match, sizeof(match), "_BOOT_ID=%s", boot);
	r = strings_add(&arguments, match);
	for (size_t i = 0; i < ARRAY_SIZE(matches) && r >= 0; i++)
		r = strings_add(&arguments, matches[i]);
	if (r >= 0)
		r = journal_open(env, &arguments, &journal);
	strings_clear(&arguments);
	for (int i = 0; i < KERNEL_LINES_MAX && r >= 0; i++) {
		size_t at = strlen(version), end;

		r = journal_next(journal, entry);
		if (r <= 0)
			return r;
		if (entry->message_length <= at ||
		    memcmp(entry->message, version, at) != 0)
			continue;
		for (end = at; end < entry->message_length &&
			       isgraph((unsigned char)entry->message[end]);)
			end++;
		if (end == sizeof(entry->message))
			return 0;
		entry->message[end] = '\0';
		return log_import_set_boot_kernel(import, boot, entry->message + at);
	}
	return r < 0 ? r : 0;
}

int import_journal_kernels(const struct env *env, struct log_import *import,
			   struct journal_entry *entry)
{
	const struct log_import_result *result = log_import_result(import);
	struct strings boots = { 0 };
	int r = 0;

	/* From the newest on. */
	for (size_t i = result->n; i-- > 0 && boots.n < KERNELS_MAX && r >= 0;) {
		const struct incident *incident = &result->list[i].incident;

		if (incident->boot && !incident->kernel &&
		    !strings_contain(&boots, incident->boot))
			r = strings_add(&boots, incident->boot);
	}
	for (size_t i = 0; i < boots.n && r >= 0; i++)
		r = read_boot_kernel(env, import, entry, boots.list[i]);
	strings_clear(&boots);
	return r;
}
