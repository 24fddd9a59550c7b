/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/array.h"
#include "base/module-name.h"
#include "host/module.h"
#include "lint/conf-file.h"
#include "lint/conf-line.h"
#include "lint/kernel-args.h"
#include "lint/lint-check.h"
#include "lint/modprobe-read.h"

/*
 * The parameters of the kernel's own drivers (Linux 6.12), for a host whose module files
 * are not there. ixgbe's max_vfs goes with a kernel option.
 */
static const struct {
	const char *module;
	const char *parameters[16];
} in_tree[] = {
	{ "e1000e",
	  { "debug", "copybreak", "TxIntDelay", "TxAbsIntDelay", "RxIntDelay",
	    "RxAbsIntDelay", "InterruptThrottleRate", "IntMode", "SmartPowerDownEnable",
	    "KumeranLockLoss", "WriteProtectNVM", "CrcStripping" } },
	{ "igb", { "max_vfs", "debug" } },
	{ "igc", { "debug" } },
	{ "ixgbe", { "max_vfs", "allow_unsupported_sfp", "debug" } },
	{ "i40e", { "debug" } },
	{ "ice", { "debug" } },
};

struct module_check {
	struct lint *lint;
	struct module_folder *folder; /* NULL: the kernel's is not known */
};

/* What a module takes: as its file on disk says, else as the kernel's own does. 0,
 * -ENOENT where that is not known, -ENOMEM. */
static int find_parameters(const struct module_check *check, const char *module,
			   struct strings *ret)
{
	struct strings names = { 0 };
	int r = -ENOENT;

	if (check->folder)
		r = module_parameters(check->folder, module, ret);
	for (size_t i = 0; i < ARRAY_SIZE(in_tree) && r == -ENOENT; i++) {
		if (!module_names_match(in_tree[i].module, module))
			continue;
		r = 0;
		for (const char *const *name = in_tree[i].parameters; *name && r >= 0;
		     name++)
			r = strings_add(&names, *name);
		if (r >= 0)
			*ret = names;
		else
			strings_clear(&names);
	}
	return r;
}

/* A setting NAME or NAME=VALUE of a module. */
static int check_parameter(const struct module_check *check, const char *module,
			   const char *setting, const char *file, unsigned line)
{
	_cleanup_(strings_clear) struct strings known = { 0 };
	char name[64];
	int r;

	if (!lint_is_driver(module))
		return 0;
	r = find_parameters(check, module, &known);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(setting, "="), setting);
	for (size_t i = 0; i < known.n; i++)
		if (module_names_match(known.list[i], name))
			return 0;
	return lint_add(check->lint, LINT_PARAMETER, file, line,
			"\"%s\" does nothing: this %s has no parameter %s", setting,
			module, name);
}

static int check_arg(const struct module_check *check, const struct kernel_arg *arg)
{
	const char *dot = strchr(arg->text, '.');
	char module[32];

	if (streq(arg->text, "pcie_aspm=off"))
		return lint_add(check->lint, LINT_ASPM, arg->file, arg->line,
				"\"pcie_aspm=off\" is for every device of the host, and "
				"leaves on what the firmware has switched on");
	if (!dot || (size_t)(dot - arg->text) >= sizeof(module))
		return 0;
	snprintf(module, sizeof(module), "%.*s", (int)(dot - arg->text), arg->text);
	return check_parameter(check, module, dot + 1, arg->file, arg->line);
}

static bool has_card_of_driver(const struct lint *lint, const char *driver)
{
	const struct facts *facts = lint->plan->facts;

	for (size_t i = 0; i < facts->n_nics; i++)
		if (facts->nics[i].driver &&
		    module_names_match(facts->nics[i].driver, driver))
			return true;
	return false;
}

/* A line that modprobe passes over: "option e1000e ...", or a driver without a command;
 * and options of e1000, whose name is nearly that of the card's driver. */
static int check_command_word(const struct module_check *check,
			      const struct modprobe_line *line)
{
	const bool is_known =
		str_in_set(line->command, "alias", "blacklist", "config", "include",
			   "install", "options", "remove", "softdep", "weakdep");

	if (!strstr(line->file, "/etc/modprobe.d/"))
		return 0;
	if (!is_known && (lint_is_driver(line->command) || lint_is_driver(line->module)))
		return lint_add(check->lint, LINT_MODPROBE_LINE, line->file, line->line,
				"modprobe passes over the line: \"%s\" is none of its "
				"commands",
				line->command);
	if (streq(line->command, "options") && streq(line->module, "e1000") &&
	    !has_card_of_driver(check->lint, "e1000") &&
	    has_card_of_driver(check->lint, "e1000e"))
		return lint_add(
			check->lint, LINT_MODPROBE_LINE, line->file, line->line,
			"does nothing: the card's driver is e1000e, and not e1000");
	return 0;
}

