/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/cmdline.h"

/* The kernel's isspace(), to which the no-break space of Latin-1 is one, too. */
static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == (char)0xa0;
}

/* END without the quote before it, unless that is the only one. */
static const char *drop_quote(const char *begin, const char *end)
{
	return end > begin && end[-1] == '"' ? end - 1 : end;
}

static void part_word(const char *text, const char *end, const char *equals,
		      struct cmdline_word *ret)
{
	bool quoted = *text == '"';
	const char *name = text + quoted, *value = equals ? equals + 1 : NULL;
	bool value_quoted = value && value < end && *value == '"';
	const char *last = end;

	*ret = (struct cmdline_word){ .text = text, .length = (size_t)(end - text) };
	if (value_quoted)
		value++;
	if (quoted || value_quoted)
		last = drop_quote(value ?: name, end);
	ret->name = name;
	ret->name_length = (size_t)((equals ?: last) - name);
	ret->value = value;
	ret->value_length = value ? (size_t)(last - value) : 0;
}

bool cmdline_next(struct cmdline *cmdline, struct cmdline_word *ret)
{
	for (;;) {
		const char *text = cmdline->rest, *equals = NULL, *end;
		bool quoted;

		while (is_space(*text))
			text++;
		if (!*text)
			return false;
		quoted = *text == '"';
		for (end = text + quoted; *end && (quoted || !is_space(*end)); end++) {
			if (*end == '"')
				quoted = !quoted;
			else if (*end == '=' && !equals && end > text + (*text == '"'))
				equals = end;
		}
		cmdline->rest = end;
		part_word(text, end, equals, ret);
		ret->for_init = cmdline->for_init;
		if (ret->value || !cmdline_word_is(ret, "--"))
			return true;
		cmdline->for_init = true;
	}
}

bool cmdline_word_is(const struct cmdline_word *word, const char *name)
{
	return strncmp(word->name, name, word->name_length) == 0 &&
	       !name[word->name_length];
}

bool cmdline_has(const char *line, const char *word)
{
	struct cmdline cmdline = { .rest = line };
	struct cmdline_word found;

	while (cmdline_next(&cmdline, &found))
		if (!found.for_init && found.length == strlen(word) &&
		    strncmp(found.text, word, found.length) == 0)
			return true;
	return false;
}
