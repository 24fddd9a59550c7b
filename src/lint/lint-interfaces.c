/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fnmatch.h>

#include "lint/conf-line.h"
#include "lint/fits-any.h"
#include "lint/interfaces.h"
#include "lint/lint-command.h"

struct interfaces_check {
	struct lint *lint;
	const struct interfaces *interfaces;
	enum ifupdown program;
	bool has_hook; /* the ethtool package's, or the executor of ifupdown-ng, which act
			  upon offload-... */
};

/* The options of a stanza that are commands. */
static bool is_command(const struct stanza_line *line)
{
	return str_in_set(line->key, "pre-up", "up", "post-up");
}

static bool is_debian_option(const struct stanza_line *line)
{
	return fnmatch("offload-*", line->key, 0) == 0;
}

/* Of ifupdown-ng, which also takes those of the others. */
static bool is_ng_option(const struct stanza_line *line)
{
	return fnmatch("ethtool-offload-*", line->key, 0) == 0;
}

static bool is_ifupdown2_option(const struct stanza_line *line)
{
	return str_in_set(line->key, "gro-offload", "lro-offload", "gso-offload",
			  "tso-offload", "ufo-offload", "tx-offload", "rx-offload");
}

/* "ethtool ..." without "post-up" before it. */
static bool is_bare_command(const struct stanza_line *line)
{
	return streq(line->key, "ethtool") || fnmatch("/*bin/ethtool", line->key, 0) == 0;
}

static bool sets_card(const struct stanza_line *line)
{
	return is_debian_option(line) || is_ifupdown2_option(line) ||
	       is_ng_option(line) || is_bare_command(line) ||
	       (is_command(line) && ethtool_line_sets(line->value));
}

/* A script that the stanza runs is looked at for itself: it may be for other cards. */
static int check_script(const struct interfaces_check *check,
			const struct stanza_line *line)
{
	struct lint_effect effect = { 0 };
	char path[PATH_MAX];

	if (!is_command(line) || lint_command_script(check->lint, line->value, path) < 0)
		return 0;
	return lint_script(check->lint, path, LINT_SCRIPT_INTERFACE, &effect);
}

static int check_ng_option(const struct interfaces_check *check,
			   const struct stanza_line *line)
{
	if (check->program != IFUPDOWN_NG)
		return lint_add(
			check->lint, LINT_DIALECT, line->file, line->line,
			"\"%s\" does nothing: it is an option of ifupdown-ng, and "
			"here %s reads the file",
			line->key,
			check->program == IFUPDOWN_2 ? "ifupdown2" : "ifupdown");
	return lint_add(check->lint, LINT_DIALECT, line->file, line->line,
			"\"%s\" does nothing: the executor of ifupdown-ng that reads it "
			"is not in /usr/libexec/ifupdown-ng/ethtool",
			line->key);
}

static int check_dialect(const struct interfaces_check *check,
			 const struct stanza_line *line)
{
	const bool is_ng = check->program == IFUPDOWN_NG;

	if (is_ng && check->has_hook && !is_bare_command(line))
		return 0;
	if (is_ng_option(line) || (is_ng && !is_bare_command(line)))
		return check_ng_option(check, line);
	if (check->program == IFUPDOWN_CLASSIC && is_ifupdown2_option(line))
		return lint_add(check->lint, LINT_DIALECT, line->file, line->line,
				"\"%s\" does nothing: it is an option of ifupdown2, and "
				"here ifupdown reads the file",
				line->key);
	/* ifupdown2 leaves out each hook that has the name of one of its own add-ons. */
	if (is_debian_option(line) && check->program == IFUPDOWN_2)
		return lint_add(check->lint, LINT_DIALECT, line->file, line->line,
				"\"%s\" does nothing: it is for the hook of Debian's "
				"ethtool package, which ifupdown2 never runs",
				line->key);
	if (is_debian_option(line) && !check->has_hook)
		return lint_add(
			check->lint, LINT_DIALECT, line->file, line->line,
			"\"%s\" does nothing: the hook of Debian's ethtool package "
			"that reads it is not in /etc/network/if-up.d/ethtool",
			line->key);
	if (is_bare_command(line))
		return lint_add(check->lint, LINT_OPTION, line->file, line->line,
				"\"%s %s\" does nothing: it is no command of the stanza",
				line->key, line->value);
	return 0;
}

/* What is made only when it is raised need not be there now: a bridge, a bond, a VLAN, a
 * tunnel. */
