/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk-value.h"

#include "base/ini-file.h"

#define DIGITS "0123456789"
#define HEX    DIGITS "abcdef"
#define ID     "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS "._-"

static bool consists_of(const char *text, const char *letters)
{
	return *text && text[strspn(text, letters)] == '\0';
}

bool quirk_id_is_valid(const char *text)
{
	return consists_of(text, ID);
}

int pci_id_parse(const char *text, struct pci_id *ret)
{
	bool any;

	if (strspn(text, HEX) != 4 || text[4] != ':')
		return -EINVAL;
	any = streq(text + 5, "*");
	if (!any && (strlen(text + 5) != 4 || !consists_of(text + 5, HEX)))
		return -EINVAL;
	ret->vendor = (uint16_t)strtoul(text, NULL, 16);
	ret->device = any ? -1 : (int32_t)strtoul(text + 5, NULL, 16);
	return 0;
}

static int unexpected(struct quirk_section *section, const struct quirk_key *key,
		      const char *text)
{
	problem_add(section->problems, section->quirk->file, section->line,
		    "%s: expected %s, not \"%s\"", key->name, key->form, text);
	return -EINVAL;
}

static bool is_name(const struct quirk_key *key, const char *text)
{
	if (key->length && strlen(text) != key->length)
		return false;
	return !key->letters || consists_of(text, key->letters);
}

int quirk_parse_text(struct quirk_section *section, const struct quirk_key *key,
		     const char *value)
{
	char **text = (char **)((char *)section->quirk + key->offset);

	*text = strdup(value);
	return *text ? 0 : -ENOMEM;
}

int quirk_parse_texts(struct quirk_section *section, const struct quirk_key *key,
		      const char *value)
{
	return strings_add((struct strings *)((char *)section->quirk + key->offset),
			   value);
}

int quirk_parse_reference(struct quirk_section *section, const struct quirk_key *key,
			  const char *value)
{
	static const char *const schemes[] = { "https://", "http://" };

	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
		size_t length = strlen(schemes[i]);

		if (strncmp(value, schemes[i], length) == 0 && value[length] &&
		    !strpbrk(value, " \t"))
			return quirk_parse_texts(section, key, value);
	}
	return unexpected(section, key, value);
}

int quirk_parse_severity(struct quirk_section *section, const struct quirk_key *key,
			 const char *value)
{
	for (enum severity i = SEVERITY_INFO; i <= SEVERITY_CRITICAL; i++)
		if (streq(value, severity_name(i))) {
			section->quirk->severity = i;
			return 0;
		}
	return unexpected(section, key, value);
}

int quirk_parse_evidence(struct quirk_section *section, const struct quirk_key *key,
			 const char *value)
{
	for (enum evidence i = EVIDENCE_A; i <= EVIDENCE_S; i++)
		if (streq(value, evidence_name(i))) {
			section->quirk->evidence = i;
			return 0;
		}
	return unexpected(section, key, value);
}

/* Keeps the text of a match for who wants to read it; lines after the first are appended
 * to it. */
static int add_match(struct quirk_section *section, const struct quirk_key *key,
		     const char *value, const char *separator, struct match **ret)
{
	struct match *match = &section->quirk->match[key->which];
	char *text = NULL;

	if (match->text && strlen(match->text) + strlen(value) > INI_LINE_MAX) {
		problem_add(section->problems, section->quirk->file, section->line,
			    "%s: the list is too long", key->name);
		return -EINVAL;
	}
	if (!match->text) {
		match->line = section->line;
		text = strdup(value);
	} else if (asprintf(&text, "%s%s%s", match->text, separator, value) < 0) {
		text = NULL;
	}
	if (!text)
		return -ENOMEM;
	free(match->text);
	match->text = text;
	*ret = match;
	return 0;
}

typedef int (*word_parser)(struct quirk_section *section, const struct quirk_key *key,
			   struct match *match, const char *word);

static int parse_words(struct quirk_section *section, const struct quirk_key *key,
		       const char *value, word_parser parse)
{
	_cleanup_free_ char *words = strdup(value);
	struct match *match;
	char *rest = NULL;
	int r;

	if (!words)
		return -ENOMEM;
	r = add_match(section, key, value, " ", &match);
	for (char *word = strtok_r(words, " \t", &rest); word && r >= 0;
	     word = strtok_r(NULL, " \t", &rest))
		r = parse(section, key, match, word);
	return r;
}

