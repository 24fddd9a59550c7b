/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/* A key of a udev rule: KEY{attribute}OPERATOR"value". */
struct rule_key {
	char name[64]; /* with the attribute: "ATTR{address}" */
	char operator[3];
	char value[1024];
	bool ignores_case; /* i"..." of systemd 258 */
};

/* Reads the next key of a rule and moves *CURSOR behind it. False at the end, and before
 * what udev does not take for a key. */
bool udev_rule_next(const char **cursor, struct rule_key *ret);

/*
 * Whether udev leaves the whole line out, as "udev verify" prints it: for a key that it
 * does not have, an operator that the key does not take, or what is no key at all, such
 * as a comment. RET is where it stops, and of a key it is the key with its operator.
 */
bool udev_rule_refused(const char *text, char *ret, size_t size);

/* Whether the key is a test that was meant, and a value is assigned: "=" for "==". */
bool udev_rule_key_assigns(const struct rule_key *key);

/* Whether a rule with these keys, which is for interfaces, is for none: its text says
 * why. NULL: it may be for one. */
const char *udev_rule_matches_none(const char *text);
