/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/shell-command.h"

#include <ctype.h>

static const char *const shells[] = { "sh",  "bash", "dash", "ash",
				      "ksh", "zsh",  "mksh", NULL };

bool shell_word_is(const struct shell_word *word, const char *text)
{
	return text && strlen(text) == word->length &&
	       memcmp(word->start, text, word->length) == 0;
}

bool shell_word_ends_command(const struct shell_word *word)
{
	return strchr(";&|()\n", *word->start);
}

static bool word_is_of(const struct shell_word *word, const char *const *list)
{
	for (; *list; list++)
		if (shell_word_is(word, *list))
			return true;
	return false;
}

/* The word without the folders before it: "/bin/sh". */
static struct shell_word program_of(const struct shell_word *word)
{
	const char *slash = memrchr(word->start, '/', word->length);
	struct shell_word name = *word;

	if (slash) {
		name.start = slash + 1;
		name.length = (size_t)(word->start + word->length - name.start);
	}
	return name;
}

/* What the shell reads before the name of a command. */
static bool is_keyword(const struct shell_word *word)
{
	static const char *const keywords[] = { "if",	 "then",  "else", "elif",
						"while", "until", "do",	  "{",
						"!",	 "time",  NULL };

	return word_is_of(word, keywords);
}

static bool is_assignment(const struct shell_word *word)
{
	size_t n = 0;

	while (n < word->length &&
	       (isalnum((unsigned char)word->start[n]) || word->start[n] == '_'))
		n++;
	return n > 0 && n < word->length && word->start[n] == '=';
}

/* Whether the word may be a program that its command runs. */
static bool may_run(const struct shell_reader *reader)
{
	return !reader->named || (!reader->prints && !reader->quote);
}

/* Follows which command the word belongs to. */
static void follow_command(struct shell_reader *reader, const struct shell_word *word)
{
	static const char *const runners[] = { "eval",	"su",	"runuser",
					       "flock", "trap", NULL };
	static const char *const printers[] = { "echo",	 "printf", "logger", "print",
						"wall",	 "grep",   "egrep",  "pgrep",
						"pkill", "which",  "type",   ":",
						"true",	 NULL };
	const struct shell_word name = program_of(word);

	/* Of CMD="ethtool ..." the first word may be run. */
	if (reader->quote) {
		reader->named = true;
		return;
	}
	if (shell_word_ends_command(word)) {
		reader->named = reader->prints = reader->runs = false;
		return;
	}
	if (word_is_of(&name, shells) || word_is_of(&name, runners))
		reader->runs = true;
	if (word_is_of(&name, printers))
		reader->prints = true;
	if (!is_keyword(word) && !is_assignment(word))
		reader->named = true;
}

/* What is read next stands in quotes, and is a command itself. */
static void enter_command(struct shell_reader *reader, char quote)
{
	reader->outer[reader->depth++] = quote;
	reader->named = reader->prints = reader->runs = false;
}

/* What follows are arguments of the command that held the one in quotes. */
static void leave_command(struct shell_reader *reader)
{
	reader->depth--;
	reader->quote = '\0';
	reader->named = true;
	reader->prints = reader->runs = false;
}

/* Follows which quotes are open, over the character at the cursor. */
static void follow_quotes(struct shell_reader *reader)
{
	const char c = *reader->cursor;
	const char outer = reader->depth ? reader->outer[reader->depth - 1] : '\0';

	if (c != '"' && c != '\'')
		return;
	if (c == outer && !reader->escaped)
		leave_command(reader);
	else if (c == reader->quote)
		reader->quote = '\0';
	else if (reader->quote || (reader->escaped && !outer))
		return;
	else if (reader->runs && reader->depth < SHELL_DEPTH_MAX)
		enter_command(reader, c);
	else
		reader->quote = c;
}

/* Passes over blanks and quotes, and the backslashes of these. */
static void skip_word_blanks(struct shell_reader *reader)
{
	for (; *reader->cursor; reader->cursor++) {
		const char c = *reader->cursor, next = reader->cursor[1];

		if (!strchr(" \t\n'\"", c) &&
		    !(c == '\\' && (next == '"' || next == '\'')))
			return;
		follow_quotes(reader);
		reader->escaped = c == '\\';
	}
}

/* Passes over the quote behind a word that is alone in quotes: they are its own. */
static void close_word(struct shell_reader *reader, const char *word)
{
	const bool escaped = reader->depth && word[-2] == '\\';

	if (reader->quote && *reader->cursor == reader->quote &&
	    word[-1] == reader->quote && escaped == reader->escaped) {
		reader->quote = '\0';
		reader->escaped = false;
		reader->cursor++;
	}
}

bool shell_word_next(struct shell_reader *reader, struct shell_word *ret, bool *program)
{
	struct shell_word word;

	skip_word_blanks(reader);
	word = (struct shell_word){ reader->cursor,
				    strcspn(reader->cursor, " \t\n'\";&|()") };
	if (word.length == 0 && *word.start)
		word.length = 1;
	if (word.length == 0)
		return false;
	reader->cursor += word.length;
	reader->escaped = reader->cursor[-1] == '\\';
	/* Of "\"" the backslash is not the word's. */
	if (reader->escaped && word.length > 1 && *reader->cursor)
		word.length--;
	close_word(reader, word.start);
	*program = may_run(reader);
	follow_command(reader, &word);
	*ret = word;
	return true;
}

void shell_skip_command(struct shell_reader *reader)
{
	const unsigned depth = reader->depth;
	const bool quoted = reader->quote != '\0';

	for (; *reader->cursor && !strchr(";&|()\n", *reader->cursor); reader->cursor++) {
		struct shell_reader next = *reader;

		follow_quotes(&next);
		if (next.depth < depth || (quoted && !next.quote))
			return;
		*reader = next;
		reader->escaped = *reader->cursor == '\\';
	}
}

bool shell_command_is(const char *command)
{
	struct shell_reader reader = { .cursor = command };
	struct shell_word word;
	bool is_shell = false, takes_name = false, program;

	while (shell_word_next(&reader, &word, &program)) {
		const struct shell_word name = program_of(&word);

		if (is_shell && *word.start == '-' && word.length > 1 &&
		    word.start[1] != '-') {
			if (memchr(word.start, 'c', word.length))
				return true;
			/* "-o pipefail" */
			takes_name = word.start[word.length - 1] == 'o';
		} else if (is_shell &&
			   (takes_name || strncmp(word.start, "--", 2) == 0)) {
			takes_name = false;
		} else {
			is_shell = word_is_of(&name, shells);
		}
	}
	return false;
}