static int add_name(struct quirk_section *section, const struct quirk_key *key,
		    struct match *match, const char *word)
{
	if (!is_name(key, word))
		return unexpected(section, key, word);
	return strings_add(&match->strings, word);
}

int quirk_parse_names(struct quirk_section *section, const struct quirk_key *key,
		      const char *value)
{
	return parse_words(section, key, value, add_name);
}

static int add_id(struct quirk_section *section, const struct quirk_key *key,
		  struct match *match, const char *word)
{
	struct pci_id id, *slot;

	if (pci_id_parse(word, &id) < 0)
		return unexpected(section, key, word);
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
	if (!quirk_id_is_valid(word + 1) || strings_contain(&match->strings, word))
		return unexpected(section, key, word);
	return strings_add(&match->strings, word);
}

int quirk_parse_members(struct quirk_section *section, const struct quirk_key *key,
			const char *value)
{
	return parse_words(section, key, value, add_id);
}

int quirk_parse_ids(struct quirk_section *section, const struct quirk_key *key,
		    const char *value)
{
	return parse_words(section, key, value, add_id_or_group);
}

/* One glob a line: the names of systems have blanks in them. */
int quirk_parse_glob(struct quirk_section *section, const struct quirk_key *key,
		     const char *value)
{
	struct match *match;
	int r;

	r = add_match(section, key, value, " | ", &match);
	return r < 0 ? r : strings_add(&match->strings, value);
}

int quirk_parse_origin(struct quirk_section *section, const struct quirk_key *key,
		       const char *value)
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
	return unexpected(section, key, value);
}

int quirk_parse_range(struct quirk_section *section, const struct quirk_key *key,
		      const char *value)
{
	struct match *match;
	int r;

	r = add_match(section, key, value, " ", &match);
	if (r < 0)
		return r;
	r = version_range_parse(value, &match->range);
	return r == -EINVAL ? unexpected(section, key, value) : r;
}

static int add_action(struct quirk_section *section, const struct quirk_key *key,
		      const char *name, size_t length, bool on)
{
	_cleanup_free_ char *copy = NULL;
	struct action *action;

	if (name) {
		copy = strndup(name, length);
		if (!copy)
			return -ENOMEM;
		if (!is_name(key, copy))
			return unexpected(section, key, copy);
	}
	action = array_append(section->quirk->actions, section->quirk->n_actions);
	if (!action)
		return -ENOMEM;
	*action = (struct action){
		.type = key->which,
		.name = TAKE_PTR(copy),
		.on = on,
		.step = section->quirk->n_steps,
		.line = section->line,
	};
	return 0;
}

int quirk_parse_switch(struct quirk_section *section, const struct quirk_key *key,
		       const char *value)
{
	size_t length = strcspn(value, " \t");
	const char *state = value + length + strspn(value + length, " \t");
	bool on = streq(state, "on");

	if (!on && !streq(state, "off"))
		return unexpected(section, key, value);
	return add_action(section, key, value, length, on);
}

/* The only value that the key can have is its form. */
int quirk_parse_fixed(struct quirk_section *section, const struct quirk_key *key,
		      const char *value)
{
	if (!streq(value, key->form))
		return unexpected(section, key, value);
	return add_action(section, key, NULL, 0, false);
}

int quirk_parse_module(struct quirk_section *section, const struct quirk_key *key,
		       const char *value)
{
	return add_action(section, key, value, strlen(value), false);
}

bool quirk_step_is_used(struct quirk_section *section)
{
	if (!section->step_is_used)
		problem_add(section->problems, section->quirk->file, section->line,
			    "step %u has no action", section->quirk->n_steps);
	return section->step_is_used;
}

int quirk_parse_step(struct quirk_section *section, const struct quirk_key *key _unused_,
		     const char *value)
{
	char next[16];

	snprintf(next, sizeof(next), "%u", section->quirk->n_steps + 1);
	if (!streq(value, next)) {
		problem_add(section->problems, section->quirk->file, section->line,
			    "Step: expected %s, not \"%s\"", next, value);
		return -EINVAL;
	}
	if (!quirk_step_is_used(section))
		return -EINVAL;
	section->quirk->n_steps++;
	section->step_is_used = false;
	return 0;
}
