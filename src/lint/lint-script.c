/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fnmatch.h>
#include <sys/stat.h>

#include "base/array.h"
#include "lint/conf-file.h"
#include "lint/conf-line.h"
#include "lint/interfaces.h"
#include "lint/lint-command.h"
#include "lint/shell-end.h"

/* Folders of scripts that are run when an interface is up, or once all of them are. */
static const struct {
	const char *folder;
	const char *when;
} late_folders[] = {
	{ "etc/NetworkManager/dispatcher.d", "when NetworkManager has the interface up" },
	{ "etc/NetworkManager/dispatcher.d/no-wait.d",
	  "when NetworkManager has the interface up" },
	{ "etc/networkd-dispatcher/carrier.d",
	  "when networkd-dispatcher sees the interface up" },
	{ "etc/networkd-dispatcher/configured.d",
	  "when networkd-dispatcher sees the interface up" },
	{ "etc/networkd-dispatcher/degraded.d",
	  "when networkd-dispatcher sees the interface up" },
	{ "etc/networkd-dispatcher/routable.d",
	  "when networkd-dispatcher sees the interface up" },
	{ "etc/libvirt/hooks", "when libvirt starts a network or a guest" },
	{ "etc/libvirt/hooks/network.d", "when libvirt starts a network" },
};

static int add_late_script(struct lint *lint, const struct lint_effect *effect,
			   const char *when)
{
	if (!effect->cures)
		return 0;
	return lint_add(lint, LINT_SCRIPT_LATE, effect->file, effect->line,
			"runs %s: by then %s carries traffic", when,
			*effect->interface ? effect->interface : "the card");
}

/* Whether a folder has a script that may be run: a copy of a host may have lost modes. */
static bool keeps_modes(const struct lint *lint, const char *folder,
			const struct strings *names)
{
	for (size_t i = 0; i < names->n; i++) {
		char path[PATH_MAX];
		struct stat st;

		if (env_path(path, lint->env, ENV_ROOT, "%s/%s", folder,
			     names->list[i]) == 0 &&
		    stat(path, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 0111))
			return true;
	}
	return false;
}

/*
 * Whether a program that takes scripts from a folder passes this one over: run-parts(8),
 * which ifupdown calls, takes no name with a dot in it, and nobody one that is not
 * executable. Adds that; then when it would run is no matter.
 */
static int check_is_run(struct lint *lint, struct lint_effect *effect, const char *path,
			bool is_executable, bool by_run_parts)
{
	const char odd = conf_file_odd_letter(strrchr(path, '/') + 1);
	unsigned end;
	struct stat st;

	if (!effect->cures)
		return 0;
	effect->cures = false;
	if (by_run_parts && odd)
		return lint_add(lint, LINT_SCRIPT_NOT_RUN, path, 0,
				"never runs: run-parts takes no script with a \"%c\" in "
				"its name",
				odd);
	if (is_executable && stat(path, &st) == 0 && !(st.st_mode & 0111))
		return lint_add(lint, LINT_SCRIPT_NOT_RUN, path, 0,
				"never runs: it is not executable");
	end = shell_script_end(effect->file);
	if (end && end < effect->line)
		return lint_add(lint, LINT_SCRIPT_NOT_RUN, effect->file, effect->line,
				"never runs: the script ends with \"exit\" in line %u",
				end);
	effect->cures = true;
	return 0;
}

static int check_folder(struct lint *lint, const char *folder, const char *when)
{
	_cleanup_(strings_clear) struct strings names = { 0 };
	int r = env_list(lint->env, ENV_ROOT, &names, "%s", folder);

	for (size_t i = 0; i < names.n && r >= 0; i++) {
		struct lint_effect effect = { 0 };
		char path[PATH_MAX];

		if (env_path(path, lint->env, ENV_ROOT, "%s/%s", folder, names.list[i]) <
		    0)
			continue;
		r = lint_script(lint, path, LINT_SCRIPT_INTERFACE, &effect);
		if (r >= 0)
			r = check_is_run(lint, &effect, path,
					 keeps_modes(lint, folder, &names), false);
		if (r >= 0)
			r = add_late_script(lint, &effect, when);
	}
	return r == -ENOMEM ? r : 0;
}

/* ifupdown runs the scripts of a phase for each interface; ifupdown2 only where it is set
 * to. */
static int check_hooks(struct lint *lint, const char *folder, bool are_run)
{
	_cleanup_(strings_clear) struct strings names = { 0 };
	int r = env_list(lint->env, ENV_ROOT, &names, "%s", folder);

	for (size_t i = 0; i < names.n && r >= 0; i++) {
		struct lint_effect effect = { 0 };
		char path[PATH_MAX];

		/* The hook that belongs to the ethtool package reads its interface
		 * elsewhere. */
		if (streq(names.list[i], "ethtool") ||
		    env_path(path, lint->env, ENV_ROOT, "%s/%s", folder, names.list[i]) <
			    0)
			continue;
		r = lint_script(lint, path, LINT_SCRIPT_INTERFACE, &effect);
		if (r >= 0 && effect.cures && !are_run)
			r = lint_add(
				lint, LINT_DIALECT, effect.file, effect.line,
				"never runs: ifupdown2 leaves the scripts of "
				"/etc/network alone unless addon_scripts_support=1 is "
				"in its configuration");
		else if (r >= 0)
			r = check_is_run(lint, &effect, path,
					 keeps_modes(lint, folder, &names),
					 interfaces_program(lint->env) != IFUPDOWN_2);
	}
	return r == -ENOMEM ? r : 0;
}

