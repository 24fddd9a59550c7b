/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/lint-command.h"

#include <fcntl.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/whole-file.h"
#include "lint/conf-line.h"
#include "lint/python-script.h"
#include "quirk/feature-group.h"

/* The names that "ethtool -k" prints for what its short names set. */
static const char *short_name(const char *name)
{
	static const struct {
		const char *name, *short_name;
	} names[] = {
		{ "rx-checksumming", "rx" },
		{ "tx-checksumming", "tx" },
		{ "scatter-gather", "sg" },
		{ "tcp-segmentation-offload", "tso" },
		{ "generic-segmentation-offload", "gso" },
		{ "generic-receive-offload", "gro" },
		{ "large-receive-offload", "lro" },
		{ "rx-vlan-offload", "rxvlan" },
		{ "tx-vlan-offload", "txvlan" },
		{ "ntuple-filters", "ntuple" },
		{ "receive-hashing", "rxhash" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (streq(name, names[i].name))
			return names[i].short_name;
	return name;
}

/* A named on/off that a call sets, and the cards that it may be for. */
struct wish {
	const struct lint *lint;
	const char *interface; /* NULL: any */
	bool found;
};

static bool action_is(const struct action *action, const char *name, bool on)
{
	if (action->on != on)
		return false;
	switch (action->type) {
	case ACTION_EEE:
		return streq(name, "eee");
	case ACTION_PRIVATE_FLAG:
		return streq(name, action->name);
	case ACTION_FEATURE:
		name = short_name(name);
		/* The kernel drops TSO with the checksums or scatter-gather that it rests
		 * on. */
		if (!on && streq(action->name, "tso") &&
		    (streq(name, "tx") || streq(name, "sg")))
			return true;
		return streq(name, action->name) ||
		       feature_group_has(name, action->name) ||
		       feature_group_has(action->name, name);
	default:
		return false;
	}
}

static bool quirk_asks(const struct plan_quirk *entry, const char *name, bool on)
{
	if (!entry->match && !entry->possible)
		return false;
	for (size_t i = 0; i < entry->quirk->n_actions; i++)
		if (action_is(&entry->quirk->actions[i], name, on))
			return true;
	return false;
}

static bool card_has(const struct nic *nic, const char *interface)
{
	for (size_t i = 0; i < nic->n_ifaces; i++)
		if (streq(nic->ifaces[i].name, interface))
			return true;
	return false;
}

static bool take_setting(void *user, const char *name, bool on)
{
	struct wish *wish = user;
	const struct plan *plan = wish->lint->plan;

	for (size_t i = 0; i < plan->n_cards && !wish->found; i++) {
		const struct plan_card *card = &plan->cards[i];

		if (wish->interface && !card_has(card->nic, wish->interface))
			continue;
		for (size_t j = 0; j < card->n_quirks && !wish->found; j++)
			wish->found = quirk_asks(&card->quirks[j], name, on);
	}
	return !wish->found;
}

/* Whether the call sets what a quirk of a card asks for: that of INTERFACE, or any where
 * NULL. */
static bool call_cures(const struct lint *lint, const struct ethtool_call *call,
		       const char *interface)
{
	struct wish wish = { .lint = lint, .interface = interface };

	/* Of a name that no card here has, such as an alternative one, any may be meant.
	 */
	if (interface && !lint_has_card(lint, interface))
		wish.interface = NULL;
	ethtool_call_settings(call, take_setting, &wish);
	return wish.found;
}

static int check_call(struct lint *lint, const struct lint_command *command,
		      const struct ethtool_call *call, struct lint_effect *effect)
{
	bool variable = strpbrk(call->interface, "$%`") != NULL;
	/* Of a unit only "%i" is the instance. */
	bool is_self = !command->is_unit || strncasecmp(call->interface, "%i", 3) == 0;
	const char *self = is_self ? command->self : NULL;
	struct shell_word refused;
	const char *interface = variable ? self : call->interface;

	if (call->effect == ETHTOOL_FAILS)
		return lint_add(
			lint, LINT_ETHTOOL, command->file, command->line,
			"ethtool has no option %s: it sets nothing and exits with 1",
			call->option);
	if (call->effect == ETHTOOL_SHOWS)
		return lint_add(lint, LINT_ETHTOOL, command->file, command->line,
				"\"ethtool%s%s\" only shows the settings of %s",
				*call->option ? " " : "", call->option, call->interface);
	if (call->in_shell && !command->is_shell && !(call->parted && command->is_unit))
		return lint_add(
			lint, LINT_ETHTOOL, command->file, command->line,
			"no shell reads this line: ethtool takes what follows the "
			"settings for another one, exits with 1 and sets nothing");
	if (ethtool_call_refused(call, command->is_shell, &refused))
		return lint_add(lint, LINT_ETHTOOL, command->file, command->line,
				"ethtool does not take \"%.*s\" here: it exits with an "
				"error and sets nothing",
				(int)refused.length, refused.start);
	if (interface && !lint_has_interface(lint, interface) &&
	    !(command->is_made && command->is_made(command->user, interface)))
		return lint_add(lint, command->no_interface, command->file, command->line,
				"is for %s, and there is no such interface", interface);
	if (!call_cures(lint, call, interface))
		return 0;
	if (interface && lint_is_bridge(lint, interface))
		return lint_add(
			lint, LINT_BRIDGE, command->file, command->line,
			"sets it on %s, and the card below keeps its own: what is "
			"forwarded through %s still uses it",
			interface, interface);
	if (effect->cures)
		return 0;
	effect->cures = true;
	effect->line = command->line;
	snprintf(effect->file, sizeof(effect->file), "%s", command->file);
	snprintf(effect->interface, sizeof(effect->interface), "%s", interface ?: "");
	return 0;
}

int lint_command(struct lint *lint, const struct lint_command *command,
		 struct lint_effect *effect)
{
	struct shell_reader reader = { .cursor = command->text };
	struct ethtool_call call;
	int r = 0;

	while (r >= 0 && ethtool_line_next(&reader, &call))
		r = check_call(lint, command, &call, effect);
	return r;
}

/* A script runs others, and those may run it: one level is looked at. */
#define SCRIPT_DEPTH 1

struct script {
	struct lint *lint;
	enum lint_id no_interface;
	struct lint_effect *effect;
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
					      .is_shell = true };
	struct script below = *script;
	char path[PATH_MAX];
	int r = lint_command(script->lint, &command, script->effect);

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

static int read_script(const struct script *script, const char *path)
{
	_cleanup_free_ char *text = read_owner_script(path);
	int r;

	if (text && python_is_script(path, text))
		return read_python_script(script, path, text);
	r = conf_lines_read(path, take_script_line, (void *)(uintptr_t)script);
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
	const struct script script = { lint, no_interface, effect, 0 };

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
