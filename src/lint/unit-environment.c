/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/unit-environment.h"

#include <ctype.h>

#include "lint/conf-line.h"

/* What a word may stand between: quotes are taken off, and a shell knows more. */
static const char word_ends[] = " \t\"';&|)";

static size_t variable_length(const char *text)
{
	size_t n = 0;

	while (isalnum((unsigned char)text[n]) || text[n] == '_')
		n++;
	return n;
}

/* The last value of a variable, or NULL. */
static const char *find_variable(const struct strings *variables, const char *name,
				 size_t length)
{
	for (size_t i = variables->n; i-- > 0;)
		if (strncmp(variables->list[i], name, length) == 0 &&
		    variables->list[i][length] == '=')
			return variables->list[i] + length + 1;
	return NULL;
}

/* Cuts the next word off *CURSOR, without its quotes; NULL where there is none. */
static char *quoted_word(char **cursor)
{
	char *at = *cursor + strspn(*cursor, " \t"), *begin = at, *to = at, quote = '\0';

	if (!*at)
		return NULL;
	for (; *at && (quote || !strchr(" \t", *at)); at++) {
		if (*at == quote)
			quote = '\0';
		else if (!quote && (*at == '"' || *at == '\''))
			quote = *at;
		else
			*to++ = *at == '\\' && at[1] ? *++at : *at;
	}
	*cursor = *at ? at + 1 : at;
	*to = '\0';
	return begin;
}

/* Environment=: assignments, each a word. */
static int add_assignments(struct strings *variables, const char *value)
{
	_cleanup_free_ char *words = strdup(value);
	char *cursor = words, *word;
	int r = words ? 0 : -ENOMEM;

	while (r >= 0 && (word = quoted_word(&cursor)))
		if (strchr(word, '='))
			r = strings_add(variables, word);
	return r;
}

/* A line of the file: the whole of it is one assignment. */
static int take_assignment(void *user, char *text, const char *file _unused_,
			   unsigned line _unused_)
{
	char *equals = strchr(text, '='), *value;
	_cleanup_free_ char *assignment = NULL;

	if (!equals)
		return 0;
	*equals = '\0';
	value = equals + 1 + strspn(equals + 1, " \t");
	if (*value == '"' || *value == '\'')
		value = quoted_word(&value);
	if (asprintf(&assignment, "%.*s=%s", (int)strcspn(text, " \t"), text, value) < 0)
		return -ENOMEM;
	return strings_add(user, assignment);
}

/* EnvironmentFile=: 0 also where a "-" says that it need not be there; -ENOENT where it
 * has to be. */
static int add_file(const struct env *env, const char *value, struct strings *variables)
{
	const bool optional = *value == '-';
	char path[PATH_MAX];
	int r;

	value += optional;
	if (*value != '/' || strpbrk(value, "%*?["))
		return -ENOENT;
	r = env_path(path, env, ENV_ROOT, "%s", value + 1);
	if (r >= 0)
		r = conf_lines_read(path, take_assignment, variables);
	return r == -ENOENT && optional ? 0 : r;
}

int unit_environment_read(const struct env *env, const struct unit_file *file,
			  struct strings *ret)
{
	struct strings variables = { 0 };
	int r = 0;

	if (unit_file_find(file, "Service", "UnsetEnvironment"))
		return 0;
	for (size_t i = 0; i < file->n_lines && r >= 0; i++)
		if (streq(file->lines[i].section, "Service") &&
		    streq(file->lines[i].key, "Environment"))
			r = add_assignments(&variables, file->lines[i].value);
	for (size_t i = 0; i < file->n_lines && r >= 0; i++)
		if (streq(file->lines[i].section, "Service") &&
		    streq(file->lines[i].key, "EnvironmentFile"))
			r = add_file(env, file->lines[i].value, &variables);
	if (r < 0) {
		strings_clear(&variables);
		return r == -ENOMEM ? r : 0;
	}
	*ret = variables;
	return 0;
}

/* What "$NAME" or "${NAME}" at AT stands for, and how long that is; NULL: it stays. */
static const char *value_at(const struct strings *variables, const char *command,
			    const char *at, size_t *length)
{
	const bool braces = at[1] == '{';
	const char *name = at + 1 + braces;
	const size_t name_length = variable_length(name);
	const char *end = name + name_length;

	if (*at != '$' || name_length == 0 || (braces && *end != '}'))
		return NULL;
	if (!braces &&
	    ((at > command && !strchr(word_ends, at[-1])) || !strchr(word_ends, *end)))
		return NULL;
	*length = (size_t)(end + braces - at);
	return find_variable(variables, name, name_length);
}

char *unit_environment_expand(const struct strings *variables, const char *command)
{
	const char *prefixes = command + strspn(command, "-@:+!");
	const bool expands = !memchr(command, ':', (size_t)(prefixes - command));
	size_t size = 0;
	char *text = NULL, *expanded;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return NULL;
	for (const char *at = command; *at;) {
		size_t length = 1;
		const char *value =
			expands ? value_at(variables, command, at, &length) : NULL;

		if (value)
			fputs(value, stream);
		else
			fwrite(at, 1, length = at[0] == '$' && at[1] == '$' ? 2 : 1,
			       stream);
		at += length;
	}
	return memstream_close(stream, &text, &expanded) < 0 ? NULL : expanded;
}