static int check_ifupdown(struct lint *lint)
{
	static const char *const folders[] = { "etc/network/if-pre-up.d",
					       "etc/network/if-up.d" };
	enum ifupdown program = interfaces_program(lint->env);
	int r = 0;

	if (program == IFUPDOWN_NONE)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(folders) && r >= 0; i++)
		r = check_hooks(lint, folders[i],
				program != IFUPDOWN_2 ||
					interfaces_run_scripts(lint->env));
	return r;
}

struct cron_table {
	struct lint *lint;
	char odd; /* of the name, for which Debian's cron passes the table over; or 0 */
};

/* A line of a table of cron: what runs at boot runs once cron does. */
static int take_cron_line(void *user, char *text, const char *file, unsigned line)
{
	const struct cron_table *table = user;
	struct lint *lint = table->lint;
	struct lint_effect effect = { 0 };
	const struct lint_command command = { .text = text,
					      .file = file,
					      .line = line,
					      .no_interface = LINT_SCRIPT_INTERFACE,
					      .is_shell = true };
	char script[PATH_MAX];
	int r;

	if (strncmp(text, "@reboot", strlen("@reboot")) != 0)
		return 0;
	r = lint_command(lint, &command, &effect);
	if (r >= 0 && lint_command_script(lint, text, script) == 0)
		r = lint_script(lint, script, LINT_SCRIPT_INTERFACE, &effect);
	if (r >= 0 && effect.cures && table->odd)
		return lint_add(
			lint, LINT_SCRIPT_NOT_RUN, file, line,
			"never runs: Debian's cron takes no file with a \"%c\" in "
			"its name",
			table->odd);
	return r < 0 ? r : add_late_script(lint, &effect, "when cron is started");
}

static int check_cron(struct lint *lint, const char *folder, const char *pattern)
{
	_cleanup_(strings_clear) struct strings names = { 0 };
	char version[PATH_MAX];
	const bool is_debian =
		env_path(version, lint->env, ENV_ROOT, "etc/debian_version") == 0 &&
		access(version, F_OK) == 0;
	int r = env_list(lint->env, ENV_ROOT, &names, "%s", folder);

	for (size_t i = 0; i < names.n && r >= 0; i++) {
		struct cron_table table = { .lint = lint };
		char path[PATH_MAX];

		if (is_debian && streq(folder, "etc/cron.d"))
			table.odd = conf_file_odd_letter(names.list[i]);
		if (fnmatch(pattern, names.list[i], 0) != 0 ||
		    env_path(path, lint->env, ENV_ROOT, "%s/%s", folder, names.list[i]) <
			    0)
			continue;
		r = conf_lines_read(path, take_cron_line, &table);
		if (r < 0 && r != -ENOMEM && r != -ENOENT)
			problem_add(lint->problems, path, 0, "%s", strerror(-r));
		r = r == -ENOMEM ? r : 0;
	}
	return r == -ENOMEM ? r : 0;
}

/* What is run when all else is. Its own folder need not have another script. */
static int check_last_script(struct lint *lint, const char *script)
{
	_cleanup_(strings_clear) struct strings names = { 0 };
	struct lint_effect effect = { 0 };
	char path[PATH_MAX];
	int r;

	if (env_path(path, lint->env, ENV_ROOT, "%s", script) < 0)
		return 0;
	r = lint_script(lint, path, LINT_SCRIPT_INTERFACE, &effect);
	if (r < 0 || !effect.cures)
		return r;
	r = env_list(lint->env, ENV_ROOT, &names, "etc/init.d");
	if (r != -ENOMEM)
		r = check_is_run(lint, &effect, path,
				 env_is_live(lint->env) ||
					 keeps_modes(lint, "etc/init.d", &names),
				 false);
	return r < 0 ? r : add_late_script(lint, &effect, "at the end of the boot");
}

/* On Red Hat the one is a link to the other. */
static int check_rc_local(struct lint *lint)
{
	char path[PATH_MAX];

	if (env_path(path, lint->env, ENV_ROOT, "etc/rc.local") == 0 &&
	    access(path, F_OK) == 0)
		return check_last_script(lint, "etc/rc.local");
	return check_last_script(lint, "etc/rc.d/rc.local");
}

/* OpenRC's, of Alpine and Gentoo: each NAME.start. */
static int check_openrc(struct lint *lint)
{
	_cleanup_(strings_clear) struct strings names = { 0 };
	int r = env_list(lint->env, ENV_ROOT, &names, "etc/local.d");

	for (size_t i = 0; i < names.n && r >= 0; i++) {
		char script[PATH_MAX];

		if (fnmatch("*.start", names.list[i], 0) != 0)
			continue;
		snprintf(script, sizeof(script), "etc/local.d/%s", names.list[i]);
		r = check_last_script(lint, script);
	}
	return r == -ENOMEM ? r : 0;
}

int lint_scripts(struct lint *lint)
{
	/* Tables of Debian, SUSE, Red Hat and Arch, and Alpine. */
	static const struct {
		const char *folder, *pattern;
	} tables[] = {
		{ "etc", "crontab" },
		{ "etc/cron.d", "*" },
		{ "var/spool/cron/crontabs", "*" },
		{ "var/spool/cron/tabs", "*" },
		{ "var/spool/cron", "root" },
		{ "etc/crontabs", "*" },
	};
	int r = check_ifupdown(lint);

	for (size_t i = 0; i < ARRAY_SIZE(late_folders) && r >= 0; i++)
		r = check_folder(lint, late_folders[i].folder, late_folders[i].when);
	for (size_t i = 0; i < ARRAY_SIZE(tables) && r >= 0; i++)
		r = check_cron(lint, tables[i].folder, tables[i].pattern);
	if (r >= 0)
		r = check_rc_local(lint);
	return r < 0 ? r : check_openrc(lint);
}
