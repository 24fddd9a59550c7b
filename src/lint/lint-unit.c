/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fnmatch.h>

#include "base/array.h"
#include "lint/conf-line.h"
#include "lint/lint-command.h"
#include "lint/unit-environment.h"
#include "lint/unit-start.h"

/* What is started once the network is, or brings it up. */
static const char *const network_units[] = {
	"network.target",    "network-online.target",	 "networking.service",
	"ifupdown.service",  "systemd-networkd.service", "NetworkManager.service",
	"multi-user.target",
};

/* Who must come after a unit for it to be in time. */
static const char *const early_units[] = {
	"network-pre.target",	  "networking.service",	   "systemd-networkd.service",
	"NetworkManager.service", "ifupdown2-pre.service", "ifupdown-pre.service",
	"sysinit.target",	  "basic.target",
};

/* Whether the line of a unit runs before the network, also as what that itself runs
 * first. */
static bool is_early(const struct unit_file *file, const struct unit_line *exec)
{
	const bool runs_first = str_in_set(exec->key, "ExecStartPre", "ExecCondition");

	for (size_t i = 0; i < ARRAY_SIZE(early_units); i++)
		if ((runs_first && streq(file->name, early_units[i])) ||
		    unit_file_find_word(file, "Unit", "Before", early_units[i]))
			return true;
	return false;
}

/* Where the fault is: the line that orders the unit, or, of a drop-in, that drop-in's
 * own. */
static int add_late(struct lint *lint, const struct unit_line *after, const char *unit,
		    const struct lint_effect *effect, const char *exec_file)
{
	const char *master = lint_master(lint, effect->interface);
	const char *name = *effect->interface ? effect->interface : "the card";
	bool is_own = streq(after->file, exec_file);

	return lint_add(lint, LINT_UNIT_LATE, is_own ? after->file : effect->file,
			is_own ? after->line : effect->line,
			"runs after %s: by then %s is up%s%s and carries traffic", unit,
			name, master ? ", in " : "", master ?: "");
}

static int check_order(struct lint *lint, const struct unit_file *file,
		       const struct lint_effect *effect, const struct unit_line *exec)
{
	const char *master = lint_master(lint, effect->interface);

	for (size_t i = 0; i < ARRAY_SIZE(network_units); i++) {
		const struct unit_line *after =
			unit_file_find_word(file, "Unit", "After", network_units[i]);

		if (after)
			return add_late(lint, after, network_units[i], effect,
					exec->file);
	}
	if (is_early(file, exec))
		return 0;
	return lint_add(lint, LINT_UNIT_LATE, effect->file, effect->line,
			"is not ordered before the network: %s may be up%s%s by then",
			*effect->interface ? effect->interface : "the card",
			master ? " and in " : "", master ?: "");
}

/* NixOS' "networking.localCommands", whose text is in the store. */
static bool is_local_commands(const struct unit_file *file, const char *command)
{
	return streq(file->name, "network-local-commands.service") &&
	       strstr(command, "/nix/store/");
}

/* Whether a command of the unit makes the interface: "ip link add NAME ...". */
static bool is_made_by_unit(const void *user, const char *interface)
{
	const struct unit_file *file = user;

	for (size_t i = 0; i < file->n_lines; i++) {
		const struct unit_line *line = &file->lines[i];
		const char *add = strncmp(line->key, "Exec", strlen("Exec")) == 0
					  ? strstr(line->value, " add ")
					  : NULL;

		if (add && strstr(add, interface))
			return true;
	}
	return false;
}

