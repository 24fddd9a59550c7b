/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/python-script.h"

#include <strings.h>

#include "lint/ethtool-line.h"
#include "lint/python-value.h"

/* The functions of Python that run a command. */
static const struct {
	const char *module, *name;
	bool by_shell;
} python_functions[] = {
	{ "subprocess", "run", false },
	{ "subprocess", "call", false },
	{ "subprocess", "check_call", false },
	{ "subprocess", "check_output", false },
	{ "subprocess", "Popen", false },
	{ "subprocess", "getoutput", true },
	{ "subprocess", "getstatusoutput", true },
	{ "os", "system", true },
	{ "os", "popen", true },
};

struct python_script {
	const char *text;
	struct python_names names;
	python_command_taker *take; /* NULL: the names are collected first */
	void *user;
	unsigned unread;
};

bool python_is_script(const char *path, const char *text)
{
	const size_t length = strlen(path);
	const char *end = strchr(text, '\n');
	const char *word = strstr(text, "python");

	if (strncmp(text, "#!", 2) == 0)
		return word && (!end || word < end);
	return length > 3 && streq(path + length - 3, ".py");
}

static bool same_name(const char *name, size_t length, const char *other)
{
	return strlen(other) == length && strncmp(name, other, length) == 0;
}

/* "import subprocess as sp": whether QUALIFIER is how the script calls MODULE. */
static bool is_module(const struct python_script *script, const char *module,
		      const char *qualifier, size_t length)
{
	char import[128];

	if (same_name(qualifier, length, module))
		return true;
	snprintf(import, sizeof(import), "import %s as %.*s\n", module, (int)length,
		 qualifier);
	return strstr(script->text, import);
}

/* "from subprocess import run": whether the script has the function by its bare name. */
static bool is_imported(const struct python_script *script, const char *module,
			const char *name)
{
	const char *at = script->text;
	char import[64];

	snprintf(import, sizeof(import), "from %s import ", module);
	while ((at = strstr(at, import))) {
		const char *end = at + strcspn(at, "\n"), *found = strstr(at, name);

		if (found && found < end && !python_is_name_char(found[-1]) &&
		    !python_is_name_char(found[strlen(name)]))
			return true;
		at = end;
	}
	return false;
}

/* The part of "a.b.name" behind its dots. */
static const char *last_part(const char *name, size_t *length)
{
	const char *dot = memrchr(name, '.', *length);

	if (!dot)
		return name;
	*length -= (size_t)(dot + 1 - name);
	return dot + 1;
}

/* The row of the function that "a.b.name" is; -1 where it is none. */
static int find_python_function(const struct python_script *script, const char *name,
				size_t length)
{
	size_t last_length = length;
	const char *last = last_part(name, &last_length);

	for (size_t i = 0; i < ARRAY_SIZE(python_functions); i++) {
		const char *module = python_functions[i].module;

		if (!same_name(last, last_length, python_functions[i].name))
			continue;
		if (last > name
			    ? is_module(script, module, name, (size_t)(last - 1 - name))
			    : is_imported(script, module, python_functions[i].name))
			return (int)i;
	}
	return -1;
}

/* What only looks for the program, or prints. */
static bool is_no_run(const char *name, size_t length)
{
	static const char *const words[] = { "which",	"exists", "isfile",
					     "access",	"print",  "info",
					     "warning", "error",  "debug" };

	name = last_part(name, &length);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (same_name(name, length, words[i]))
			return true;
	return false;
}

static void note_unread(struct python_script *script, unsigned line)
{
	if (!script->unread || line < script->unread)
		script->unread = line;
}

/* Whether the call has "shell=True", behind its first argument. */
static bool has_shell(struct python_reading *reading)
{
	static const char word[] = "shell=True";
	bool found = false;

	while (*reading->at == ',') {
		reading->at++;
		python_skip_blanks(reading);
		found |= strncmp(reading->at, word, strlen(word)) == 0;
		python_skip_expression(reading);
	}
	return found;
}

/* Whether the text has ethtool in it, perhaps as a name: ETHTOOL. */
static bool names_ethtool(const char *begin, const char *end)
{
	static const char word[] = "ethtool";

	for (; begin < end; begin++)
		if (strncasecmp(begin, word, strlen(word)) == 0)
			return true;
	return false;
}

/* Reads the call of a function of the table, behind its parenthesis. */
static int read_run(struct python_script *script, struct python_reading *reading,
		    bool by_shell)
{
	struct python_command command = { .line = reading->line };
	struct python_text text = { command.text, sizeof(command.text), 0, true };
	const char *begin = reading->at;
	bool list, known;

	known = python_read_argument(reading, &text, &list);
	by_shell |= has_shell(reading);
	/* Of a list a shell takes the first word for its script, and no more. */
	if (known && !(by_shell && list)) {
		command.run = by_shell ? PYTHON_SHELL : list ? PYTHON_WORDS : PYTHON_NAME;
		return script->take(script->user, &command);
	}
	if (names_ethtool(begin, reading->at))
		note_unread(script, command.line);
	return 0;
}

