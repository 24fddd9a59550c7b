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

		if (strncmp(pattern, known[i].name, (size_t)(equals - pattern)) != 0 ||
		    known[i].value < 0)
			continue;
		snprintf(text, sizeof(text), "0x%04x", (unsigned)known[i].value & 0xffff);
		return match_glob(equals + 1, text);
	}
	return LINK_MAYBE;
}

static const struct {
	const char *key;
	matcher *match;
} matchers[] = {
	{ "MACAddress", match_address }, { "PermanentMACAddress", match_address },
	{ "Driver", match_driver },	 { "Type", match_type },
	{ "Path", match_path },		 { "OriginalName", match_name },
	{ "Property", match_property },
};

/* A list of patterns of which one must fit; '!' before it turns that round. */
static enum link_match match_line(const struct unit_line *line,
				  const struct link_subject *subject)
{
	_cleanup_free_ char *words = strdup(line->value);
	enum link_match best = LINK_NO;
	char *cursor = words;
	const char *word;
	bool inverted;

	matcher *match = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(matchers); i++)
		if (streq(line->key, matchers[i].key))
			match = matchers[i].match;
	if (!match || !words)
		return LINK_MAYBE;
	inverted = *cursor == '!';
	cursor += inverted;
	while ((word = conf_word(&cursor))) {
		char bare[256];
		size_t length;

		/* Properties may stand in quotes. */
		snprintf(bare, sizeof(bare), "%s", word + (*word == '"'));
		length = strlen(bare);
		if (length > 0 && bare[length - 1] == '"')
			bare[length - 1] = '\0';
		enum link_match result = match(subject, bare);

		if (result > best)
			best = result;
	}
	if (inverted && best != LINK_MAYBE)
		return best == LINK_YES ? LINK_NO : LINK_YES;
	return best;
}

enum link_match link_file_match(const struct unit_file *file, const struct env *env,
				const struct nic *nic, const struct iface *iface)
{
	const struct link_subject subject = { env, nic, iface };
	enum link_match worst = LINK_YES;
	bool asks = false;

	for (size_t i = 0; i < file->n_lines; i++) {
		enum link_match match;

		if (!streq(file->lines[i].section, "Match"))
			continue;
		asks = true;
		match = match_line(&file->lines[i], &subject);
		if (match < worst)
			worst = match;
	}
	/* udev leaves out a file that does not say whom it is for. */
	return asks ? worst : LINK_NO;
}

bool link_file_names(const struct unit_file *file)
{
	return unit_file_find(file, "Link", "NamePolicy") ||
	       unit_file_find(file, "Link", "Name");
}

const struct unit_line *link_file_switches_off(const struct unit_file *file,
					       const char *key)
{
	static const char *const words[] = { "no", "n", "false", "f", "off", "0" };
	const struct unit_line *line = unit_file_find(file, "Link", key);

	for (size_t i = 0; i < ARRAY_SIZE(words) && line; i++)
		if (strcasecmp(line->value, words[i]) == 0)
			return line;
	return NULL;
}
