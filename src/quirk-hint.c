/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk-hint.h"

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

void quirk_hint_clear(struct quirk_hint *hint)
{
	name_set_clear(&hint->left_out);
}

bool quirk_hint_lacks(const struct quirk_hint *hint, const char *name)
{
	return name_set_has(&hint->left_out, name, strlen(name));
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

		if (!name_set_has(&hint->left_out, value.at, length))
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

static bool begins_with(struct span text, const char *prefix)
{
	const size_t length = strlen(prefix);

	return length && (size_t)(text.end - text.at) >= length &&
	       memcmp(text.at, prefix, length) == 0;
}

/* Moves on behind a PCI ID that is neither the card's nor its board's: whether there is one. */
static bool pass_other_id(const struct quirk_hint *hint, struct span *text)
{
	const size_t left = (size_t)(text->end - text->at);
	const char *at = text->at;

	if (begins_with(*text, hint->device) || begins_with(*text, hint->any_device) ||
	    begins_with(*text, hint->subsystem) ||
	    begins_with(*text, hint->any_subsystem))
		return false;
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

/* Whether the line is what nearly every line of a group is, of other cards. */
static bool is_others(const struct quirk_hint *hint, struct span line)
{
	static const char key[] = "Device=";

	if (!begins_with(line, key))
		return false;
	line.at += strlen(key);
	while (pass_other_id(hint, &line)) {
		if (line.at == line.end)
			return true;
		if (*line.at++ != ' ')
			return false;
	}
	return false;
}

/*
 * Whether the group is good beyond doubt, and is of other cards. A bad one is none, and then a quirk
 * that names it is bad too, whatever else it names.
 */
static bool group_is_of_others(const struct quirk_hint *hint, const char *name,
			       struct span text)
{
	bool others = false;

	if (!hint->device[0] || !hint->subsystem[0] || !quirk_id_is_valid(name + 1) ||
	    text.end - text.at > INI_LINE_MAX)
		return false;
	while (text.at < text.end) {
		const char *end =
			memchr(text.at, '\n', (size_t)(text.end - text.at)) ?: text.end;
		const struct span line = { text.at, end };

		if (is_others(hint, line))
			others = true;
		else if (line.at < end && *line.at != '#')
			return false;
		text.at = end + 1;
	}
	return others;
}

bool quirk_hint_takes(struct quirk_hint *hint, const char *name, const char *text,
		      size_t length)
{
	const struct span lines = { text, text + length };
	bool taken = name[0] == '@' ? !group_is_of_others(hint, name, lines)
				    : section_may_match(hint, lines);

	/* Without its name noted it cannot be left out. */
	return taken || name_set_add(&hint->left_out, name, strlen(name)) < 0;
}