static int check_exec(struct lint *lint, const struct unit_file *file,
		      const struct unit_line *exec, const char *instance,
		      const struct strings *variables, struct lint_effect *effect)
{
	_cleanup_free_ char *text = unit_environment_expand(variables, exec->value);
	const struct lint_command command = { .text = text,
					      .file = exec->file,
					      .line = exec->line,
					      .no_interface = LINT_UNIT_INTERFACE,
					      .self = instance,
					      .is_made = is_made_by_unit,
					      .user = file,
					      .is_shell = shell_command_is(exec->value),
					      .is_unit = true };
	char script[PATH_MAX];
	int r;

	if (!text)
		return -ENOMEM;
	r = lint_command(lint, &command, effect);
	if (r < 0)
		return r;
	r = lint_command_script(lint, text, script);
	if (r >= 0)
		return lint_script(lint, script, LINT_SCRIPT_INTERFACE, effect);
	if (!is_local_commands(file, exec->value))
		return 0;
	return lint_add(
		lint, LINT_SCRIPT_UNREAD, exec->file, exec->line,
		"runs a script that is not on this host, beside the units that set "
		"addresses: what it sets may come too late");
}

/* The interface of a device's unit, "sys-subsystem-net-devices-enp0s25.device"; false: it
 * is of no interface, or a specifier names it. */
static bool device_interface(const char *word, char ret[static IFNAMSIZ])
{
	static const char prefix[] = "sys-subsystem-net-devices-", suffix[] = ".device";
	size_t length = strlen(word), n = 0;
	const char *end = word + length - strlen(suffix);

	if (strncmp(word, prefix, strlen(prefix)) != 0 ||
	    length <= strlen(prefix) + strlen(suffix) || !streq(end, suffix) ||
	    strchr(word, '%'))
		return false;
	for (word += strlen(prefix); word < end && n < IFNAMSIZ - 1; word++) {
		char c = *word;

		if (strncmp(word, "\\x2d", 4) == 0) {
			c = '-';
			word += 3;
		}
		ret[n++] = c;
	}
	ret[n] = '\0';
	return word == end;
}

/* The interface of a condition, "/sys/class/net/enp0s25"; false: it is of none, or not
 * the only one. */
static bool condition_interface(const struct unit_line *line, char ret[static IFNAMSIZ])
{
	static const char prefix[] = "/sys/class/net/";
	const char *name = line->value + strlen(prefix);
	size_t length;

	if (!str_in_set(line->key, "ConditionPathExists", "AssertPathExists",
			"ConditionPathIsDirectory", "AssertPathIsDirectory") ||
	    strncmp(line->value, prefix, strlen(prefix)) != 0)
		return false;
	length = strcspn(name, "/");
	if (length == 0 || length >= IFNAMSIZ || memchr(name, '%', length))
		return false;
	memcpy(ret, name, length);
	ret[length] = '\0';
	return true;
}

static int add_missing_device(struct lint *lint, const struct unit_line *line,
			      const char *name)
{
	return lint_add(lint, LINT_UNIT_INTERFACE, line->file, line->line,
			"never starts: it needs %s, and there is no such interface",
			name);
}

/* A unit that needs a device which is not there is never started. */
static int check_unit_device(struct lint *lint, const struct unit_line *line,
			     bool *reported)
{
	_cleanup_free_ char *words = NULL;
	char *cursor, *word, name[IFNAMSIZ];

	if (!streq(line->section, "Unit"))
		return 0;
	if (condition_interface(line, name) && !lint_has_interface(lint, name)) {
		*reported = true;
		return add_missing_device(lint, line, name);
	}
	if (!str_in_set(line->key, "BindsTo", "Requires", "Requisite"))
		return 0;
	words = cursor = strdup(line->value);
	if (!words)
		return -ENOMEM;
	while ((word = conf_word(&cursor))) {
		if (!device_interface(word, name) || lint_has_interface(lint, name))
			continue;
		*reported = true;
		return add_missing_device(lint, line, name);
	}
	return 0;
}

static int check_unit_devices(struct lint *lint, const struct unit_file *file,
			      bool *reported)
{
	int r = 0;

	for (size_t i = 0; i < file->n_lines && r >= 0 && !*reported; i++)
		r = check_unit_device(lint, &file->lines[i], reported);
	return r;
}

