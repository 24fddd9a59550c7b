/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/shell-variables.h"

#include <ctype.h>

#include "lint/shell-command.h"

static size_t name_length(const char *text)
{
	size_t n = 0;

	while (isalnum((unsigned char)text[n]) || text[n] == '_')
		n++;
	return isdigit((unsigned char)*text) ? 0 : n;
}

static const struct shell_variable *find(const struct shell_variables *variables,
					 const char *name, size_t length)
{
	const size_t *i = name_map_find(&variables->index, name, length);

	return i ? &variables->list[*i] : NULL;
}

static struct shell_variable *find_or_add(struct shell_variables *variables,
					  const char *name, size_t length)
{
	struct shell_variable *slot;

	slot = (struct shell_variable *)(uintptr_t)find(variables, name, length);
	if (slot)
		return slot;
	slot = array_append(variables->list, variables->n);
	if (!slot || !name_map_add(&variables->index, name, length, variables->n - 1))
		return NULL;
	return slot;
}

/* Reads a word as a shell would, without its quotes: -ENODATA where what it will be is
 * made up when the script runs. */
static int read_literal(const char **cursor, char *ret, size_t size)
{
	char quote = '\0';
	bool is_literal = true;
	size_t n = 0;

	for (; **cursor && (quote || !strchr(" \t\n;&|()<>", **cursor)); ++*cursor) {
		const char c = **cursor;

		if (quote ? c == quote : c == '"' || c == '\'') {
			quote = quote ? '\0' : c;
			continue;
		}
		/* What is a shell's own in one place may be none in the other. */
		is_literal &= !strchr("$`\\;&|()<>\"'", c);
		is_literal &= quote || !strchr("*?[{~", c);
		if (n + 1 < size)
			ret[n++] = c;
		else
			is_literal = false;
	}
	ret[n] = '\0';
	return is_literal && !quote ? 0 : -ENODATA;
}

static int set(struct shell_variables *variables, const char *name, size_t length,
	       const char *value, bool is_unknown)
{
	struct shell_variable *variable = find_or_add(variables, name, length);

	if (!variable)
		return -ENOMEM;
	variable->times++;
	variable->is_unknown |= is_unknown;
	return is_unknown ? 0 : strings_add(&variable->values, value);
}

/* "NAME=value", at the begin of a command. Moves behind it. */
static int note_assignment(struct shell_variables *variables, const char **cursor)
{
	const char *name = *cursor;
	const size_t length = name_length(name);
	char value[256];
	int r;

	*cursor += length + 1;
	r = read_literal(cursor, value, sizeof(value));
	return set(variables, name, length, value, r < 0);
}

/* Adds a word of a loop: "$NAMES" stands for the words of another variable. */
static int add_loop_word(struct shell_variables *variables, size_t i, const char *word,
			 bool is_literal)
{
	const char *name = word + strspn(word, "${");
	const size_t length = name_length(name);
	const struct shell_variable *other = NULL;
	_cleanup_free_ char *copy = NULL;
	char *rest, *part;
	int r = 0;

	if (is_literal)
		return strings_add(&variables->list[i].values, word);
	if (*word == '$' && !name[length + (name[length] == '}')])
		other = find(variables, name, length);
	if (!other || other->is_unknown || other->times != 1 || other->is_loop) {
		variables->list[i].is_unknown = true;
		return 0;
	}
	copy = rest = strdup(other->values.list[0]);
	if (!copy)
		return -ENOMEM;
	while (r >= 0 && (part = strsep(&rest, " \t")))
		if (*part)
			r = strings_add(&variables->list[i].values, part);
	return r;
}

/* "for NAME in WORD...;" */
static int note_loop(struct shell_variables *variables, const char *text)
{
	const char *name = text + strspn(text, " \t"), *at;
	const size_t length = name_length(name);
	struct shell_variable *variable;
	size_t i;
	int r = 0;

	at = name + length + strspn(name + length, " \t");
	if (!length)
		return 0;
	variable = find_or_add(variables, name, length);
	if (!variable)
		return -ENOMEM;
	i = (size_t)(variable - variables->list);
	variable->is_loop = true;
	variable->times++;
	if (strncmp(at, "in", 2) != 0 || !strchr(" \t", at[2]))
		variable->is_unknown = true;
	else
		at += 2;
	while (r >= 0 && !variables->list[i].is_unknown) {
		char word[256];
		bool is_literal;

		at += strspn(at, " \t");
		if (!*at || strchr(";&|()<>\n", *at))
			break;
		is_literal = read_literal(&at, word, sizeof(word)) == 0;
		r = add_loop_word(variables, i, word, is_literal);
	}
	return r;
}

