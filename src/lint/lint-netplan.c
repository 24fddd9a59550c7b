/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/conf-file.h"
#include "lint/conf-line.h"
#include "lint/lint-check.h"

static const char *const netplan_folders[] = { "run/netplan", "etc/netplan",
					       "lib/netplan", NULL };

/* The mapping of one interface, of which the keys stand at one depth. */
struct mapping {
	size_t depth;
	unsigned tso_line; /* that switches TSO off for IPv4; 0: none yet */
	bool has_tso6;
};

struct netplan {
	struct lint *lint;
	const char *path;
	struct mapping mapping;
};

static bool is_off(const char *value)
{
	static const char *const words[] = { "false", "no", "off" };
	size_t length;

	value += strspn(value, " \t");
	length = strcspn(value, " \t\r\n#");
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strlen(words[i]) == length &&
		    strncasecmp(value, words[i], length) == 0)
			return true;
	return false;
}

static int end_mapping(struct netplan *netplan)
{
	const struct mapping mapping = netplan->mapping;

	netplan->mapping = (struct mapping){ 0 };
	if (!mapping.tso_line || mapping.has_tso6)
		return 0;
	return lint_add(
		netplan->lint, LINT_NETPLAN_TSO, netplan->path, mapping.tso_line,
		"switches TSO off for IPv4 alone: over IPv6 the card still uses it");
}

/* A line as it stands: how far it is indented says what it belongs to. */
static int take_netplan_line(struct netplan *netplan, const char *text, unsigned line)
{
	static const char tso[] = "tcp-segmentation-offload:";
	static const char tso6[] = "tcp6-segmentation-offload:";
	size_t depth = strspn(text, " ");
	int r = 0;

	text += depth;
	if (!*text || *text == '#' || *text == '\n')
		return 0;
	if (depth < netplan->mapping.depth)
		r = end_mapping(netplan);
	if (strncmp(text, tso, strlen(tso)) == 0 && is_off(text + strlen(tso))) {
		netplan->mapping.depth = depth;
		netplan->mapping.tso_line = line;
	} else if (strncmp(text, tso6, strlen(tso6)) == 0) {
		netplan->mapping.depth = depth;
		netplan->mapping.has_tso6 = true;
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
	return r < 0 ? r : end_mapping(&netplan);
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
