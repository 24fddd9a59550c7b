/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/log-context.h"

#include <ctype.h>

/* How far the beginning of an entry is looked for, and its end. */
#define ENTRY_MAX 8192

struct span {
	const char *start, *end;
};

static size_t blanks_of(const char *text, const char *end)
{
	size_t n = 0;

	while (text + n < end && isblank((unsigned char)text[n]))
		n++;
	return n;
}

/* The start of the line that ends before AT. */
static const char *line_start(const char *start, const char *at)
{
	const char *newline = memrchr(start, '\n', (size_t)(at - start));

	return newline ? newline + 1 : start;
}

/*
 * The lines of the journal's entry around a line: up to an empty one (export), to one
 * that is not indented (verbose), or to a brace (JSON).
 */
static struct span find_entry(const struct log_surroundings *around, const char *line,
			      bool is_indented)
{
	const char *limit =
		around->before_length > ENTRY_MAX ? line - ENTRY_MAX : around->before;
	const char *behind = around->behind, *start = line;
	const char *end = around->behind_length > ENTRY_MAX
				  ? behind + ENTRY_MAX
				  : behind + around->behind_length;

	while (start > limit) {
		const char *before = line_start(limit, start - 1);

		if (before == start - 1)
			break;
		start = before;
		if (*before == '{' || (is_indented && !isblank((unsigned char)*before)))
			break;
	}
	while (behind < end) {
		const char *newline = memchr(behind, '\n', (size_t)(end - behind));

		if (!newline || newline + 1 == end)
			break;
		behind = newline + 1;
		if (*behind == '\n' || *behind == '}' ||
		    (is_indented && !isblank((unsigned char)*behind)))
			break;
	}
	return (struct span){ start, behind };
}

/* The value behind NAME in an entry, up to its end; an empty span where it has none. */
static struct span find_entry_value(struct span entry, const char *name, const char *stop)
{
	const size_t length = strlen(name);
	const char *found =
		memmem(entry.start, (size_t)(entry.end - entry.start), name, length);
	struct span value = { NULL, NULL };

	if (!found)
		return value;
	found += length;
	/* "NAME" : "VALUE" of JSON */
	if (*stop == '"') {
		while (found < entry.end && strchr("\": \t", *found))
			found++;
	}
	value.start = value.end = found;
	while (value.end < entry.end && !strchr(stop, *value.end))
		value.end++;
	return value;
}

static bool span_is(struct span value, const char *text)
{
	const size_t length = (size_t)(value.end - value.start);

	return length == strlen(text) && memcmp(value.start, text, length) == 0;
}

/* Microseconds since 1970, as seconds with a fraction. */
static void set_journal_time(struct log_line *line, struct span value)
{
	const size_t length = (size_t)(value.end - value.start);

	if (length <= 6 || length > 17)
		return;
	for (size_t i = 0; i < length; i++)
		if (!isdigit((unsigned char)value.start[i]))
			return;
	snprintf(line->time, sizeof(line->time), "%.*s.%.6s", (int)length - 6,
		 value.start, value.start + length - 6);
}

/* What the journal says of the entry: its time, and whether the kernel wrote it. */
static void take_journal_entry(struct log_line *line, struct span entry, bool is_json)
{
	const char *stop = is_json ? "\"" : "\n";
	struct span time, transport, program;

	time = find_entry_value(
		entry,
		is_json ? "\"__REALTIME_TIMESTAMP\"" : "__REALTIME_TIMESTAMP=", stop);
	if (!*line->time && time.start)
		set_journal_time(line, time);
	transport =
		find_entry_value(entry, is_json ? "\"_TRANSPORT\"" : "_TRANSPORT=", stop);
	program = find_entry_value(
		entry, is_json ? "\"SYSLOG_IDENTIFIER\"" : "SYSLOG_IDENTIFIER=", stop);
	if ((transport.start && !span_is(transport, "kernel")) ||
	    (program.start && !span_is(program, "kernel") &&
	     !span_is(program, "nicquirk")))
		line->foreign = true;
}

