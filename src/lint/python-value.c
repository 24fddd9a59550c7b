/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/python-value.h"

#include <ctype.h>

bool python_is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

struct python_name *python_find_name(struct python_names *names, const char *name,
				     size_t length)
{
	for (size_t i = 0; i < names->n; i++)
		if (strlen(names->list[i].name) == length &&
		    strncmp(names->list[i].name, name, length) == 0)
			return &names->list[i];
	return NULL;
}

void python_skip_blanks(struct python_reading *reading)
{
	for (; *reading->at; reading->at++) {
		if (*reading->at == '#')
			reading->at += strcspn(reading->at, "\n");
		if (*reading->at == '\\' && reading->at[1] == '\n')
			reading->at++;
		else if (*reading->at == '\n' && reading->one_line)
			return;
		if (*reading->at == '\n')
			reading->line++;
		if (!isspace((unsigned char)*reading->at))
			return;
	}
}

static void add_python_char(struct python_text *text, char c)
{
	if (text->length + 1 >= text->size) {
		text->known = false;
		return;
	}
	text->buffer[text->length++] = c;
	text->buffer[text->length] = '\0';
}

static void cut_python_text(struct python_text *text, size_t length)
{
	if (text->size) {
		text->length = length;
		text->buffer[length] = '\0';
	}
}

/* The length of a literal's prefix, such as the f of f"..."; -1: no literal. */
static int literal_prefix(const char *at)
{
	size_t n = strspn(at, "rRbBuUfF");

	return n <= 2 && (at[n] == '"' || at[n] == '\'') ? (int)n : -1;
}

bool python_at_literal(const char *at)
{
	return literal_prefix(at) >= 0;
}

static bool read_value(struct python_reading *reading, struct python_text *text);

/* What a name stands for, or "$name". */
static void add_python_value(struct python_reading *reading, const char *name,
			     size_t length, struct python_text *text)
{
	struct python_name *known = python_find_name(reading->names, name, length);
	const size_t begin = text->length;

	if (known && known->times == 1) {
		/* One level of names is looked at. */
		struct python_names none = { .n = 0 };
		struct python_reading inner = { known->value, known->line, true, &none };

		if (read_value(&inner, text)) {
			known->used = true;
			return;
		}
		cut_python_text(text, begin);
	}
	add_python_char(text, '$');
	for (size_t i = 0; i < length; i++)
		add_python_char(text, name[i]);
}

/* What stands in the braces of an f"..." */
static void add_python_field(struct python_reading *reading, const char *field,
			     struct python_text *text)
{
	size_t length = 0;

	while (python_is_name_char(field[length]))
		length++;
	if (field[length] == '}')
		add_python_value(reading, field, length, text);
	else
		add_python_char(text, '$');
}

void python_read_literal(struct python_reading *reading, struct python_text *text)
{
	const size_t prefix = (size_t)literal_prefix(reading->at);
	const bool formatted =
		memchr(reading->at, 'f', prefix) || memchr(reading->at, 'F', prefix);
	const bool raw =
		memchr(reading->at, 'r', prefix) || memchr(reading->at, 'R', prefix);
	const char quote = reading->at[prefix];
	size_t quotes;

	reading->at += prefix;
	quotes = reading->at[1] == quote && reading->at[2] == quote ? 3 : 1;
	for (reading->at += quotes; *reading->at; reading->at++) {
		const char *at = reading->at;

		if (*at == quote && (quotes == 1 || (at[1] == quote && at[2] == quote))) {
			reading->at += quotes;
			return;
		}
		if (*at == '\n' && quotes == 1)
			return;
		if (*at == '\n')
			reading->line++;
		if (*at == '\\' && at[1] && !raw) {
			reading->at++;
			reading->line += at[1] == '\n';
			add_python_char(text, strchr("\\'\"", at[1]) ? at[1] : ' ');
		} else if (*at == '{' && formatted) {
			add_python_field(reading, at + 1, text);
			reading->at += strcspn(at, "}\n\"'");
			if (*reading->at != '}')
				reading->at--;
		} else {
			add_python_char(text, *at);
		}
	}
}