/* Each word that a command fills in, "read -r NAME", is not known. */
static int note_filled(struct shell_variables *variables, const char *text)
{
	int r = 0;

	while (r >= 0 && *text && !strchr(";&|()<>\n", *text)) {
		const size_t length = name_length(text);

		if (length)
			r = set(variables, text, length, NULL, true);
		text += length;
		text += *text && !strchr(";&|()<>\n", *text);
	}
	return r;
}

/* Looks at the command that begins at *CURSOR, and moves behind what was read of it. */
static int note_command(struct shell_variables *variables, const char **cursor)
{
	static const char *const prefixes[] = { "export",  "local", "readonly", "declare",
						"typeset", "do",    "then",	"else",
						"{",	   "if",    "while",	"until" };
	static const char *const fillers[] = { "read", "getopts", "unset", "mapfile",
					       "select" };
	const char *at = *cursor;
	size_t length = name_length(at);

	if (length && at[length] == '=')
		return note_assignment(variables, cursor);
	if (length && strncmp(at + length, "+=", 2) == 0) {
		*cursor += length + strlen("+=");
		return set(variables, at, length, NULL, true);
	}
	length = strcspn(at, " \t\n;&|()");
	*cursor += length;
	if ((length == 1 && *at == '.') || (length == 6 && strncmp(at, "source", 6) == 0))
		variables->sourced = true;
	if (length == 3 && strncmp(at, "for", 3) == 0)
		return note_loop(variables, at + length);
	for (size_t i = 0; i < ARRAY_SIZE(fillers); i++)
		if (strlen(fillers[i]) == length && strncmp(at, fillers[i], length) == 0)
			return note_filled(variables, at + length);
	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (strlen(prefixes[i]) == length &&
		    strncmp(at, prefixes[i], length) == 0)
			return 0;
	/* What follows are its arguments. */
	*cursor += strcspn(*cursor, ";&|()\n\"'");
	return 0;
}

int shell_variables_note(struct shell_variables *variables, const char *line)
{
	const char *at = line;
	int r = 0;

	while (r >= 0 && *at) {
		at += strspn(at, " \t\n;&|()\"'");
		if (*at)
			r = note_command(variables, &at);
	}
	return r;
}

bool shell_line_is_text(struct shell_variables *variables, const char *line)
{
	struct shell_reader reader = { .cursor = line };
	const char *here = strstr(line, "<<");
	struct shell_word word;
	size_t length;
	bool program;

	if (*variables->here) {
		if (streq(line, variables->here))
			*variables->here = '\0';
		return true;
	}
	if (!here || here[2] == '<')
		return false;
	/* A shell runs it: "bash <<EOF". */
	while (reader.cursor < here && shell_word_next(&reader, &word, &program))
		if (reader.runs)
			return false;
	here += 2 + (here[2] == '-');
	here += strspn(here, " \t\"'\\");
	length = name_length(here);
	if (length && length < sizeof(variables->here))
		snprintf(variables->here, sizeof(variables->here), "%.*s", (int)length,
			 here);
	return false;
}

/* What "$NAME" or "${NAME}" at AT stands for, and how long that is; NULL: it stays. */
static const char *known_value(const struct shell_variables *variables, const char *at,
			       size_t *length, shell_word_picker *pick, void *user)
{
	const bool braces = at[1] == '{';
	const char *name = at + 1 + braces;
	const size_t n = name_length(name);
	const struct shell_variable *variable;

	if (*at != '$' || n == 0 || (braces && name[n] != '}'))
		return NULL;
	*length = 1 + n + 2 * braces;
	variable = find(variables, name, n);
	if (!variable || variable->is_unknown || variable->times != 1 ||
	    variable->values.n == 0)
		return NULL;
	if (variable->is_loop)
		return pick(user, &variable->values);
	/* A whole command counts where it is written. */
	return variables->sourced || strstr(variable->values.list[0], "ethtool ")
		       ? NULL
		       : variable->values.list[0];
}

char *shell_variables_expand(const struct shell_variables *variables, const char *line,
			     shell_word_picker *pick, void *user)
{
	size_t size = 0;
	char *text = NULL, *expanded;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return NULL;
	while (*line) {
		/* systemd has "$$" for "$", and quotes have "\$". */
		const bool escaped = (*line == '$' || *line == '\\') && line[1] == '$';
		size_t length = 1;
		const char *value =
			known_value(variables, line + escaped, &length, pick, user);

		if (value) {
			fputs(value, stream);
			line += escaped + length;
		} else {
			fputc(*line++, stream);
		}
	}
	return memstream_close(stream, &text, &expanded) < 0 ? NULL : expanded;
}

void shell_variables_clear(struct shell_variables *variables)
{
	for (size_t i = 0; i < variables->n; i++)
		strings_clear(&variables->list[i].values);
	free(variables->list);
	name_map_clear(&variables->index);
	*variables = (struct shell_variables){ 0 };
}