/* {"MESSAGE":"...",...}: the message is the text; its newlines are \n. */
static bool take_json(struct log_line *line, const char *bytes, size_t length)
{
	static const char key[] = "\"MESSAGE\"";
	struct span entry = { bytes, bytes + length };
	const char *found = memmem(bytes, length, key, strlen(key)), *end;

	if (!found)
		return false;
	found += strlen(key);
	while (found < entry.end && strchr(" :", *found))
		found++;
	if (found == entry.end || *found++ != '"')
		return false;
	for (end = found; end < entry.end && *end != '"'; end++)
		if (*end == '\\' && end + 1 < entry.end)
			end++;
	if (end > entry.end)
		end = entry.end;
	line->text = found;
	line->length = (size_t)(end - found);
	return true;
}

/* "[  +0.000011] " of dmesg -H: the last line with a date before it says the minute. */
static void take_minute(struct log_line *line, const struct log_surroundings *around)
{
	const char *at = around->before + around->before_length;

	while (at > around->before) {
		const char *start = line_start(around->before, at - 1);
		struct log_line dated;

		if (start == at - 1 || *start != '[' || start + 2 >= at ||
		    !isalpha((unsigned char)start[1])) {
			at = start == at - 1 ? start : start;
			if (at == around->before)
				break;
			continue;
		}
		log_line_parse(start, (size_t)(at - start), &dated);
		if (*dated.time) {
			memcpy(line->time, dated.time, sizeof(line->time));
			return;
		}
		at = start;
	}
}

/* What journalctl -o json-seq and json-sse have before each entry. */
static const char *skip_record_mark(const char *text, const char *end)
{
	static const char *const marks[] = { "\x1e", "data: " };

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		const size_t length = strlen(marks[i]);

		if ((size_t)(end - text) > length && memcmp(text, marks[i], length) == 0)
			return text + length;
	}
	return text;
}

void log_context_parse(const struct log_reader *reader, const char *bytes, size_t length,
		       struct log_line *ret)
{
	static const char message[] = "MESSAGE";
	const char *end = bytes + length;
	const size_t blanks = blanks_of(bytes, end);
	const char *first = skip_record_mark(bytes + blanks, end);
	struct log_surroundings around;
	const char *before;

	log_line_parse(bytes, length, ret);
	if (first == end)
		return;
	log_reader_surroundings(reader, bytes, length, &around);
	if (*first == '{' && take_json(ret, bytes, length)) {
		take_journal_entry(ret, (struct span){ bytes, end }, true);
		return;
	}
	if (*first == '"' && take_json(ret, bytes, length)) {
		take_journal_entry(ret, find_entry(&around, bytes, blanks > 0), true);
		return;
	}
	if ((size_t)(end - first) > strlen(message) &&
	    memcmp(first, message, strlen(message)) == 0 &&
	    first[strlen(message)] == '=') {
		const struct span entry = find_entry(&around, bytes, blanks > 0);

		take_journal_entry(ret, entry, false);
		/* Verbose: the entry's first line is its date. */
		if (!*ret->time && blanks) {
			struct log_line head;

			log_line_parse(entry.start, (size_t)(bytes - entry.start), &head);
			memcpy(ret->time, head.time, sizeof(ret->time));
		}
		return;
	}
	if (length > 3 && *first == '[' && memmem(first, 8, "+", 1) && !*ret->time) {
		take_minute(ret, &around);
		return;
	}
	/* Export: a message of several lines stands behind its size, in eight bytes. */
	before = around.before_length ? line_start(around.before, bytes - 1) : bytes;
	if (bytes - before == (ptrdiff_t)strlen(message) + 1 &&
	    memcmp(before, message, strlen(message)) == 0 && length > 8) {
		log_line_parse(bytes + 8, length - 8, ret);
		take_journal_entry(ret, find_entry(&around, bytes, false), false);
	}
}
