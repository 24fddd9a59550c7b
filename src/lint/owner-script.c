/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <sys/stat.h>

#include "base/whole-file.h"
#include "lint/conf-line.h"
#include "lint/lint-command.h"
#include "lint/python-script.h"

/* A script runs others, and those may run it: one level is looked at. */
#define SCRIPT_DEPTH 1

struct script {
	struct lint *lint;
	enum lint_id no_interface;
	struct lint_effect *effect;
	struct shell_variables *variables; /* NULL: it is none of a shell */
	unsigned depth;
};

/* Whether the line runs a script, and does not only name it: it begins with its path,
 * perhaps after a word that runs what follows. */
static bool runs_script(const char *text)
{
	static const char *const words[] = {
		"sh ",	   "bash ", "dash ",	". ",
		"source ", "exec ", "/bin/sh ", "/bin/bash "
	};
	bool again = true;

	while (again) {
		again = false;
		text += strspn(text, " \t\"'");
		for (size_t i = 0; i < ARRAY_SIZE(words); i++)
			if (strncmp(text, words[i], strlen(words[i])) == 0) {
				text += strlen(words[i]);
				again = true;
			}
	}
	return *text == '/';
}

static int read_script(const struct script *script, const char *path);

static int take_script_line(void *user, char *text, const char *file, unsigned line)
{
	const struct script *script = user;
	const struct lint_command command = { .text = text,
					      .file = file,
					      .line = line,
					      .no_interface = script->no_interface,
					      .variables = script->variables,
					      .is_shell = true };
	struct script below = *script;
	char path[PATH_MAX];
	int r;

	if (shell_line_is_text(script->variables, text))
		return 0;
	r = lint_command(script->lint, &command, script->effect);
	if (r < 0 || below.depth++ == SCRIPT_DEPTH || !runs_script(text) ||
	    lint_command_script(script->lint, text, path) < 0 || streq(path, file))
		return r;
	return read_script(&below, path);
}

/* A script that a host can have: more is not read. */
#define SCRIPT_MAX ((size_t)1 << 20)

/* The text of a script; NULL where it is none, or cannot be read. */
static char *read_owner_script(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;
	size_t length;
	char *text;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ||
	    whole_file_read(fd, &st, SCRIPT_MAX, &text, &length) < 0)
		return NULL;
	return text;
}

struct python_check {
	const struct script *script;
	const char *path;
};

static int take_python_command(void *user, const struct python_command *python)
{
	const struct python_check *check = user;
	const struct script *script = check->script;
	const struct lint_command command = { .text = python->text,
					      .file = check->path,
					      .line = python->line,
					      .no_interface = script->no_interface,
					      .is_shell = python->run == PYTHON_SHELL };
	struct script below = *script;
	char path[PATH_MAX];
	int r;

	if (python->run == PYTHON_NAME) {
		if (!ethtool_line_sets(python->text))
			return 0;
		return lint_add(script->lint, LINT_ETHTOOL, check->path, python->line,
				"Python takes all of \"%s\" for the name of a program: "
				"that needs a list of words, or shell=True",
				python->text);
	}
	r = lint_command(script->lint, &command, script->effect);
	if (r < 0 || below.depth++ == SCRIPT_DEPTH || !runs_script(python->text) ||
	    lint_command_script(script->lint, python->text, path) < 0 ||
	    streq(path, check->path))
		return r;
	return read_script(&below, path);
}

static int read_python_script(const struct script *script, const char *path,
			      const char *text)
{
	struct python_check check = { script, path };
	unsigned unread = 0;
	int r = python_commands_read(text, take_python_command, &check, &unread);

	if (r < 0 || !unread)
		return r;
	return lint_add(
		script->lint, LINT_SCRIPT_UNREAD, path, unread,
		"runs ethtool with words that are made when the script runs: what "
		"it sets is not judged");
}

static int note_script_line(void *user, char *text, const char *file _unused_,
			    unsigned line _unused_)
{
	return shell_line_is_text(user, text) ? 0 : shell_variables_note(user, text);
}

/* Twice: what a variable is, only the whole of it says. */
static int read_shell_script(const struct script *script, const char *path)
{
	struct shell_variables variables = { 0 };
	struct script read = *script;
	int r = conf_lines_read(path, note_script_line, &variables);

	read.variables = &variables;
	*variables.here = '\0';
	if (r >= 0)
		r = conf_lines_read(path, take_script_line, &read);
	shell_variables_clear(&variables);
	return r;
}

static int read_script(const struct script *script, const char *path)
{
	_cleanup_free_ char *text = read_owner_script(path);
	int r;

	if (text && python_is_script(path, text))
		return read_python_script(script, path, text);
	r = read_shell_script(script, path);
	if (r < 0 && r != -ENOMEM) {
		if (r != -ENOENT && r != -EISDIR)
			problem_add(script->lint->problems, path, 0, "%s", strerror(-r));
		r = 0;
	}
	return r;
}

int lint_script(struct lint *lint, const char *path, enum lint_id no_interface,
		struct lint_effect *effect)
{
	const struct script script = { lint, no_interface, effect, NULL, 0 };

	return read_script(&script, path);
}

/* Whether a file is a script of a shell: programs are not looked into. */
static bool is_shell_script(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	char line[64] = "";
	ssize_t n = fd < 0 ? -1 : read(fd, line, sizeof(line) - 1);

	line[n < 0 ? 0 : n] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return strncmp(line, "#!", 2) == 0 && strstr(line, "sh");
}

/* What is in these folders is the owner's, whatever it is. */
static bool is_in_own_folder(const char *path)
{
	static const char *const folders[] = { "/usr/local/", "/etc/", "/opt/", "/root/",
					       "/home/",      "/srv/", "/var/" };

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		if (strncmp(path, folders[i], strlen(folders[i])) == 0)
			return true;
	return false;
}

int lint_command_script(const struct lint *lint, const char *command,
			char ret[static PATH_MAX])
{
	const char *end;

	for (const char *at = command; *at; at = end) {
		char path[PATH_MAX];
		struct stat st;

		at += strspn(at, " \t\n'\"-@:+!");
		end = at + strcspn(at, " \t\n'\";&|()");
		if (end == at) {
			end += *at != '\0';
			continue;
		}
		if (*at != '/' || (size_t)(end - at) >= sizeof(path))
			continue;
		snprintf(path, sizeof(path), "%.*s", (int)(end - at), at);
		if (env_path(ret, lint->env, ENV_ROOT, "%s", path + 1) == 0 &&
		    stat(ret, &st) == 0 && S_ISREG(st.st_mode) &&
		    (is_in_own_folder(path) || is_shell_script(ret)))
			return 0;
	}
	return -ENOENT;
}
