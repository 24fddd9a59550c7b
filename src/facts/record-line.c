/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/record-line.h"

#include <inttypes.h>
#include <limits.h>

static bool parse_type(const char *text, enum action_type *ret)
{
	for (enum action_type type = 0; type < ACTION_TYPE_MAX; type++)
		if (streq(action_type_name(type), text)) {
			*ret = type;
			return true;
		}
	return false;
}

static bool parse_word(const char *text, const char *yes, const char *no, bool *ret)
{
	*ret = streq(text, yes);
	return *ret || streq(text, no);
}

/* "granted" or "refused", and perhaps "@" and the time. */
static bool parse_result(char *text, struct change *change)
{
	char *time = strchr(text, '@'), *end = NULL;

	change->time = -1;
	if (time) {
		*time++ = '\0';
		change->time = strtoll(time, &end, 10);
		if (end == time || *end || change->time < 0)
			return false;
	}
	return parse_word(text, "granted", "refused", &change->granted);
}

/* Cuts LINE into words: how many there are, at most MAX. */
static size_t cut_words(char *line, char **words, size_t max)
{
	static const char blanks[] = " \t\n";
	size_t n = 0;
	char *rest;

	for (char *word = strtok_r(line, blanks, &rest); word && n < max;
	     word = strtok_r(NULL, blanks, &rest))
		words[n++] = word;
	return n;
}

static bool parse_ifindex_word(const char *text, unsigned *ret)
{
	unsigned long value;
	char *end;

	value = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || value > INT_MAX)
		return false;
	*ret = (unsigned)value;
	return true;
}

int record_line_parse(char *line, struct record_entry *ret)
{
	enum { IFINDEX, TYPE, NAME, OLD, ASKED, RESULT, N };
	struct record_entry parsed = { 0 };
	char *words[N + 1];

	/* APPEND_FILE_CUT_OFF is a word too many. */
	if (cut_words(line, words, N + 1) != N ||
	    !parse_ifindex_word(words[IFINDEX], &parsed.ifindex))
		return -EINVAL;
	parsed.forgotten = streq(words[TYPE], RECORD_FORGOTTEN);
	if (!parsed.forgotten &&
	    (!parse_type(words[TYPE], &parsed.change.type) ||
	     !parse_word(words[OLD], "on", "off", &parsed.change.old) ||
	     !parse_word(words[ASKED], "on", "off", &parsed.change.asked) ||
	     !parse_result(words[RESULT], &parsed.change)))
		return -EINVAL;
	if (!streq(words[NAME], "-")) {
		parsed.change.name = strdup(words[NAME]);
		if (!parsed.change.name)
			return -ENOMEM;
	}
	*ret = parsed;
	return 0;
}

void record_line_print(FILE *stream, unsigned ifindex, const struct change *change)
{
	fprintf(stream, "%u %s %s %s %s %s", ifindex, action_type_name(change->type),
		change->name ?: "-", on_off(change->old), on_off(change->asked),
		change->granted ? "granted" : "refused");
	if (change->time >= 0)
		fprintf(stream, "@%" PRId64, change->time);
	fputc('\n', stream);
}
