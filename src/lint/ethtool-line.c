/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/ethtool-line.h"

/* The options of ethtool that change a card; the others only show it. */
static const char *const setters[] = {
	"-A",
	"--pause",
	"-C",
	"--coalesce",
	"-G",
	"--set-ring",
	"-K",
	"--features",
	"--offload",
	"-L",
	"--set-channels",
	"-s",
	"--change",
	"--set-eee",
	"--set-priv-flags",
	"-X",
	"--set-rxfh-indir",
};

/* What ends a word, for a shell or for systemd. */
static const char delimiters[] = " \t\n'\"";

struct shell_word {
	const char *start;
	size_t length;
};

static bool is(const struct shell_word *word, const char *text)
{
	return strlen(text) == word->length &&
	       memcmp(word->start, text, word->length) == 0;
}

/* The next word of *CURSOR; what ends a command in a shell is a word of its own. */
static bool next_shell_word(const char **cursor, struct shell_word *ret)
{
	const char *start = *cursor + strspn(*cursor, delimiters);
	size_t length = strcspn(start, " \t\n'\";&|()");

	if (length == 0 && *start)
		length = 1;
	*ret = (struct shell_word){ start, length };
	*cursor = start + length;
	return length > 0;
}

static bool is_ethtool(const struct shell_word *word)
{
	struct shell_word name = *word;
	const char *slash = memrchr(word->start, '/', word->length);

	if (slash) {
		name.start = slash + 1;
		name.length = (size_t)(word->start + word->length - name.start);
	} else {
		/* systemd's prefixes of a command. */
		size_t prefix = strspn(name.start, "-@:+!");

		if (prefix > name.length)
			return false;
		name.start += prefix;
		name.length -= prefix;
	}
	return is(&name, "ethtool");
}

static bool is_setter(const struct shell_word *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(setters); i++)
		if (is(word, setters[i]))
			return true;
	return false;
}

bool ethtool_line_next(const char **cursor, char ret_interface[static IFNAMSIZ])
{
	struct shell_word word;

	while (next_shell_word(cursor, &word)) {
		bool sets = false;

		if (!is_ethtool(&word))
			continue;
		while (next_shell_word(cursor, &word) && *word.start == '-')
			sets = sets || is_setter(&word);
		if (!sets || word.length == 0 || word.length >= IFNAMSIZ)
			continue;
		memcpy(ret_interface, word.start, word.length);
		ret_interface[word.length] = '\0';
		return true;
	}
	return false;
}

bool ethtool_line_sets(const char *command)
{
	char interface[IFNAMSIZ];

	return ethtool_line_next(&command, interface);
}
