/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/import-text.h"

#include <ctype.h>
#include <inttypes.h>

#include "base/fnv.h"
#include "diagnose/log-context.h"
#include "diagnose/log-time.h"

/* The lines of a dump, and what they may be long altogether. */
#define DUMP_LINES 24
#define DUMP_MAX   4096

struct text {
	struct log_import *import;
	struct log_line line;
	bool has_boot;	  /* its first record has been seen */
	char release[64]; /* of its kernel; "": unknown */
	/* A hang whose dump may go on with the next line. */
	char dump[DUMP_MAX];
	size_t dump_length;
	unsigned dump_lines; /* 0: none is open */
	struct log_line hang;
};

static int name_boot(struct text *text, const struct log_line *line)
{
	uint64_t hash = FNV_BEGIN;
	char name[sizeof("file-0123456789abcdef")];

	hash = fnv_add(hash, text->release, strlen(text->release));
	hash = fnv_add(hash, line->time, strlen(line->time));
	hash = fnv_add(hash, line->text, line->length);
	snprintf(name, sizeof(name), "file-%016" PRIx64, hash);
	text->has_boot = true;
	return log_import_name_boot(text->import, name);
}

static void set_times(struct log_record *record, const struct log_line *line)
{
	int64_t seconds = log_time_in_year(line->time);

	record->wall = log_time_wall(line->time);
	record->monotonic = line->monotonic;
	/* Without a year it is no date, but shows how long something lasts. */
	if (record->monotonic < 0 && seconds >= 0)
		record->monotonic = seconds * 1000000;
}

static int feed(struct text *text, struct log_record *record, const struct log_line *line)
{
	set_times(record, line);
	return log_import_record(text->import, record);
}

static int close_dump(struct text *text)
{
	struct log_record record;
	int r = 0;

	if (!text->dump_lines)
		return 0;
	if (log_record_parse(text->dump, text->dump_length, &record))
		r = feed(text, &record, &text->hang);
	text->dump_lines = 0;
	text->dump_length = 0;
	return r;
}

static void add_dump_line(struct text *text)
{
	const struct log_line *line = &text->line;

	if (line->length + 1 <= sizeof(text->dump) - text->dump_length) {
		memcpy(text->dump + text->dump_length, line->text, line->length);
		text->dump_length += line->length;
		text->dump[text->dump_length++] = '\n';
	}
	text->dump_lines++;
}

/* "Linux version 6.1.0-18-amd64 (...)": another boot, unless nothing was before it. */
static int take_boot(struct text *text, const char *release)
{
	const char *end = text->line.text + text->line.length;
	size_t length = 0;
	int r = 0;

	while (release + length < end && isgraph((unsigned char)release[length]) &&
	       length < sizeof(text->release) - 1)
		length++;
	memcpy(text->release, release, length);
	text->release[length] = '\0';
	if (text->has_boot) {
		r = log_import_begin_boot(text->import, NULL);
		text->has_boot = false;
	}
	return r < 0 ? r : log_import_set_kernel(text->import, text->release);
}

static int take_line(struct text *text)
{
	static const char own[] = "nicquirk: ", version[] = "Linux version ";
	const struct log_line *line = &text->line;
	const char *found = memmem(line->text, line->length, own, strlen(own));
	struct log_record record;
	int r;

	if (found) {
		found += strlen(own);
		return log_import_own(text->import, found,
				      (size_t)(line->text + line->length - found));
	}
	if (line->length > strlen(version) &&
	    memcmp(line->text, version, strlen(version)) == 0)
		return take_boot(text, line->text + strlen(version));
	if (!log_record_parse(line->text, line->length, &record))
		return 0;
	if (!text->has_boot) {
		r = name_boot(text, line);
		if (r < 0)
			return r;
	}
	if (!record.symptom || !streq(record.symptom->kind, "tx-hang"))
		return feed(text, &record, line);
	text->hang = *line;
	add_dump_line(text);
	return 0;
}

int import_text(struct log_reader *reader, struct log_import *import)
{
	_cleanup_free_ struct text *text = calloc(1, sizeof(*text));
	const char *bytes;
	size_t length;
	int r;

	if (!text)
		return -ENOMEM;
	text->import = import;
	r = log_import_begin_boot(import, NULL);
	while (r >= 0 &&
	       (r = log_reader_next(reader, text->dump_lines > 0, &bytes, &length)) > 0) {
		log_context_parse(reader, bytes, length, &text->line);
		if (text->dump_lines) {
			if (text->dump_lines < DUMP_LINES &&
			    hang_dump_is_line(text->line.text, text->line.length)) {
				add_dump_line(text);
				continue;
			}
			r = close_dump(text);
		}
		/* What other programs say of a log is no log. */
		if (r >= 0 && !text->line.foreign)
			r = take_line(text);
	}
	return r < 0 ? r : close_dump(text);
}
