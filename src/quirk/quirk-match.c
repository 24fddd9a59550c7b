/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk-match.h"

/* What a text of that length has room in: it grows at the powers of two, so that a long
 * list in many lines takes no more than its length. */
static size_t room_for(size_t length)
{
	size_t room = 16;

	while (room <= length)
		room *= 2;
	return room;
}

/* Appends a line to the text of a match, which explain shows. */
static int append_text(struct match *match, const char *separator, const char *line)
{
	size_t length = match->length + strlen(separator) + strlen(line);
	char *text = match->text;

	if (!text || room_for(length) != room_for(match->length)) {
		text = realloc(text, room_for(length));
		if (!text)
			return -ENOMEM;
		match->text = text;
	}
	strcpy(stpcpy(text + match->length, separator), line);
	match->length = length;
	return 0;
}

/* The match that the key fills in, with another line of it in its text. */
static int add_match(struct quirk_section *section, const struct quirk_key *key,
		     const char *value, const char *separator, struct match **ret)
{
	struct match *match = &section->quirk->match[key->which];

	if (!match->text)
		match->line = section->line;
	*ret = match;
	return append_text(match, match->text ? separator : "", value);
}

typedef int (*word_parser)(struct quirk_section *section, const struct quirk_key *key,
			   struct match *match, const char *word);

static int parse_words(struct quirk_section *section, const struct quirk_key *key,
		       char *value, word_parser parse)
{
	struct match *match;
	char *rest = NULL;
	int r;

	r = add_match(section, key, value, " ", &match);
	for (char *word = strtok_r(value, QUIRK_BLANKS, &rest); word && r >= 0;
	     word = strtok_r(NULL, QUIRK_BLANKS, &rest))
		r = parse(section, key, match, word);
	return r;
}

static int add_name(struct quirk_section *section, const struct quirk_key *key,
		    struct match *match, const char *word)
{
	if (!quirk_key_allows(key, word))
		return quirk_key_refuse(section, key, word);
	return strings_add(&match->strings, word);
}

int quirk_parse_names(struct quirk_section *section, const struct quirk_key *key,
		      char *value)
{
	return parse_words(section, key, value, add_name);
}

static int add_id(struct quirk_section *section, const struct quirk_key *key,
		  struct match *match, const char *word)
{
	struct pci_id id, *slot;

	if (pci_id_parse(word, strlen(word), &id) < 0)
		return quirk_key_refuse(section, key, word);
	slot = array_append(match->ids, match->n_ids);
	if (!slot)
		return -ENOMEM;
	*slot = id;
	return 0;
}

static int add_id_or_group(struct quirk_section *section, const struct quirk_key *key,
			   struct match *match, const char *word)
{
	if (*word != '@')
		return add_id(section, key, match, word);
	/* What the group holds is known only when all files have been read. */
	if (!quirk_id_is_valid(word + 1) ||
	    name_set_has(&section->groups[key->which], word, strlen(word)))
		return quirk_key_refuse(section, key, word);
	if (name_set_add(&section->groups[key->which], word, strlen(word)) < 0)
		return -ENOMEM;
	return strings_add(&match->strings, word);
}

int quirk_parse_members(struct quirk_section *section, const struct quirk_key *key,
			char *value)
{
	return parse_words(section, key, value, add_id);
}

int quirk_parse_ids(struct quirk_section *section, const struct quirk_key *key,
		    char *value)
{
	return parse_words(section, key, value, add_id_or_group);
}

/* One glob a line: the names of systems have blanks in them. */
int quirk_parse_glob(struct quirk_section *section, const struct quirk_key *key,
		     char *value)
{
	struct match *match;
	int r;

	r = add_match(section, key, value, " | ", &match);
	return r < 0 ? r : strings_add(&match->strings, value);
}

int quirk_parse_origin(struct quirk_section *section, const struct quirk_key *key,
		       char *value)
{
	struct match *match;
	int r;

	r = add_match(section, key, value, " ", &match);
	if (r < 0)
		return r;
	for (enum origin i = ORIGIN_IN_TREE; i <= ORIGIN_OUT_OF_TREE; i++)
		if (streq(value, origin_name(i))) {
			match->origin = i;
			return 0;
		}
	return quirk_key_refuse(section, key, value);
}

int quirk_parse_range(struct quirk_section *section, const struct quirk_key *key,
		      char *value)
{
	struct match *match;
	int r;

	r = add_match(section, key, value, " ", &match);
	if (r < 0)
		return r;
	r = version_range_parse(value, &match->range);
	return r == -EINVAL ? quirk_key_refuse(section, key, value) : r;
}
