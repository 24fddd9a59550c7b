/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <fnmatch.h>
#include <strings.h>

#include "base/array.h"
#include "lint/fits-any.h"
#include "lint/link-file.h"
#include "lint/lint-link.h"

bool lint_link_is_own(const char *path)
{
	return strstr(path, "/etc/systemd/") || strstr(path, "/usr/local/lib/systemd/");
}

/* The keys of [Link] that are for what ethtool sets by name, systemd 252 to 258, with
 * ethtool's own names for it. Each is a boolean. */
static const struct {
	const char *key;
	const char *names[3];
} link_features[] = {
	{ "ReceiveChecksumOffload", { "rx", "rx-checksumming" } },
	{ "TransmitChecksumOffload", { "tx", "tx-checksumming" } },
	{ "TCPSegmentationOffload", { "tso", "tx-tcp-segmentation" } },
	{ "TCP6SegmentationOffload", { "tx-tcp6-segmentation" } },
	{ "GenericSegmentationOffload", { "gso" } },
	{ "GenericReceiveOffload", { "gro" } },
	{ "GenericReceiveOffloadHardware", { "rx-gro-hw" } },
	{ "LargeReceiveOffload", { "lro" } },
	{ "NTupleFilter", { "ntuple", "ntuple-filters" } },
	{ "ReceiveVLANCTAGHardwareAcceleration", { "rxvlan", "rx-vlan-offload" } },
	{ "TransmitVLANCTAGHardwareAcceleration", { "txvlan", "tx-vlan-offload" } },
};

/* Whether two names differ in no more than capitals and dashes. */
static bool is_spelling_of(const char *key, const char *text)
{
	while (*key && *text) {
		text += strspn(text, "-_");
		if (tolower((unsigned char)*key) != tolower((unsigned char)*text))
			return false;
		key++, text++;
	}
	return !*key && !*text;
}

/* The row of what the owner meant, and whether that is its key; -1: none of these. */
static int find_link_feature(const char *text, bool *is_key)
{
	*is_key = false;
	for (size_t i = 0; i < ARRAY_SIZE(link_features); i++) {
		*is_key = streq(link_features[i].key, text);
		if (*is_key || is_spelling_of(link_features[i].key, text))
			return (int)i;
		for (size_t j = 0; j < ARRAY_SIZE(link_features[i].names); j++)
			if (link_features[i].names[j] &&
			    strcasecmp(link_features[i].names[j], text) == 0)
				return (int)i;
	}
	return -1;
}

static int check_link_line(struct lint *lint, const struct unit_line *line)
{
	const char *section = "Link", *key = "Enable";
	bool is_key;
	int row;

	if (!lint_link_is_own(line->file))
		return 0;
	if (!streq(line->section, "EnergyEfficientEthernet")) {
		row = find_link_feature(line->key, &is_key);
		if (row < 0)
			return 0;
		key = link_features[row].key;
	} else {
		section = line->section;
		if (!streq(line->key, key))
			return 0;
		is_key = true;
	}
	if (!is_key || !streq(line->section, section))
		return lint_add(lint, LINT_LINK_KEY, line->file, line->line,
				"\"%s=\" in [%s] does nothing: the key is %s= of [%s]",
				line->key, line->section, key, section);
	if (link_boolean(line->value) >= 0)
		return 0;
	return lint_add(lint, LINT_LINK_KEY, line->file, line->line,
			"\"%s=%s\" does nothing: udev takes yes or no%s", line->key,
			line->value,
			strchr(line->value, '#') ? ", and no comment behind it" : "");
}

/* udev leaves out a file that does not say for whom it is. */
static int check_has_match(struct lint *lint, const struct unit_file *file)
{
	for (size_t i = 0; i < file->n_lines; i++)
		if (streq(file->lines[i].section, "Match"))
			return 0;
	if (file->n_lines == 0 || !lint_link_is_own(file->path))
		return 0;
	return lint_add(lint, LINT_LINK_ORIGINAL, file->lines[0].file, 0,
			"has no [Match] that says for whom it is: udev ignores the file");
}

int lint_link_keys(struct lint *lint, const struct unit_file *file)
{
	int r = check_has_match(lint, file);

	for (size_t i = 0; i < file->n_lines && r >= 0; i++)
		r = check_link_line(lint, &file->lines[i]);
	return r;
}

/* What makes its file only at boot, or ships it. */
static bool may_come(const char *name)
{
	static const char *const patterns[] = { "*-netplan-*", "99-default.link",
						"73-usb-net-by-mac.link" };

	return fits_any(patterns, ARRAY_SIZE(patterns), name);
}

static bool has_link_file(const struct unit_files *files, const char *name)
{
	for (size_t i = 0; i < files->n; i++)
		if (streq(files->list[i].name, name))
			return true;
	return false;
}

int lint_link_drop_ins(struct lint *lint, const struct unit_files *files)
{
	static const char folder[] = "etc/systemd/network";
	_cleanup_(strings_clear) struct strings names = { 0 };
	int r = env_list(lint->env, ENV_ROOT, &names, "%s", folder);

	for (size_t i = 0; i < names.n && r >= 0; i++) {
		char *name = names.list[i], path[PATH_MAX];

		if (fnmatch("*.link.d", name, 0) != 0 ||
		    env_path(path, lint->env, ENV_ROOT, "%s/%s", folder, name) < 0)
			continue;
		name[strlen(name) - strlen(".d")] = '\0';
		if (!has_link_file(files, name) && !may_come(name))
			r = lint_add(lint, LINT_LINK_UNUSED, path, 0,
				     "does nothing: there is no %s", name);
	}
	return r == -ENOMEM ? r : 0;
}