static bool is_made(const struct stanza *stanza)
{
	static const char *const keys[] = { "bridge*",	   "bond*",	"vlan*",
					    "tunnel*",	   "vxlan*",	"ovs*",
					    "link-type",   "vrf-table", "veth-*",
					    "wireguard-*", "batman-*",	"macvlan*" };

	if (stanza->is_made || strpbrk(stanza->name, ".:") ||
	    lint_is_virtual_name(stanza->name))
		return true;
	for (size_t i = 0; i < stanza->n_lines; i++) {
		const struct stanza_line *line = &stanza->lines[i];

		if ((streq(line->key, "pre-up") && strstr(line->value, " add")) ||
		    (streq(line->key, "use") &&
		     str_in_set(line->value, "bridge", "bond", "tunnel", "gre", "ppp",
				"vrf", "vxlan", "wireguard", "batman")) ||
		    fits_any(keys, ARRAY_SIZE(keys), line->key))
			return true;
	}
	return false;
}

/* Whether the stanza is for interfaces of other names. ifupdown2 has no templates; its
 * "swp[1-4]" is a range. */
static bool is_logical(const struct interfaces_check *check, const struct stanza *stanza)
{
	return check->program == IFUPDOWN_2
		       ? strchr(stanza->name, '[') != NULL
		       : interfaces_are_logical(check->interfaces, stanza->name);
}

/* Whether the stanza is of a bridge, whose own settings its ports do not take over. */
static bool is_bridge(const struct stanza *stanza)
{
	for (size_t i = 0; i < stanza->n_lines; i++)
		if (streq(stanza->lines[i].key, "bridge-ports") ||
		    streq(stanza->lines[i].key, "bridge_ports"))
			return true;
	return false;
}

/* "offload-tso off" and "tso-offload off" as the words of "ethtool -K". */
static int check_bridge_option(const struct interfaces_check *check,
			       const struct stanza *stanza,
			       const struct stanza_line *line)
{
	_cleanup_free_ char *text = NULL;
	struct lint_effect effect = { 0 };
	struct lint_command command = { .file = line->file,
					.line = line->line,
					.no_interface = LINT_STANZA_INTERFACE,
					.is_shell = true };
	const char *name = line->key;
	int length = (int)strlen(name);
	int r;

	if (is_ng_option(line))
		name += strlen("ethtool-offload-");
	else if (is_debian_option(line))
		name += strlen("offload-");
	else
		length = (int)strcspn(name, "-");
	if (!is_bridge(stanza) || is_command(line) || is_bare_command(line))
		return 0;
	/* The interface is named by a variable here: which card it is does not matter. */
	if (asprintf(&text, "ethtool -K $IFACE %.*s %s", length, name, line->value) < 0)
		return -ENOMEM;
	command.text = text;
	r = lint_command(check->lint, &command, &effect);
	if (r < 0 || !effect.cures)
		return r;
	return lint_add(
		check->lint, LINT_BRIDGE, line->file, line->line,
		"\"%s\" is for %s, and its ports keep their own: what is forwarded "
		"through it still uses it",
		line->key, stanza->name);
}

static bool is_made_here(const void *user, const char *interface)
{
	const struct interfaces *interfaces = user;

	for (size_t i = 0; i < interfaces->n_stanzas; i++)
		if (streq(interfaces->stanzas[i].name, interface) &&
		    is_made(&interfaces->stanzas[i]))
			return true;
	return false;
}

static int check_command(const struct interfaces_check *check,
			 const struct stanza *stanza, const struct stanza_line *line)
{
	const struct lint_command command = { .text = line->value,
					      .file = line->file,
					      .line = line->line,
					      .no_interface = LINT_STANZA_INTERFACE,
					      .self = is_logical(check, stanza)
							      ? NULL
							      : stanza->name,
					      .is_made = is_made_here,
					      .user = check->interfaces,
					      .is_shell = true };
	struct lint_effect effect = { 0 };
	int r = lint_command(check->lint, &command, &effect);

	if (r < 0 || !effect.cures || !is_bridge(stanza) ||
	    !streq(effect.interface, stanza->name) ||
	    lint_is_bridge(check->lint, stanza->name))
		return r;
	return lint_add(check->lint, LINT_BRIDGE, line->file, line->line,
			"sets it on %s, and its ports keep their own: what is forwarded "
			"through it still uses it",
			stanza->name);
}

/* Whether a command runs though there is no interface of its stanza's name, and is for
 * another that is there. */
static bool runs_for_another(const struct interfaces_check *check,
			     const struct stanza *stanza, const struct stanza_line *line)
{
	struct shell_reader reader = { .cursor = line->value };
	struct ethtool_call call;

	if (!is_command(line) ||
	    (check->program == IFUPDOWN_CLASSIC && !stanza->is_manual) ||
	    !interfaces_are_started(check->interfaces, stanza->name))
		return false;
	return ethtool_line_next(&reader, &call) &&
	       lint_has_card(check->lint, call.interface);
}