static int check_options_line(const struct module_check *check,
			      const struct modprobe_line *line)
{
	_cleanup_free_ char *words = NULL;
	char *cursor;
	const char *word;
	int r = 0;

	if (!streq(line->command, "options"))
		return 0;
	words = strdup(line->rest);
	if (!words)
		return -ENOMEM;
	cursor = words;
	while (r >= 0 && (word = conf_word(&cursor))) {
		/* A comment is one only at the begin of a line. */
		if (*word == '#' && lint_is_driver(line->module))
			return lint_add(check->lint, LINT_PARAMETER, line->file,
					line->line,
					"what follows \"#\" is no comment here: %s gets "
					"it as parameters",
					line->module);
		r = check_parameter(check, line->module, word, line->file, line->line);
	}
	return r;
}

/* What modprobe leaves out: other folders than modprobe.d, and other names than *.conf in
 * it. */
static const struct {
	const char *folder;
	bool takes_conf; /* modprobe reads the *.conf of it */
} places[] = {
	{ "etc/modprobe.d", true },	  { "etc/modprobe.conf", false },
	{ "etc/modprobe.conf.d", false }, { "etc/modules.d", false },
	{ "etc/modules-load.d", false },
};

struct unread {
	const struct module_check *check;
	bool found;
};

static int take_unread_line(void *user, char *text, const char *file, unsigned line)
{
	struct unread *unread = user;
	char *cursor = text;
	const char *command = conf_word(&cursor), *module = conf_word(&cursor);

	if (unread->found || !module || !lint_is_driver(module) ||
	    !str_in_set(command, "options", "blacklist", "install"))
		return 0;
	unread->found = true;
	return lint_add(unread->check->lint, LINT_MODPROBE_PLACE, file, line,
			"modprobe does not read this file: it takes the *.conf of "
			"/etc/modprobe.d");
}

static bool is_read_by_modprobe(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && streq(dot, ".conf");
}

static int check_place(const struct module_check *check, size_t i)
{
	_cleanup_(strings_clear) struct strings names = { 0 };
	const struct env *env = check->lint->env;
	int r = env_list(env, ENV_ROOT, &names, "%s", places[i].folder);

	for (size_t j = 0; j < names.n && r >= 0; j++) {
		struct unread unread = { check, false };
		char path[PATH_MAX];

		if ((places[i].takes_conf && is_read_by_modprobe(names.list[j])) ||
		    conf_file_is_put_aside(names.list[j]) ||
		    env_path(path, env, ENV_ROOT, "%s/%s", places[i].folder,
			     names.list[j]) < 0)
			continue;
		r = conf_lines_read(path, take_unread_line, &unread);
		r = r == -ENOMEM ? r : 0;
	}
	return r == -ENOMEM ? r : 0;
}

static int check_all(const struct module_check *check)
{
	struct modprobe_lines lines = { 0 };
	struct kernel_args args = { 0 };
	int r;

	r = kernel_args_read(check->lint->env, check->lint->problems, &args);
	for (size_t i = 0; i < args.n && r >= 0; i++)
		r = check_arg(check, &args.list[i]);
	kernel_args_clear(&args);
	if (r >= 0)
		r = modprobe_lines_read(check->lint->env, check->lint->problems, &lines);
	for (size_t i = 0; i < lines.n && r >= 0; i++) {
		r = check_command_word(check, &lines.list[i]);
		if (r >= 0)
			r = check_options_line(check, &lines.list[i]);
	}
	modprobe_lines_clear(&lines);
	for (size_t i = 0; i < ARRAY_SIZE(places) && r >= 0; i++)
		r = check_place(check, i);
	return r;
}

int lint_parameters(struct lint *lint)
{
	_cleanup_(module_folder_closep) struct module_folder *folder = NULL;
	struct module_check check = { .lint = lint };

	if (module_folder_open(lint->env, NULL, &folder) == -ENOMEM)
		return -ENOMEM;
	check.folder = folder;
	return check_all(&check);
}
