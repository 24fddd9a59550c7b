/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>

#include "lint/conf-file.h"
#include "lint/conf-line.h"
#include "lint/lint-check.h"

static const char *const netplan_folders[] = { "run/netplan", "etc/netplan",
					       "lib/netplan", NULL };

/* What a definition below "ethernets:" says, from its own line to the next that is
 * indented no further. */
struct definition {
	bool is_open;
	char name[64];
	size_t depth;
	unsigned tso_line; /* that switches TSO off for IPv4; 0: none yet */
	bool has_tso6;
	bool is_matched; /* by what "match:" says: the name is any word then */
};

struct netplan {
	struct lint *lint;
	const char *path;
	bool in_ethernets;
	size_t ethernets_depth;
	struct definition definition;
};

/* "false", "'no'" */
static bool is_off(const char *value)
{
	static const char *const words[] = { "false", "no", "off" };
	size_t length;

	value += strspn(value, " \t\"'");
	length = strcspn(value, " \t\r\n#,}\"'");
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strlen(words[i]) == length &&
		    strncasecmp(value, words[i], length) == 0)
			return true;
	return false;
}

static int end_definition(struct netplan *netplan)
{
	const struct definition definition = netplan->definition;

	netplan->definition = (struct definition){ 0 };
	if (!definition.tso_line)
		return 0;
	if (!definition.is_matched && !lint_has_interface(netplan->lint, definition.name))
		return lint_add(netplan->lint, LINT_STANZA_INTERFACE, netplan->path,
				definition.tso_line,
				"is for %s, and there is no such interface",
				definition.name);
	if (definition.has_tso6)
		return 0;
	return lint_add(
		netplan->lint, LINT_NETPLAN_TSO, netplan->path, definition.tso_line,
		"switches TSO off for IPv4 alone: over IPv6 the card still uses it");
}

/* Whether KEY stands in the line as a key, also of a mapping in braces; its value. */
static const char *find_netplan_value(const char *text, const char *key)
{
	const size_t length = strlen(key);

	for (const char *at = text; (at = strstr(at, key)); at += length)
		if ((at == text || strchr(" {,\"'", at[-1])) &&
		    at[length + strspn(at + length, "\"'")] == ':')
			return at + length + strspn(at + length, "\"'") + 1;
	return NULL;
}

static void take_keys(struct definition *definition, const char *text, unsigned line)
{
	const char *tso = find_netplan_value(text, "tcp-segmentation-offload");

	if (tso && is_off(tso) && !definition->tso_line)
		definition->tso_line = line;
	definition->has_tso6 |=
		find_netplan_value(text, "tcp6-segmentation-offload") != NULL;
	definition->is_matched |= find_netplan_value(text, "match") != NULL;
}

static void begin_definition(struct netplan *netplan, const char *text, size_t depth,
			     unsigned line)
{
	struct definition *definition = &netplan->definition;
	const size_t quote = strspn(text, "\"'");
	const size_t length = strcspn(text + quote, ":\"'");

	definition->is_open = true;
	definition->depth = depth;
	snprintf(definition->name, sizeof(definition->name), "%.*s", (int)length,
		 text + quote);
	take_keys(definition, text + quote + length, line);
}

/* A line as it stands: how far it is indented says what it belongs to. */
static int take_netplan_line(struct netplan *netplan, const char *text, unsigned line)
{
	const size_t depth = strspn(text, " ");
	int r = 0;

	text += depth;
	if (!*text || *text == '#' || isspace((unsigned char)*text))
		return 0;
	if (netplan->definition.is_open && depth <= netplan->definition.depth)
		r = end_definition(netplan);
	if (netplan->in_ethernets && depth <= netplan->ethernets_depth)
		netplan->in_ethernets = false;
	if (netplan->definition.is_open)
		take_keys(&netplan->definition, text, line);
	else if (netplan->in_ethernets)
		begin_definition(netplan, text, depth, line);
	if (strncmp(text, "ethernets:", strlen("ethernets:")) == 0) {
		netplan->in_ethernets = true;
		netplan->ethernets_depth = depth;
	}
	return r;
}

static int check_netplan_file(struct lint *lint, const char *path)
{
	struct netplan netplan = { .lint = lint, .path = path };
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	int r = 0;

	if (!file) {
		if (errno != ENOENT)
			problem_add(lint->problems, path, 0, "%s", strerror(errno));
		return 0;
	}
	for (unsigned line = 1; r >= 0 && getline(&text, &size, file) >= 0; line++)
		r = take_netplan_line(&netplan, text, line);
	return r < 0 ? r : end_definition(&netplan);
}

int lint_netplan(struct lint *lint)
{
	struct conf_files files = { 0 };
	int r;

	r = conf_files_list(lint->env, netplan_folders, ".yaml", lint->problems, &files);
	for (size_t i = 0; i < files.n && r >= 0; i++)
		r = check_netplan_file(lint, files.list[i].path);
	conf_files_clear(&files);
	return r;
}