static int check_stanza_line(const struct interfaces_check *check,
			     const struct stanza *stanza, const struct stanza_line *line)
{
	const char *master = interfaces_master(check->interfaces, stanza->name);
	int r;

	if (!is_made(stanza) && !is_logical(check, stanza) &&
	    !lint_has_interface(check->lint, stanza->name) &&
	    !runs_for_another(check, stanza, line))
		return lint_add(check->lint, LINT_STANZA_INTERFACE, line->file,
				line->line,
				"\"%s\" is for %s, and there is no such interface",
				line->key, stanza->name);
	/* bridge-utils and ifenslave raise the port themselves, the latter with its
	 * stanza only for "allow-bond0"; ifupdown2 walks the ports. */
	if (check->program == IFUPDOWN_CLASSIC && master &&
	    !interfaces_are_started(check->interfaces, stanza->name))
		return lint_add(check->lint, LINT_PORT_HOOK, line->file, line->line,
				"\"%s\" of %s never runs: the port is not \"auto\", and "
				"%s raises it without its stanza",
				line->key, stanza->name, master);
	if (is_command(line))
		return check_command(check, stanza, line);
	r = check_dialect(check, line);
	return r < 0 ? r : check_bridge_option(check, stanza, line);
}

/* Any script of that name may stand there, also one that does not read the options. */
static bool has_hook(const struct lint *lint, enum ifupdown program)
{
	_cleanup_free_ char *text = NULL;

	if (program == IFUPDOWN_NG)
		return env_read(lint->env, ENV_ROOT, &text,
				"usr/libexec/ifupdown-ng/ethtool") == 0;
	return env_read(lint->env, ENV_ROOT, &text, "etc/network/if-up.d/ethtool") == 0 &&
	       strstr(text, "OFFLOAD");
}

/* ifupdown takes none of a file with an option outside of a stanza, ifupdown2 leaves it
 * out. */
static int check_misplaced(const struct interfaces_check *check)
{
	const struct stanza_line *line = check->interfaces->misplaced;

	for (size_t i = 0; i < check->interfaces->n_misplaced; i++, line++) {
		int r = 0;

		if (check->program == IFUPDOWN_CLASSIC)
			return lint_add(
				check->lint, LINT_MISPLACED, line->file, line->line,
				"\"%s\" stands in no stanza: ifupdown then reads none "
				"of its configuration, and no interface comes up",
				line->key);
		if (sets_card(line))
			r = lint_add(check->lint, LINT_OUTSIDE, line->file, line->line,
				     "\"%s\" does nothing: it stands in no stanza",
				     line->key);
		if (r < 0)
			return r;
	}
	return 0;
}

struct unread_file {
	struct lint *lint;
	enum ifupdown program;
	bool found;
};

static int take_unsourced_line(void *user, char *text, const char *file, unsigned number)
{
	struct unread_file *unread = user;
	char *rest = text, *key = conf_word(&rest);
	const struct stanza_line line = { .key = key,
					  .value = rest + strspn(rest, " \t") };

	if (unread->found || !sets_card(&line))
		return 0;
	unread->found = true;
	return lint_add(
		unread->lint, LINT_PLACE, file, number,
		"nobody reads this file: /etc/network/interfaces does not source it%s",
		strchr(strrchr(file, '/'), '.')
			? " (source-directory takes no name with a dot)"
			: "");
}

/* Files that were meant to be sourced: what cannot be read is none. */
static int check_unsourced(const struct interfaces_check *check)
{
	const struct interfaces *interfaces = check->interfaces;
	int r = 0;

	for (size_t i = 0; i < interfaces->unread.n && r >= 0; i++) {
		struct unread_file unread = { check->lint, check->program, false };

		r = conf_lines_read(interfaces->unread.list[i], take_unsourced_line,
				    &unread);
		r = r == -ENOMEM ? r : 0;
	}
	return r;
}

int lint_interfaces(struct lint *lint)
{
	struct interfaces interfaces = { 0 };
	struct interfaces_check check = { .lint = lint,
					  .interfaces = &interfaces,
					  .program = interfaces_program(lint->env) };
	int r;

	/* Without either program nobody reads the file. */
	if (check.program == IFUPDOWN_NONE)
		return 0;
	check.has_hook = has_hook(lint, check.program);
	r = interfaces_read(lint->env, lint->problems, &interfaces);
	if (r >= 0)
		r = check_misplaced(&check);
	if (r >= 0)
		r = check_unsourced(&check);
	for (size_t i = 0; i < interfaces.n_stanzas && r >= 0; i++) {
		const struct stanza *stanza = &interfaces.stanzas[i];

		for (size_t j = 0; j < stanza->n_lines && r >= 0; j++)
			r = sets_card(&stanza->lines[j])
				    ? check_stanza_line(&check, stanza, &stanza->lines[j])
				    : check_script(&check, &stanza->lines[j]);
	}
	interfaces_clear(&interfaces);
	return r;
}
