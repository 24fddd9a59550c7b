/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/udev-rule.h"

#include <ctype.h>
#include <fnmatch.h>

/* Whether "=" and its like may follow the key, and "==". */
enum key_use { USE_BOTH, USE_MATCH, USE_ASSIGN };

static const struct {
	const char *name;
	enum key_use use;
	bool has_attribute; /* it needs one, in braces */
} rule_keys[] = {
	{ "ACTION", USE_MATCH, false },	    { "DEVPATH", USE_MATCH, false },
	{ "KERNEL", USE_MATCH, false },	    { "SUBSYSTEM", USE_MATCH, false },
	{ "DRIVER", USE_MATCH, false },	    { "KERNELS", USE_MATCH, false },
	{ "SUBSYSTEMS", USE_MATCH, false }, { "DRIVERS", USE_MATCH, false },
	{ "ATTRS", USE_MATCH, true },	    { "TAGS", USE_MATCH, false },
	{ "TEST", USE_MATCH, false },	    { "RESULT", USE_MATCH, false },
	{ "CONST", USE_MATCH, true },	    { "NAME", USE_BOTH, false },
	{ "SYMLINK", USE_BOTH, false },	    { "ENV", USE_BOTH, true },
	{ "TAG", USE_BOTH, false },	    { "ATTR", USE_BOTH, true },
	{ "SYSCTL", USE_BOTH, true },	    { "PROGRAM", USE_BOTH, false },
	{ "IMPORT", USE_BOTH, true },	    { "OPTIONS", USE_ASSIGN, false },
	{ "OWNER", USE_ASSIGN, false },	    { "GROUP", USE_ASSIGN, false },
	{ "MODE", USE_ASSIGN, false },	    { "SECLABEL", USE_ASSIGN, true },
	{ "RUN", USE_ASSIGN, false },	    { "GOTO", USE_ASSIGN, false },
	{ "LABEL", USE_ASSIGN, false },
};

static const char *skip_separators(const char *text)
{
	return text + strspn(text, " \t,");
}

/* The length of the key's name, with the attribute in braces. */
static size_t key_length(const char *text)
{
	size_t n = 0;

	while (isalnum((unsigned char)text[n]) || text[n] == '_')
		n++;
	return text[n] == '{' && strchr(text + n, '}')
		       ? (size_t)(strchr(text + n, '}') + 1 - text)
		       : n;
}

static size_t operator_length(const char *text)
{
	static const char *const operators[] = { "==", "!=", "+=", "-=", ":=", "=" };

	for (size_t i = 0; i < ARRAY_SIZE(operators); i++)
		if (strncmp(text, operators[i], strlen(operators[i])) == 0)
			return strlen(operators[i]);
	return 0;
}

bool udev_rule_next(const char **cursor, struct rule_key *ret)
{
	const char *at = skip_separators(*cursor);
	size_t length = key_length(at), n = 0;

	if (length == 0 || length >= sizeof(ret->name))
		return false;
	snprintf(ret->name, sizeof(ret->name), "%.*s", (int)length, at);
	at += length;
	at += strspn(at, " \t");
	length = operator_length(at);
	snprintf(ret->operator, sizeof(ret->operator), "%.*s", (int)length, at);
	at += length;
	at += strspn(at, " \t");
	/* e"..." has C's escapes. */
	ret->ignores_case = *at == 'i';
	at += strspn(at, "ei");
	if (length == 0 || *at != '"')
		return false;
	for (at++; *at && *at != '"'; at++) {
		if (*at == '\\' && at[1])
			at++;
		if (n + 1 < sizeof(ret->value))
			ret->value[n++] = *at;
	}
	if (!*at)
		return false;
	ret->value[n] = '\0';
	*cursor = at + 1;
	return true;
}

static bool is_match(const struct rule_key *key)
{
	return streq(key->operator, "==") || streq(key->operator, "!=");
}

static bool key_is_refused(const struct rule_key *key)
{
	const size_t length = strcspn(key->name, "{");

	for (size_t i = 0; i < ARRAY_SIZE(rule_keys); i++) {
		if (strlen(rule_keys[i].name) != length ||
		    strncmp(rule_keys[i].name, key->name, length) != 0)
			continue;
		return (rule_keys[i].has_attribute && !key->name[length]) ||
		       (rule_keys[i].use == USE_MATCH && !is_match(key)) ||
		       (rule_keys[i].use == USE_ASSIGN && is_match(key)) ||
		       (streq(key->operator, "-=") &&
			str_in_set(rule_keys[i].name, "RUN", "NAME", "PROGRAM",
				   "IMPORT"));
	}
	return true;
}

bool udev_rule_refused(const char *text, char *ret, size_t size)
{
	struct rule_key key;

	while (udev_rule_next(&text, &key)) {
		if (!key_is_refused(&key))
			continue;
		snprintf(ret, size, "%s%s", key.name, key.operator);
		return true;
	}
	text = skip_separators(text);
	snprintf(ret, size, "%.32s", text);
	return *text;
}

bool udev_rule_key_assigns(const struct rule_key *key)
{
	static const char *const tests[] = { "ATTR{address}",  "ATTR{type}",
					     "ATTR{device/*}", "ATTR{dev_id}",
					     "ATTR{dev_port}", "ATTR{operstate}",
					     "ENV{ID_*}",      "ENV{INTERFACE}",
					     "ENV{DEVTYPE}" };

	for (size_t i = 0; i < ARRAY_SIZE(tests); i++)
		if (fnmatch(tests[i], key->name, 0) == 0)
			return !is_match(key);
	return false;
}

/* Whether only the card, and not its interface, has what the key asks for. */
static bool is_of_card(const struct rule_key *key)
{
	return (streq(key->name, "DRIVERS") && *key->value) ||
	       (streq(key->name, "SUBSYSTEMS") && streq(key->value, "pci")) ||
	       (streq(key->name, "KERNELS") && strchr(key->value, ':')) ||
	       str_in_set(key->name, "ATTRS{vendor}", "ATTRS{device}", "ATTRS{class}",
			  "ATTRS{subsystem_vendor}", "ATTRS{subsystem_device}");
}

const char *udev_rule_matches_none(const char *text)
{
	bool asks_card = false, asks_interface = false;
	struct rule_key key;

	while (udev_rule_next(&text, &key)) {
		if (!streq(key.operator, "=="))
			continue;
		if (streq(key.name, "DRIVER") && *key.value)
			return "DRIVER is empty for an interface: DRIVERS is its card's";
		if (str_in_set(key.name, "ATTR{vendor}", "ATTR{device}", "ATTR{class}",
			       "ATTR{subsystem_vendor}", "ATTR{subsystem_device}"))
			return "an interface has no such ATTR: ATTRS is its card's";
		if (streq(key.name, "ATTR{address}") && !key.ignores_case &&
		    strpbrk(key.value, "ABCDEF") && !strchr(key.value, '['))
			return "the kernel writes addresses in small letters";
		asks_card |= is_of_card(&key);
		asks_interface |= str_in_set(key.name, "ATTRS{address}", "ATTRS{type}");
	}
	/* udev looks for one device, the interface or one above it, with all of them. */
	return asks_card && asks_interface
		       ? "ATTRS{address} is the interface's, and DRIVERS and its like are the "
			 "card's: udev asks all of one device"
		       : NULL;
}
