/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fnmatch.h>

#include "lint/ethtool-line.h"
#include "lint/interfaces.h"
#include "lint/lint-check.h"

struct interfaces_check {
	struct lint *lint;
	const struct interfaces *interfaces;
	enum ifupdown program;
	bool has_hook; /* the ethtool package's, which acts upon offload-... */
};

/* The options of a stanza that are commands. */
static bool is_command(const struct stanza_line *line)
{
	static const char *const keys[] = { "pre-up", "up", "post-up" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (streq(line->key, keys[i]))
			return true;
	return false;
}

static bool is_debian_option(const struct stanza_line *line)
{
	return fnmatch("offload-*", line->key, 0) == 0;
}

static bool is_ifupdown2_option(const struct stanza_line *line)
{
	static const char *const keys[] = { "gro-offload", "lro-offload", "gso-offload",
					    "tso-offload", "ufo-offload", "tx-offload",
					    "rx-offload" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (streq(line->key, keys[i]))
			return true;
	return false;
}

static bool is_cure(const struct stanza_line *line)
{
	return is_debian_option(line) || is_ifupdown2_option(line) ||
	       (is_command(line) && ethtool_line_sets(line->value));
}

static int check_dialect(const struct interfaces_check *check,
			 const struct stanza_line *line)
{
	if (check->program == IFUPDOWN_CLASSIC && is_ifupdown2_option(line))
		return lint_add(check->lint, LINT_DIALECT, line->file, line->line,
				"\"%s\" does nothing: it is an option of ifupdown2, and "
				"here ifupdown reads the file",
				line->key);
	if (is_debian_option(line) && !check->has_hook)
		return lint_add(check->lint, LINT_DIALECT, line->file, line->line,
				"\"%s\" does nothing: it is for the hooks of Debian's "
				"ethtool package, which %s",
				line->key,
				check->program == IFUPDOWN_2 ? "ifupdown2 does not run"
							     : "is not installed");
	return 0;
}

/* What is made only when it is raised need not be there now: a bridge, a bond, a VLAN, a
 * tunnel. */
static bool is_made(const struct stanza *stanza)
{
	static const char *const keys[] = { "bridge*", "bond*",	 "vlan*",
					    "tunnel*", "vxlan*", "ovs*" };

	if (strpbrk(stanza->name, ".:") || strncmp(stanza->name, "vlan", 4) == 0)
		return true;
	for (size_t i = 0; i < stanza->n_lines; i++) {
		const struct stanza_line *line = &stanza->lines[i];

		if (streq(line->key, "pre-up") && strstr(line->value, " add"))
			return true;
		for (size_t j = 0; j < ARRAY_SIZE(keys); j++)
			if (fnmatch(keys[j], line->key, 0) == 0)
				return true;
	}
	return false;
}

static int check_stanza_line(const struct interfaces_check *check,
			     const struct stanza *stanza, const struct stanza_line *line)
{
	const char *bridge = interfaces_bridge(check->interfaces, stanza->name);

	if (!is_made(stanza) && !lint_has_interface(check->lint, stanza->name))
		return lint_add(check->lint, LINT_STANZA_INTERFACE, line->file,
				line->line,
				"\"%s\" is for %s, and there is no such interface",
				line->key, stanza->name);
	/* bridge-utils raises the port itself; ifupdown2 walks a bridge's ports. */
	if (check->program == IFUPDOWN_CLASSIC && bridge &&
	    !interfaces_are_started(check->interfaces, stanza->name))
		return lint_add(check->lint, LINT_PORT_HOOK, line->file, line->line,
				"\"%s\" of %s never runs: the port is not \"auto\", and "
				"%s raises it without its stanza",
				line->key, stanza->name, bridge);
	return check_dialect(check, line);
}

/* ifupdown2 runs the hooks of ifupdown only where it is told to. */
static bool has_hook(const struct lint *lint, enum ifupdown program)
{
	_cleanup_free_ char *text = NULL;
	char path[PATH_MAX];

	if (env_path(path, lint->env, ENV_ROOT, "etc/network/if-up.d/ethtool") < 0 ||
	    access(path, F_OK) < 0)
		return false;
	if (program == IFUPDOWN_CLASSIC)
		return true;
	if (env_read(lint->env, ENV_ROOT, &text, "etc/network/ifupdown2/ifupdown2.conf") <
	    0)
		return false;
	return strstr(text, "\naddon_scripts_support=1") ||
	       strncmp(text, "addon_scripts_support=1",
		       sizeof("addon_scripts_support=1") - 1) == 0;
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
	for (size_t i = 0; i < interfaces.n_stanzas && r >= 0; i++) {
		const struct stanza *stanza = &interfaces.stanzas[i];

		for (size_t j = 0; j < stanza->n_lines && r >= 0; j++)
			if (is_cure(&stanza->lines[j]))
				r = check_stanza_line(&check, stanza, &stanza->lines[j]);
	}
	interfaces_clear(&interfaces);
	return r;
}