/* Whether a literal is a command of ethtool, or its name. */
static bool is_ethtool_literal(const char *text)
{
	const char *slash = strrchr(text, '/');

	return streq(slash ? slash + 1 : text, "ethtool") || ethtool_line_sets(text);
}

/* Whether one of the literals in a value is one of ethtool's; steps over the value. */
static bool has_ethtool_literal(struct python_reading *reading)
{
	struct python_reading value = *reading;
	bool found = false;

	reading->one_line = true;
	python_skip_expression(reading);
	reading->one_line = false;
	while (value.at < reading->at) {
		char buffer[1024] = "";
		struct python_text text = { buffer, sizeof(buffer), 0, true };

		python_skip_blanks(&value);
		if (!python_at_literal(value.at)) {
			value.at += *value.at != '\0';
			continue;
		}
		python_read_literal(&value, &text);
		found |= is_ethtool_literal(buffer);
	}
	return found;
}

/* A name gets a value; more than once where a loop or a function gives it one. */
static void add_python_name(struct python_script *script, const char *name, size_t length,
			    const struct python_reading *value, unsigned times)
{
	struct python_name *known = python_find_name(&script->names, name, length);

	if (!known && script->names.n < ARRAY_SIZE(script->names.list) &&
	    length < sizeof(known->name)) {
		known = &script->names.list[script->names.n++];
		snprintf(known->name, sizeof(known->name), "%.*s", (int)length, name);
		known->value = value->at + strspn(value->at, "= \t");
		known->line = value->line;
	}
	if (known)
		known->times += times;
}

/* A name at the begin of a statement, or anywhere: what follows decides. MANY: in "for
 * ..." or "def ...", names stand for more than one value. */
static int read_name(struct python_script *script, struct python_reading *reading,
		     bool is_statement, bool *many)
{
	const char *name = reading->at;
	const size_t length = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_.0123456789"
					   "abcdefghijklmnopqrstuvwxyz");
	struct python_name *known;
	bool assigns, changes;
	int row;

	reading->at += length ?: 1; /* what is no ASCII */
	*many |= same_name(name, length, "for") || same_name(name, length, "def") ||
		 same_name(name, length, "as") || same_name(name, length, "lambda");
	reading->at += strspn(reading->at, " \t");
	assigns = is_statement && *reading->at == '=' && reading->at[1] != '=';
	changes = is_statement && *reading->at && strchr("+-|,", *reading->at);
	*many |= changes;
	if (!script->take) {
		if (*many || changes || assigns)
			add_python_name(script, name, length, reading,
					*many || changes ? 2 : 1);
		return 0;
	}
	known = python_find_name(&script->names, name, length);
	if (assigns && known && known->times == 1) {
		/* A literal counts where its name is used. */
		reading->at += strspn(reading->at, "= \t");
		if (python_at_literal(reading->at) || *reading->at == '[')
			known->is_command = has_ethtool_literal(reading);
		return 0;
	}
	if (*reading->at != '(')
		return 0;
	row = find_python_function(script, name, length);
	if (row >= 0) {
		reading->at++;
		return read_run(script, reading, python_functions[row].by_shell);
	}
	if (is_no_run(name, length)) {
		reading->at++;
		python_skip_expression(reading);
	}
	return 0;
}

static int read_python(struct python_script *script)
{
	struct python_reading reading = { script->text, 1, false, &script->names };
	bool many = false;
	char before = '\n';
	int r = 0;

	while (r >= 0) {
		const unsigned line = reading.line;
		bool is_statement;
		char buffer[1024] = "";
		struct python_text text = { buffer, sizeof(buffer), 0, true };

		python_skip_blanks(&reading);
		if (!*reading.at)
			break;
		if (reading.line != line)
			before = '\n';
		many &= before != '\n';
		is_statement = strchr("\n:;", before) != NULL;
		before = *reading.at;
		if (python_at_literal(reading.at)) {
			const unsigned begin = reading.line;

			python_read_literal(&reading, &text);
			if (script->take && !is_statement && is_ethtool_literal(buffer))
				note_unread(script, begin);
		} else if (python_is_name_char(*reading.at)) {
			r = read_name(script, &reading, is_statement, &many);
		} else {
			reading.at++;
		}
	}
	return r;
}

int python_commands_read(const char *text, python_command_taker *take, void *user,
			 unsigned *unread)
{
	struct python_script script = { .text = text };
	int r = read_python(&script);

	script.take = take;
	script.user = user;
	if (r >= 0)
		r = read_python(&script);
	if (r < 0)
		return r;
	for (size_t i = 0; i < script.names.n; i++) {
		const struct python_name *name = &script.names.list[i];

		if (name->is_command && !name->used)
			note_unread(&script, name->line);
	}
	*unread = script.unread;
	return 0;
}
