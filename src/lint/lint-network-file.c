/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fnmatch.h>

#include "base/array.h"
#include "lint/lint-check.h"
#include "lint/unit-file.h"

/* Keys of .link files' [Link] that a .network file's [Link] does not have, systemd 252 to
 * 258. */
static const char *const link_keys[] = {
	"*Offload",	 "AutoNegotiation", "WakeOnLan*",
	"*BufferSize",	 "*Coalesce*",	    "*Channels",
	"RxFlowControl", "TxFlowControl",   "Receive*Hardware*",
};

static bool is_link_key(const char *key)
{
	for (size_t i = 0; i < ARRAY_SIZE(link_keys); i++)
		if (fnmatch(link_keys[i], key, 0) == 0)
			return true;
	return false;
}

static int check_line(struct lint *lint, const struct unit_line *line)
{
	if (streq(line->section, "Link") && is_link_key(line->key))
		return lint_add(lint, LINT_NETWORK_KEY, line->file, line->line,
				"\"%s=\" does nothing: it is a key of .link files, which "
				"networkd leaves out with a warning",
				line->key);
	if (streq(line->section, "EnergyEfficientEthernet"))
		return lint_add(lint, LINT_NETWORK_KEY, line->file, line->line,
				"[%s] does nothing: it is a section of .link files",
				line->section);
	return 0;
}

int lint_network_files(struct lint *lint)
{
	struct unit_files files = { 0 };
	int r;

	r = unit_files_networks(lint->env, lint->problems, &files);
	for (size_t i = 0; i < files.n && r >= 0; i++)
		for (size_t j = 0; j < files.list[i].n_lines && r >= 0; j++)
			r = check_line(lint, &files.list[i].lines[j]);
	unit_files_clear(&files);
	return r;
}
