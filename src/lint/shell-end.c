/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/shell-end.h"

#include <ctype.h>

#include "lint/conf-line.h"

struct shell_reading {
	unsigned depth; /* of blocks */
	unsigned end;
};

static bool is_one_of(const char *const *words, const char *word, size_t length)
{
	for (; *words; words++)
		if (strlen(*words) == length && memcmp(*words, word, length) == 0)
			return true;
	return false;
}

/* Follows the blocks that the line opens and closes. A word is the shell's own only where
 * a command may begin. */
static void follow_blocks(struct shell_reading *reading, const char *text)
{
	static const char *const opening[] = { "if",	"case", "for", "while",
					       "until", "{",	"(",   NULL };
	static const char *const closing[] = { "fi", "esac", "done", "}", ")", NULL };
	static const char *const before[] = { "then", "else", "elif", "do",
					      "!",    "time", "{",    NULL };
	bool begins = true;

	while (*text) {
		size_t length = strcspn(text, " \t;&|");

		if (length && begins) {
			if (is_one_of(opening, text, length))
				reading->depth++;
			else if (is_one_of(closing, text, length) && reading->depth)
				reading->depth--;
			begins = is_one_of(before, text, length);
		} else if (length == 1 && *text == '{') {
			/* Of a function. */
			reading->depth++;
		}
		text += length;
		if (*text)
			begins |= !isblank((unsigned char)*text++);
	}
}

static bool is_plain_exit(const char *text)
{
	if (strncmp(text, "exit", strlen("exit")) != 0)
		return false;
	text += strlen("exit");
	return text[strspn(text, " \t;0123456789")] == '\0';
}

/* Takes quoted text out; false where it goes on in the next line, or may do so. */
static bool blank_quotes(char *text)
{
	char quote = '\0';

	for (; *text; text++) {
		if (*text == '\\' || *text == '`')
			return false;
		if (quote ? *text == quote : *text == '"' || *text == '\'')
			quote = quote ? '\0' : *text;
		else if (!quote)
			continue;
		*text = 'x';
	}
	return !quote;
}

static int take_shell_line(void *user, char *text, const char *file _unused_,
			   unsigned line)
{
	struct shell_reading *reading = user;

	/* What follows "<<" is no command. */
	if (!blank_quotes(text) || strstr(text, "<<"))
		return -ECANCELED;
	if (!reading->depth && is_plain_exit(text)) {
		reading->end = line;
		return -ECANCELED;
	}
	follow_blocks(reading, text);
	return 0;
}

unsigned shell_script_end(const char *path)
{
	struct shell_reading reading = { 0 };
	int r = conf_lines_read(path, take_shell_line, &reading);

	return r < 0 && r != -ECANCELED ? 0 : reading.end;
}
