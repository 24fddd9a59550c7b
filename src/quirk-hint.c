/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk-hint.h"

#include <search.h>

#include "ini-file.h"
#include "quirk-value.h"

static void print_id(char exact[static 10], char any[static 7], int32_t vendor,
		     int32_t device)
{
	exact[0] = any[0] = '\0';
	if (vendor < 0 || device < 0)
		return;
	snprintf(exact, 10, "%04x:%04x", (unsigned)vendor & 0xffff,
		 (unsigned)device & 0xffff);
	snprintf(any, 7, "%04x:*", (unsigned)vendor & 0xffff);
}

void quirk_hint_init(struct quirk_hint *hint, const struct nic *nic)
{
	*hint = (struct quirk_hint){ .driver = nic->driver };
	print_id(hint->device, hint->any_device, nic->vendor, nic->device);
	print_id(hint->subsystem, hint->any_subsystem, nic->subsystem_vendor,
		 nic->subsystem_device);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(a, b);
}

void quirk_hint_clear(struct quirk_hint *hint)
{
	tdestroy(hint->groups, free);
	strings_clear(&hint->left_out);
}

bool quirk_hint_lacks_group(const struct quirk_hint *hint, const char *name)
{
	return tfind(name, &hint->groups, compare_names);
}

/* Without its name noted a section cannot be left out. */
static bool leave_out(struct quirk_hint *hint, const char *name)
{
	_cleanup_free_ char *copy = NULL;
	char **node;

	if (name[0] == '@') {
		copy = strdup(name);
		node = copy ? tsearch(copy, &hint->groups, compare_names) : NULL;
		if (!node)
			return false;
		/* It is in the tree now, unless one of that name was. */
		if (*node == copy)
			TAKE_PTR(copy);
	}
	return strings_add(&hint->left_out, name) == 0;
}

/* Text that is part of a file. */
struct span {
	const char *at, *end;
};

static bool holds(struct span span, const char *text)
{
	return memmem(span.at, (size_t)(span.end - span.at), text, strlen(text));
}

static bool names_driver(const struct quirk_hint *hint, struct span value)
{
	return !hint->driver || holds(value, hint->driver);
}

/* Whether one of the groups in the value is none of those that were left out. */
static bool names_group(const struct quirk_hint *hint, struct span value)
{
	while ((value.at = memchr(value.at, '@', (size_t)(value.end - value.at)))) {
		size_t length = strcspn(value.at, " \t\r\n");
		char name[INI_NAME_MAX + 1];

		if (length >= sizeof(name))
			return true;
		memcpy(name, value.at, length);
		name[length] = '\0';
		if (!quirk_hint_lacks_group(hint, name))
			return true;
		value.at += length;
	}
	return false;
}

static bool names_device(const struct quirk_hint *hint, struct span value)
{
	return !hint->device[0] || holds(value, hint->device) ||
	       holds(value, hint->any_device) || names_group(hint, value);
}

/* The keys that tell most sections from those that may match the card. */
static const struct hint_key {
	const char *name;
	bool (*may_match)(const struct quirk_hint *hint, struct span value);
} hint_keys[] = {
	{ "MatchDriver", names_driver },
	{ "MatchDevice", names_device },
};

/* What is said of a key in the lines so far: nothing, that it matches, that it does not. */
enum said { UNSAID, MAY_MATCH, CANNOT_MATCH };

static void look_at_line(const struct quirk_hint *hint, struct span line,
			 enum said said[static ARRAY_SIZE(hint_keys)])
{
	for (size_t i = 0; i < ARRAY_SIZE(hint_keys); i++) {
		const char *name = hint_keys[i].name;
		size_t length = strlen(name);
		struct span value = line;

		if ((size_t)(line.end - line.at) < length ||
		    memcmp(line.at, name, length) != 0)
			continue;
		value.at += length;
		value.at += strspn(value.at, " \t");
		if (*value.at != '=' || said[i] == MAY_MATCH)
			continue;
		said[i] = hint_keys[i].may_match(hint, value) ? MAY_MATCH : CANNOT_MATCH;
	}
}

static bool section_may_match(const struct quirk_hint *hint, struct span text)
{
	enum said said[ARRAY_SIZE(hint_keys)] = { UNSAID };

	while (text.at < text.end) {
		const char *end =
			memchr(text.at, '\n', (size_t)(text.end - text.at)) ?: text.end;

		if (*text.at == 'M')
			look_at_line(hint, (struct span){ text.at, end }, said);
		text.at = end + 1;
	}
	for (size_t i = 0; i < ARRAY_SIZE(said); i++)
		if (said[i] == CANNOT_MATCH)
			return false;
	return true;
}

static bool is_hex(const char *text)
{
	for (const char *end = text + 4; text < end; text++)
		if (!(*text >= '0' && *text <= '9') && !(*text >= 'a' && *text <= 'f'))
			return false;
	return true;
}

/* Moves on behind a PCI ID: whether there is one. */
static bool pass_id(struct span *text)
{
	const size_t left = (size_t)(text->end - text->at);
	const char *at = text->at;

	if (left < strlen("vvvv:*") || !is_hex(at) || at[4] != ':')
		return false;
	if (at[5] == '*')
		text->at += strlen("vvvv:*");
	else if (left >= strlen("vvvv:dddd") && is_hex(at + 5))
		text->at += strlen("vvvv:dddd");
	else
		return false;
	return true;
}

/* Whether the line is what nearly every line of a group is. */
static bool is_members(struct span line)
{
	static const char key[] = "Device=";
	const size_t length = strlen(key);

	if ((size_t)(line.end - line.at) < length || memcmp(line.at, key, length) != 0)
		return false;
	line.at += length;
	while (pass_id(&line)) {
		if (line.at == line.end)
			return true;
		if (*line.at++ != ' ')
			return false;
	}
	return false;
}

/*
 * Whether the group is good beyond doubt. A bad one is none, and then a quirk that names it is bad
 * too, whatever else it names.
 */
static bool group_is_good(const char *name, struct span text)
{
	bool members = false;

	if (!quirk_id_is_valid(name + 1) || text.end - text.at > INI_LINE_MAX)
		return false;
	while (text.at < text.end) {
		const char *end =
			memchr(text.at, '\n', (size_t)(text.end - text.at)) ?: text.end;
		const struct span line = { text.at, end };

		if (is_members(line))
			members = true;
		else if (line.at < end && *line.at != '#')
			return false;
		text.at = end + 1;
	}
	return members;
}

static bool group_may_matter(const struct quirk_hint *hint, const char *name,
			     struct span lines)
{
	return !hint->device[0] || !hint->subsystem[0] || holds(lines, hint->device) ||
	       holds(lines, hint->any_device) || holds(lines, hint->subsystem) ||
	       holds(lines, hint->any_subsystem) || !group_is_good(name, lines);
}

bool quirk_hint_takes(struct quirk_hint *hint, const char *name, const char *text,
		      size_t length)
{
	const struct span lines = { text, text + length };
	bool taken = name[0] == '@' ? group_may_matter(hint, name, lines)
				    : section_may_match(hint, lines);

	return taken || !leave_out(hint, name);
}
