/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <regex.h>

#include "lint/conf-line.h"
#include "lint/interfaces.h"

/* Adds what a word of "bridge_ports" stands for; behind "regex" each is an expression. */
static int note_port(struct interfaces *interfaces, const char *word, bool is_regex)
{
	const bool is_all = streq(word, "all");
	struct port_pattern *pattern;

	/* The first bridge or bond that names a port has it. */
	if (!is_regex && !is_all)
		return name_map_add(&interfaces->masters, word, strlen(word),
				    interfaces->n_stanzas - 1)
			       ? 0
			       : -ENOMEM;
	pattern = array_append(interfaces->patterns, interfaces->n_patterns);
	if (!pattern)
		return -ENOMEM;
	pattern->stanza = interfaces->n_stanzas - 1;
	if (!is_regex)
		return 0;
	return asprintf(&pattern->expression, "^(%s)$", word) < 0 ? -ENOMEM : 0;
}

int interfaces_note_ports(struct interfaces *interfaces, const char *key,
			  const char *value)
{
	_cleanup_free_ char *words = NULL;
	bool is_regex = false;
	char *cursor;
	const char *word;
	int r = 0;

	if (!str_in_set(key, "bridge_ports", "bridge-ports", "bond_slaves", "bond-slaves",
			"slaves"))
		return 0;
	words = strdup(value);
	if (!words)
		return -ENOMEM;
	cursor = words;
	while (r >= 0 && (word = conf_word(&cursor))) {
		if (str_in_set(word, "regex", "noregex"))
			is_regex = streq(word, "regex");
		else
			r = note_port(interfaces, word, is_regex);
	}
	return r;
}

/* Whether a bridge takes the interface by its pattern. "all" are those of cards. */
static bool takes_port(const struct port_pattern *pattern, const char *name)
{
	regex_t regex;
	bool takes;

	if (!pattern->expression)
		return !strpbrk(name, ".:");
	if (regcomp(&regex, pattern->expression, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	takes = regexec(&regex, name, 0, NULL, 0) == 0;
	regfree(&regex);
	return takes;
}

const char *interfaces_master(const struct interfaces *interfaces, const char *name)
{
	const size_t *stanza = name_map_find(&interfaces->masters, name, strlen(name));

	if (stanza)
		return interfaces->stanzas[*stanza].name;
	for (size_t i = 0; i < interfaces->n_patterns; i++)
		if (takes_port(&interfaces->patterns[i], name))
			return interfaces->stanzas[interfaces->patterns[i].stanza].name;
	return NULL;
}
