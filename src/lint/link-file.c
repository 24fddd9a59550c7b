/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/link-file.h"

#include <fnmatch.h>
#include <strings.h>

#include "lint/conf-line.h"

/* Who is asked: an interface, and what udev knows of it. */
struct link_subject {
	const struct env *env;
	const struct nic *nic;
	const struct iface *iface;
};

typedef enum link_match matcher(const struct link_subject *subject, const char *pattern);

static enum link_match match_glob(const char *pattern, const char *text)
{
	if (!text)
		return LINK_MAYBE;
	return fnmatch(pattern, text, 0) == 0 ? LINK_YES : LINK_NO;
}

/* Whether two addresses are the same: systemd also takes dots, dashes and none at all. */
static bool same_address(const char *a, const char *b)
{
	while (*a || *b) {
		a += strspn(a, ":.-");
		b += strspn(b, ":.-");
		if (strncasecmp(a, b, 1) != 0)
			return false;
		if (*a)
			a++, b++;
	}
	return true;
}

static enum link_match match_address(const struct link_subject *subject,
				     const char *pattern)
{
	_cleanup_free_ char *address = NULL;

	if (env_read(subject->env, ENV_SYS, &address, "class/net/%s/address",
		     subject->iface->name) < 0)
		return LINK_MAYBE;
	return same_address(pattern, address) ? LINK_YES : LINK_NO;
}

static enum link_match match_driver(const struct link_subject *subject,
				    const char *pattern)
{
	return match_glob(pattern, subject->nic->driver);
}

static enum link_match match_type(const struct link_subject *subject _unused_,
				  const char *pattern)
{
	return match_glob(pattern, "ether");
}

/* What udev's path_id calls it: the bridges before it do not count. */
static enum link_match match_path(const struct link_subject *subject, const char *pattern)
{
	char path[64];

	snprintf(path, sizeof(path), "pci-%s", subject->nic->slot ?: "");
	return match_glob(pattern, subject->nic->slot ? path : NULL);
}

/* The name that the kernel gave is gone since it was changed; it always was ethN. */
static enum link_match match_name(const struct link_subject *subject _unused_,
				  const char *pattern)
{
	if (fnmatch(pattern, "eth0", 0) == 0 && strchr(pattern, '*'))
		return LINK_YES;
	return strncmp(pattern, "eth", 3) == 0 ? LINK_MAYBE : LINK_NO;
}

static enum link_match match_property(const struct link_subject *subject,
				      const char *pattern)
{
	const char *equals = strchr(pattern, '=');
	const struct {
		const char *name;
		int32_t value;
	} known[] = { { "ID_VENDOR_ID", subject->nic->vendor },
		      { "ID_MODEL_ID", subject->nic->device } };

	for (size_t i = 0; i < ARRAY_SIZE(known) && equals; i++) {
		char text[16];

		if (strlen(known[i].name) != (size_t)(equals - pattern) ||
		    strncmp(pattern, known[i].name, strlen(known[i].name)) != 0 ||
		    known[i].value < 0)
			continue;
		snprintf(text, sizeof(text), "0x%04x", (unsigned)known[i].value & 0xffff);
		return match_glob(equals + 1, text);
	}
	return LINK_MAYBE;
}

static const struct match_row {
	const char *key;
	matcher *match;
	bool each; /* every word of the list must fit, not just one */
} match_rows[] = {
	{ "MACAddress", match_address, false },
	{ "PermanentMACAddress", match_address, false },
	{ "Driver", match_driver, false },
	{ "Type", match_type, false },
	{ "Path", match_path, false },
	{ "OriginalName", match_name, false },
	{ "Property", match_property, true },
};

static const struct match_row *find_match_row(const char *key)
{
	for (size_t i = 0; i < ARRAY_SIZE(match_rows); i++)
		if (streq(match_rows[i].key, key))
			return &match_rows[i];
	return NULL;
}

bool link_line_is_foreign(const struct unit_line *line)
{
	return streq(line->section, "Match") &&
	       str_in_set(line->key, "Name", "WLANInterfaceType", "SSID", "BSSID");
}

/* The lines of one key, which systemd reads as one list. */
struct match_list {
	bool has_choice;
	enum link_match choice; /* of the words of which one must fit */
	enum link_match demand; /* of those that must fit all */
};

/* A '!' at the begin of a line stands for each of its words: none of them may fit. */
static void lay_line(const struct match_row *row, const struct unit_line *line,
		     const struct link_subject *subject, struct match_list *list)
{
	const bool inverted = *line->value == '!';
	_cleanup_free_ char *words = strdup(line->value + inverted);
	char *cursor = words;
	const char *word;

	/* Without memory nothing is known of it. */
	if (!words && list->demand > LINK_MAYBE)
		list->demand = LINK_MAYBE;
	while (words && (word = conf_word(&cursor))) {
		enum link_match match;
		char bare[256];
		size_t length;

		/* Properties may stand in quotes. */
		snprintf(bare, sizeof(bare), "%s", word + (*word == '"'));
		length = strlen(bare);
		if (length > 0 && bare[length - 1] == '"')
			bare[length - 1] = '\0';
		match = row->match(subject, bare);
		if (inverted)
			match = LINK_YES - match;
		if (inverted || row->each) {
			if (match < list->demand)
				list->demand = match;
		} else {
			list->has_choice = true;
			if (match > list->choice)
				list->choice = match;
		}
	}
}

enum link_match link_file_match(const struct unit_file *file, const struct env *env,
				const struct nic *nic, const struct iface *iface)
{
	const struct link_subject subject = { env, nic, iface };
	struct match_list lists[ARRAY_SIZE(match_rows)];
	enum link_match worst = LINK_YES;
	bool asks = false;

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		lists[i] = (struct match_list){ .choice = LINK_NO, .demand = LINK_YES };
	for (size_t i = 0; i < file->n_lines; i++) {
		const struct unit_line *line = &file->lines[i];
		const struct match_row *row;

		if (!streq(line->section, "Match") || link_line_is_foreign(line))
			continue;
		asks = true;
		row = find_match_row(line->key);
		if (!row) {
			worst = LINK_MAYBE;
			continue;
		}
		lay_line(row, line, &subject, &lists[row - match_rows]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		if (lists[i].has_choice && lists[i].choice < worst)
			worst = lists[i].choice;
		if (lists[i].demand < worst)
			worst = lists[i].demand;
	}
	/* udev leaves out a file that does not say whom it is for. */
	return asks ? worst : LINK_NO;
}

int link_boolean(const char *value)
{
	/* Each word for off is followed by the one for on. */
	static const char *const words[] = { "no", "yes", "n",	 "y",  "false", "true",
					     "f",  "t",	  "off", "on", "0",	"1" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcasecmp(value, words[i]) == 0)
			return i % 2;
	return -EINVAL;
}

bool link_file_names(const struct unit_file *file)
{
	return unit_file_find(file, "Link", "NamePolicy") ||
	       unit_file_find(file, "Link", "Name");
}

const struct unit_line *link_file_switches_off(const struct unit_file *file,
					       const char *key)
{
	const struct unit_line *line = unit_file_find(file, "Link", key);

	return line && link_boolean(line->value) == 0 ? line : NULL;
}
