/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>

#include "base/array.h"
#include "base/name-map.h"
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
	const char *path;
	unsigned tso_line; /* that switches TSO off for IPv4; 0: none */
	bool has_tso;
	bool has_tso6;
	bool is_matched; /* by what "match:" says: the name is any word then */
};

/* The definitions of all files: those of one name are one. */
struct netplan {
	const char *path;
	bool in_ethernets;
	size_t ethernets_depth;
	struct definition definition;
	struct definition *list;
	size_t n;
	struct name_map index;
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

/* Lays what a file says of a definition over what those before it said. */
static void merge_definition(struct definition *to, const struct definition *from)
{
	if (from->has_tso) {
		to->path = from->path;
		to->tso_line = from->tso_line;
	}
	to->has_tso6 |= from->has_tso6;
	to->is_matched |= from->is_matched;
}

static int end_definition(struct netplan *netplan)
{
	const struct definition definition = netplan->definition;
	const size_t length = strlen(definition.name);
	struct definition *slot;
	const size_t *i;

	netplan->definition = (struct definition){ 0 };
	if (!definition.is_open)
		return 0;
	i = name_map_find(&netplan->index, definition.name, length);
	if (i) {
		merge_definition(&netplan->list[*i], &definition);
		return 0;
	}
	slot = array_append(netplan->list, netplan->n);
	if (!slot)
		return -ENOMEM;
	*slot = definition;
	return name_map_add(&netplan->index, definition.name, length, netplan->n - 1)
		       ? 0
		       : -ENOMEM;
}

static int check_definition(struct lint *lint, const struct definition *definition)
{
	if (!definition->tso_line)
		return 0;
	if (!definition->is_matched && !lint_has_interface(lint, definition->name))
		return lint_add(lint, LINT_STANZA_INTERFACE, definition->path,
				definition->tso_line,
				"is for %s, and there is no such interface",
				definition->name);
	if (definition->has_tso6)
		return 0;
	return lint_add(
		lint, LINT_NETPLAN_TSO, definition->path, definition->tso_line,
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

	if (tso) {
		definition->has_tso = true;
		definition->tso_line = is_off(tso) ? line : 0;
	}
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
	definition->path = netplan->path;
	definition->depth = depth;
	snprintf(definition->name, sizeof(definition->name), "%.*s", (int)length,
		 text + quote);
	take_keys(definition, text + quote + length, line);
}

/* Cuts a comment off: a '#' at the begin of a word, outside of quotes. */
static void cut_comment(char *text)
{
	char quote = '\0', before = ' ';

	for (; *text; before = *text++) {
		if (quote ? *text == quote : *text == '"' || *text == '\'')
			quote = quote ? '\0' : *text;
		else if (!quote && *text == '#' && isspace((unsigned char)before))
			break;
	}
	*text = '\0';
}

/* A line as it stands: how far it is indented says what it belongs to. */
static int take_netplan_line(struct netplan *netplan, char *text, unsigned line)
{
	const size_t depth = strspn(text, " ");
	int r = 0;

	cut_comment(text);
	text += depth;
	if (!*text || isspace((unsigned char)*text))
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

static int read_netplan_file(struct netplan *netplan, struct problems *problems,
			     const char *path)
{
	_cleanup_fclose_ FILE *file = NULL;
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	int r = conf_file_open(path, &file);

	if (r < 0 && r != -ENOENT)
		problem_add(problems, path, 0, "%s", strerror(-r));
	if (!file)
		return 0;
	netplan->path = path;
	netplan->in_ethernets = false;
	for (unsigned line = 1; r >= 0 && getline(&text, &size, file) >= 0; line++)
		r = take_netplan_line(netplan, text, line);
	return r < 0 ? r : end_definition(netplan);
}

int lint_netplan(struct lint *lint)
{
	struct conf_files files = { 0 };
	struct netplan netplan = { 0 };
	int r;

	r = conf_files_list(lint->env, netplan_folders, ".yaml", lint->problems, &files);
	for (size_t i = 0; i < files.n && r >= 0; i++)
		r = read_netplan_file(&netplan, lint->problems, files.list[i].path);
	for (size_t i = 0; i < netplan.n && r >= 0; i++)
		r = check_definition(lint, &netplan.list[i]);
	name_map_clear(&netplan.index);
	free(netplan.list);
	conf_files_clear(&files);
	return r;
}
