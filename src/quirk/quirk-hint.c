/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk-hint.h"

#include "base/ini-file.h"

void quirk_hint_init(struct quirk_hint *hint, const struct quirk_card *card)
{
	*hint = (struct quirk_hint){ .driver = card->driver };
	pci_id_print(hint->device, card->vendor, card->device);
	pci_id_print(hint->subsystem, card->subsystem_vendor, card->subsystem_device);
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
		const char *name = value.at;

		while (value.at < value.end && !strchr(" \t\r", *value.at))
			value.at++;
		if (!name_set_has(&hint->left_out, name, (size_t)(value.at - name)))
			return true;
	}
	return false;
}

static bool names_device(const struct quirk_hint *hint, struct span value)
{
	return !hint->device[0] || holds(value, hint->device) ||
	       memchr(value.at, '*', (size_t)(value.end - value.at)) ||
	       names_group(hint, value);
}

/* The keys that tell most sections from those that may match the card. */
static const struct hint_key {
	const char *name;
	bool (*may_match)(const struct quirk_hint *hint, struct span value);
} hint_keys[] = {
	{ "MatchDriver", names_driver },
	{ "MatchDevice", names_device },
};

/* Moves TEXT on behind the next line that begins with KEY and '=', and finds its
 * value. */
static bool next_value(struct span *text, const char *key, struct span *ret)
{
	const size_t length = strlen(key);
	const char *begin = text->at;

	for (const char *at = begin, *value;
	     (at = memchr(at, key[0], (size_t)(text->end - at))); at++) {
		if ((at > begin && at[-1] != '\n') || (size_t)(text->end - at) < length ||
		    memcmp(at, key, length) != 0)
			continue;
		value = at + length;
		while (*value == ' ' || *value == '\t')
			value++;
		if (*value != '=')
			continue;
		ret->at = value;
		ret->end = memchr(value, '\n', (size_t)(text->end - value)) ?: text->end;
		text->at = ret->end;
		return true;
	}
	return false;
}

/* Whether a line of that key, if there is one, tells that the section may match. */
static bool key_may_match(const struct quirk_hint *hint, const struct hint_key *key,
			  struct span text)
{
	bool said = false;
	struct span value;

	while (next_value(&text, key->name, &value)) {
		if (key->may_match(hint, value))
			return true;
		said = true;
	}
	return !said;
}

static bool section_may_match(const struct quirk_hint *hint, struct span text)
{
	for (size_t i = 0; i < ARRAY_SIZE(hint_keys); i++)
		if (!key_may_match(hint, &hint_keys[i], text))
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

/* Moves on behind a PCI ID that is neither the card's nor its board's: whether there is
 * one. */
static bool pass_other_id(const struct quirk_hint *hint, struct span *text)
{
	const char *id = text->at;

	if ((size_t)(text->end - id) < QUIRK_HINT_ID_LENGTH || id[4] != ':' ||
	    !is_hex(id) || !is_hex(id + 5) ||
	    memcmp(id, hint->device, QUIRK_HINT_ID_LENGTH) == 0 ||
	    memcmp(id, hint->subsystem, QUIRK_HINT_ID_LENGTH) == 0)
		return false;
	text->at += QUIRK_HINT_ID_LENGTH;
	return true;
}

/* Whether the line is what nearly every line of a group is, of other cards. */
static bool is_others(const struct quirk_hint *hint, struct span line)
{
	static const char key[] = "Device=";

	if ((size_t)(line.end - line.at) < strlen(key) ||
	    memcmp(line.at, key, strlen(key)) != 0)
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
 * Whether the group is good beyond doubt, and is of other cards. A bad one is none, and
 * then a quirk that names it is bad too, whatever else it names.
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
