/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk-hint.h"

#include "quirk/quirk-key.h"

void quirk_hint_clear(struct quirk_hint *hint)
{
	name_set_clear(&hint->left_out);
}

bool quirk_hint_lacks(const struct quirk_hint *hint, const char *name)
{
	return name_set_has(&hint->left_out, name, strlen(name));
}

/* A word of a value, which is not cut: its other reader is still to come. */
struct word {
	const char *at;
	size_t length;
};

static bool is_quirk_blank(char c)
{
	return c == QUIRK_BLANKS[0] || c == QUIRK_BLANKS[1];
}

static bool take_word(const char **rest, struct word *ret)
{
	const char *at = *rest, *end;

	/* As strspn() and strcspn(), which prepare more than a word of ten bytes takes.
	 */
	while (is_quirk_blank(*at))
		at++;
	for (end = at; *end && !is_quirk_blank(*end);)
		end++;
	*ret = (struct word){ at, (size_t)(end - at) };
	*rest = end;
	return end > at;
}

/* Whether an ID may be that of a card, or of its board. */
static bool id_may_match(const struct pci_id *id, int32_t vendor, int32_t device)
{
	return vendor < 0 || device < 0 || pci_id_matches(id, vendor, device);
}

static bool names_driver(const struct quirk_hint *hint _unused_,
			 const struct quirk_card *card, struct word word)
{
	const char *driver = card->driver;

	return !driver ||
	       (strncmp(word.at, driver, word.length) == 0 && !driver[word.length]);
}

/* A group that was left out has not the card in it. */
static bool names_device(const struct quirk_hint *hint, const struct quirk_card *card,
			 struct word word)
{
	struct pci_id id;

	if (word.at[0] == '@')
		return !name_set_has(&hint->left_out, word.at, word.length);
	return pci_id_parse(word.at, word.length, &id) < 0 ||
	       id_may_match(&id, card->vendor, card->device);
}

/* The keys that rule most sections out for the card. */
static const struct hint_key {
	const char *name;
	bool (*may_match)(const struct quirk_hint *hint, const struct quirk_card *card,
			  struct word word);
} hint_keys[] = {
	{ "MatchDriver", names_driver },
	{ "MatchDevice", names_device },
};

/* Whether a value of that key, if the section has any, allows that it matches. */
static bool key_may_match(const struct quirk_hint *hint, const struct hint_key *key,
			  const struct quirk_card *card,
			  const struct ini_section *section)
{
	bool found = false;
	struct word word;

	for (size_t i = 0; i < section->n; i++) {
		struct ini_pair *pair = &section->pairs[i];
		const char *rest;

		/* Each line of the database comes by: most differ in the first letter. */
		if (pair->text[0] != key->name[0] || !ini_pair_part(pair) ||
		    !streq(pair->key, key->name))
			continue;
		rest = pair->value;
		while (take_word(&rest, &word))
			if (key->may_match(hint, card, word))
				return true;
		found = true;
	}
	return !found;
}

static bool may_match_card(const struct quirk_hint *hint, const struct quirk_card *card,
			   const struct ini_section *section)
{
	for (size_t i = 0; i < ARRAY_SIZE(hint_keys); i++)
		if (!key_may_match(hint, &hint_keys[i], card, section))
			return false;
	return true;
}

static bool quirk_may_match(const struct quirk_hint *hint,
			    const struct ini_section *section)
{
	for (size_t i = 0; i < hint->cards->n; i++)
		if (may_match_card(hint, &hint->cards->list[i], section))
			return true;
	return false;
}

/* Whether the ID is, or may be, that of a card or of its board. */
static bool is_of_cards(const struct quirk_hint *hint, const struct pci_id *id)
{
	for (size_t i = 0; i < hint->cards->n; i++) {
		const struct quirk_card *card = &hint->cards->list[i];

		if (id_may_match(id, card->vendor, card->device) ||
		    id_may_match(id, card->subsystem_vendor, card->subsystem_device))
			return true;
	}
	return false;
}

/* Whether the line is what those of a group are, of other cards. */
static bool is_of_others(const struct quirk_hint *hint, struct ini_pair *pair)
{
	const char *rest;
	struct word word;
	struct pci_id id;
	size_t n = 0;

	if (!ini_pair_part(pair) || !streq(pair->key, "Device"))
		return false;
	rest = pair->value;
	for (; take_word(&rest, &word); n++)
		if (pci_id_parse(word.at, word.length, &id) < 0 || is_of_cards(hint, &id))
			return false;
	return n > 0;
}

/* Whether the text has the ID in it, or there is none to look for. */
static bool text_may_have_id(const char *text, size_t length, int32_t vendor,
			     int32_t device)
{
	char buffer[PCI_ID_SIZE];
	const char *id = pci_id_print(buffer, vendor, device);

	return !id || memmem(text, length, id, strlen(id));
}

/* The same of a group that is known to be good: its lines need not be parted. A comment
 * that has the ID in it makes no difference but of time. */
static bool good_group_is_of_others(const struct quirk_hint *hint,
				    const struct ini_section *section)
{
	const char *text = section->pairs[0].text;
	const size_t length = (size_t)(section->pairs[section->n - 1].end - text);

	if (memchr(text, '*', length))
		return false;
	for (size_t i = 0; i < hint->cards->n; i++) {
		const struct quirk_card *card = &hint->cards->list[i];

		if (text_may_have_id(text, length, card->vendor, card->device) ||
		    text_may_have_id(text, length, card->subsystem_vendor,
				     card->subsystem_device))
			return false;
	}
	return true;
}

/*
 * Whether the group is good beyond doubt, and is of other cards. A bad one is none, and
 * then a quirk that names it is bad too, whatever else it names.
 */
static bool group_is_of_others(const struct quirk_hint *hint,
			       const struct ini_section *section)
{
	if (hint->sound && section->n)
		return good_group_is_of_others(hint, section);
	if (!quirk_id_is_valid(section->name + 1))
		return false;
	for (size_t i = 0; i < section->n; i++)
		if (!is_of_others(hint, &section->pairs[i]))
			return false;
	return section->n > 0;
}

bool quirk_hint_takes(struct quirk_hint *hint, const struct ini_section *section)
{
	const char *name = section->name;
	bool taken = name[0] == '@' ? !group_is_of_others(hint, section)
				    : quirk_may_match(hint, section);

	/* Without its name noted it cannot be left out. */
	return taken || name_set_add(&hint->left_out, name, strlen(name)) < 0;
}