/* Whether systemd loads the unit, starts it, and is not kept from that. */
static int check_unit_runs(struct lint *lint, const struct unit_file *file,
			   bool *reported)
{
	const struct unit_line *second = unit_second_start(file);
	int r;

	if (second) {
		*reported = true;
		return lint_add(lint, LINT_UNIT_REFUSED, second->file, second->line,
				"is never loaded: a service may have a second ExecStart= "
				"only with Type=oneshot");
	}
	r = check_unit_devices(lint, file, reported);
	if (r < 0 || *reported || fnmatch("*@.service", file->name, 0) == 0)
		return r;
	r = unit_is_never_started(lint, file, reported);
	if (r < 0 || !*reported)
		return r;
	return lint_add(lint, LINT_UNIT_UNUSED, file->path, 0,
			"is never started: it is not enabled");
}

/* INSTANCE is what "%i" stands for; NULL: the unit is no template. */
static int check_unit(struct lint *lint, const struct unit_file *file,
		      const char *instance)
{
	_cleanup_(strings_clear) struct strings variables = { 0 };
	struct lint_effect effect = { 0 };
	const struct unit_line *exec = NULL;
	bool never_starts = false;
	int r = unit_environment_read(lint->env, file, &variables);

	for (size_t i = 0; i < file->n_lines && r >= 0; i++) {
		const struct unit_line *line = &file->lines[i];

		if (!streq(line->section, "Service") ||
		    strncmp(line->key, "ExecStart", sizeof("ExecStart") - 1) != 0)
			continue;
		r = check_exec(lint, file, line, instance, &variables, &effect);
		if (effect.cures && !exec)
			exec = line;
	}
	if (r >= 0 && exec)
		r = check_unit_runs(lint, file, &never_starts);
	return r >= 0 && exec && !never_starts ? check_order(lint, file, &effect, exec)
					       : r;
}

/* The instances of a template that something wants: links "NAME@INSTANCE.service". */
static int find_instances(struct lint *lint, const struct unit_file *file,
			  struct strings *ret)
{
	_cleanup_(strings_clear) struct strings folders = { 0 };
	int stem = (int)(strlen(file->name) - strlen(".service"));
	int r;

	r = env_list(lint->env, ENV_ROOT, &folders, "etc/systemd/system");
	for (size_t i = 0; i < folders.n && r >= 0; i++) {
		_cleanup_(strings_clear) struct strings names = { 0 };
		const char *folder = folders.list[i];

		if (fnmatch("*.wants", folder, 0) != 0 &&
		    fnmatch("*.requires", folder, 0) != 0)
			continue;
		if (env_list(lint->env, ENV_ROOT, &names, "etc/systemd/system/%s",
			     folder) < 0)
			continue;
		for (size_t j = 0; j < names.n && r >= 0; j++) {
			char *name = names.list[j];
			char *end = strrchr(name, '.');

			if (strncmp(name, file->name, (size_t)stem) != 0 || !end ||
			    !streq(end, ".service"))
				continue;
			*end = '\0';
			if (name[stem] && !strings_contain(ret, name + stem))
				r = strings_add(ret, name + stem);
		}
	}
	return r == -ENOMEM ? r : 0;
}

static int check_template(struct lint *lint, const struct unit_file *file)
{
	_cleanup_(strings_clear) struct strings instances = { 0 };
	int r = find_instances(lint, file, &instances);

	for (size_t i = 0; i < instances.n && r >= 0; i++)
		r = check_unit(lint, file, instances.list[i]);
	return r;
}

int lint_units(struct lint *lint)
{
	struct unit_files files = { 0 };
	int r;

	r = unit_files_services(lint->env, lint->problems, &files);
	for (size_t i = 0; i < files.n && r >= 0; i++)
		r = fnmatch("*@.service", files.list[i].name, 0) == 0
			    ? check_template(lint, &files.list[i])
			    : check_unit(lint, &files.list[i], NULL);
	unit_files_clear(&files);
	return r;
}
