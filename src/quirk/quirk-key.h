/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"
#include "base/name-set.h"
#include "base/problem.h"
#include "quirk/quirk.h"

/* What parts the words of a list. */
#define QUIRK_BLANKS " \t"

enum quirk_key_kind {
	KEY_TEXT,
	KEY_NEEDED, /* a text that no quirk may lack */
	KEY_MATCH,
	KEY_ACTION,
	KEY_ADVICE,
	KEY_GROUP, /* of a [@group], not of a quirk */
};

/* A section of a quirk file that is being read. */
struct quirk_section {
	struct quirk *quirk;
	struct problems *problems;
	unsigned line;	   /* of the key that is being read */
	uint64_t seen;	   /* which keys it has: a bit for each row of the table */
	bool step_is_used; /* the last step has an action */
	struct name_set groups[MATCH_KEY_MAX]; /* that its matches name */
};

/*
 * Takes the value of a key into the section's quirk. 0; -EINVAL for a bad value, which
 * the section's problems then name; or -ENOMEM.
 */
struct quirk_key;
typedef int quirk_parser(struct quirk_section *section, const struct quirk_key *key,
			 char *value);

/* A key of a quirk file: a row of the table that parser, manual and usage derive from. */
struct quirk_key {
	const char *name;
	const char *form; /* what its value looks like */
	const char *help;
	enum quirk_key_kind kind;
	bool repeats;

	quirk_parser *parse;
	unsigned which;	  /* enum match_key or enum action_type */
	unsigned letters; /* bits of enum letters: what a name consists of; 0: anything */
	size_t length;	  /* of a name; 0: any */
	size_t offset;	  /* of a text in struct quirk */
};

/* The table; ends with a row without a name. */
extern const struct quirk_key quirk_keys[];

/* Takes a key into the section. 0; -EINVAL for a bad one, which is a problem; or
 * -ENOMEM. */
_must_check_ int quirk_section_add(struct quirk_section *section, const char *key,
				   char *value, unsigned line);

/* Adds a problem that names TEXT and the form that the key wants; returns -EINVAL. */
int quirk_key_refuse(struct quirk_section *section, const struct quirk_key *key,
		     const char *text);

/* Whether NAME has the letters, and the length, that names of the key must have. */
bool quirk_key_allows(const struct quirk_key *key, const char *name);

/* Frees what the section holds besides its quirk. */
void quirk_section_clear(struct quirk_section *section);

/* Whether the section has all that it needs; what is missing is a problem. */
bool quirk_section_is_complete(struct quirk_section *section);