void python_skip_expression(struct python_reading *reading)
{
	const bool one_line = reading->one_line;
	unsigned depth = 0;

	for (;;) {
		struct python_text nothing = { 0 };
		char c;

		reading->one_line = one_line && depth == 0;
		python_skip_blanks(reading);
		c = *reading->at;
		if (!c || c == '\n' || (depth == 0 && strchr(",)]}", c)))
			break;
		if (python_at_literal(reading->at)) {
			python_read_literal(reading, &nothing);
		} else if (python_is_name_char(c)) {
			while (python_is_name_char(*reading->at))
				reading->at++;
		} else {
			depth += strchr("([{", c) != NULL;
			depth -= strchr(")]}", c) != NULL;
			reading->at++;
		}
	}
	reading->one_line = one_line;
}

/* Whether nothing more belongs to the value that ends here. */
static bool ends_value(struct python_reading *reading)
{
	python_skip_blanks(reading);
	return !*reading->at || strchr(",)]}\n;", *reading->at);
}

/* Literals and names, side by side or with '+' between them. Whether that is all. */
static bool read_value(struct python_reading *reading, struct python_text *text)
{
	for (;;) {
		if (python_at_literal(reading->at)) {
			python_read_literal(reading, text);
		} else if (python_is_name_char(*reading->at)) {
			const char *name = reading->at;

			while (python_is_name_char(*reading->at))
				reading->at++;
			add_python_value(reading, name, (size_t)(reading->at - name),
					 text);
		} else {
			return false;
		}
		if (ends_value(reading))
			return text->known;
		if (*reading->at == '+') {
			reading->at++;
			python_skip_blanks(reading);
		} else if (!python_at_literal(reading->at)) {
			/* A call, an index, a format: made when the script runs. */
			return false;
		}
	}
}

/* The words of a list, behind its bracket. Whether all are known, but for some that stand
 * for one word. */
static bool read_list(struct python_reading *reading, char end, struct python_text *text)
{
	reading->one_line = false;
	for (;;) {
		size_t begin;

		python_skip_blanks(reading);
		if (*reading->at == end)
			return text->known;
		/* "*words": nobody knows how many. */
		if (*reading->at == '*' || !*reading->at)
			return false;
		if (text->length)
			add_python_char(text, ' ');
		begin = text->length;
		if (!read_value(reading, text)) {
			cut_python_text(text, begin);
			add_python_char(text, '$');
			python_skip_expression(reading);
		}
		if (strpbrk(text->buffer + begin, " \t"))
			return false;
		if (*reading->at == ',')
			reading->at++;
		else if (*reading->at != end)
			return false;
	}
}

/* The argument where its value stands. */
static bool read_argument_value(struct python_reading *reading, struct python_text *text,
				bool *list)
{
	static const char split[] = ".split()", shlex[] = "shlex.split(";
	const bool one_line = reading->one_line;

	python_skip_blanks(reading);
	*list = true;
	if (*reading->at == '[' || *reading->at == '(') {
		char end = *reading->at == '[' ? ']' : ')';

		reading->at++;
		if (!read_list(reading, end, text))
			return false;
		reading->at++;
		reading->one_line = one_line;
		return ends_value(reading);
	}
	if (strncmp(reading->at, shlex, strlen(shlex)) == 0) {
		reading->at += strlen(shlex);
		if (!read_value(reading, text) || *reading->at++ != ')')
			return false;
		return ends_value(reading);
	}
	if (python_at_literal(reading->at)) {
		struct python_reading again = *reading;

		python_read_literal(&again, text);
		if (strncmp(again.at, split, strlen(split)) == 0) {
			again.at += strlen(split);
			return ends_value(&again) && text->known;
		}
		cut_python_text(text, 0);
	}
	*list = false;
	return read_value(reading, text);
}

bool python_read_argument(struct python_reading *reading, struct python_text *text,
			  bool *list)
{
	struct python_reading value;
	struct python_name *name;
	size_t length = 0;
	bool known;

	python_skip_blanks(reading);
	value = *reading;
	while (python_is_name_char(reading->at[length]))
		length++;
	name = strchr(",)", reading->at[length])
		       ? python_find_name(reading->names, reading->at, length)
		       : NULL;
	if (name && name->times == 1)
		value = (struct python_reading){ name->value, name->line, true,
						 reading->names };
	known = read_argument_value(&value, text, list);
	if (known && name)
		name->used = true;
	python_skip_expression(reading);
	return known && *text->buffer != '$';
}
