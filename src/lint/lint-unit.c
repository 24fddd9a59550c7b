/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/ethtool-line.h"
#include "lint/lint-check.h"
#include "lint/unit-file.h"

/* What is started once the network is, or brings it up. */
static const char *const network_units[] = {
	"network.target",    "network-online.target",	 "networking.service",
	"ifupdown.service",  "systemd-networkd.service", "NetworkManager.service",
	"multi-user.target",
};

/* Who must come after a unit for it to be in time. */
static const char *const early_units[] = {
	"network-pre.target",
	"networking.service",
	"systemd-networkd.service",
	"NetworkManager.service",
};

static bool is_early(const struct unit_file *file)
{
	for (size_t i = 0; i < ARRAY_SIZE(early_units); i++)
		if (unit_file_find_word(file, "Unit", "Before", early_units[i]))
			return true;
	return false;
}

static int check_order(struct lint *lint, const struct unit_file *file,
		       const struct unit_line *exec, const char *interface)
{
	const char *master = lint_master(lint, interface);

	for (size_t i = 0; i < ARRAY_SIZE(network_units); i++) {
		const struct unit_line *after =
			unit_file_find_word(file, "Unit", "After", network_units[i]);

		if (after)
			return lint_add(lint, LINT_UNIT_LATE, after->file, after->line,
					"runs after %s: by then %s is up%s%s and carries "
					"traffic",
					network_units[i], interface,
					master ? ", in " : "", master ?: "");
	}
	if (is_early(file))
		return 0;
	return lint_add(lint, LINT_UNIT_LATE, exec->file, exec->line,
			"is not ordered before the network: %s may be up%s%s by then",
			interface, master ? " and in " : "", master ?: "");
}

/* The calls of one command. RET_INTERFACE is written where one is for an interface that
 * there is. */
static int check_command(struct lint *lint, const struct unit_line *exec,
			 char ret_interface[static IFNAMSIZ])
{
	const char *cursor = exec->value;
	char interface[IFNAMSIZ];
	int r = 0;

	while (r >= 0 && ethtool_line_next(&cursor, interface)) {
		/* Only systemd or the shell knows which interface that is. */
		if (strpbrk(interface, "$%"))
			continue;
		if (lint_has_interface(lint, interface))
			strcpy(ret_interface, interface);
		else
			r = lint_add(lint, LINT_UNIT_INTERFACE, exec->file, exec->line,
				     "is for %s, and there is no such interface",
				     interface);
	}
	return r;
}

static int check_unit(struct lint *lint, const struct unit_file *file)
{
	const struct unit_line *exec = NULL;
	char interface[IFNAMSIZ] = "";
	int r = 0;

	for (size_t i = 0; i < file->n_lines && r >= 0; i++) {
		const struct unit_line *line = &file->lines[i];

		if (!streq(line->section, "Service") ||
		    strncmp(line->key, "ExecStart", sizeof("ExecStart") - 1) != 0)
			continue;
		r = check_command(lint, line, interface);
		if (*interface && !exec)
			exec = line;
	}
	return r >= 0 && exec ? check_order(lint, file, exec, interface) : r;
}

int lint_units(struct lint *lint)
{
	struct unit_files files = { 0 };
	int r;

	r = unit_files_services(lint->env, lint->problems, &files);
	for (size_t i = 0; i < files.n && r >= 0; i++)
		r = check_unit(lint, &files.list[i]);
	unit_files_clear(&files);
	return r;
}
