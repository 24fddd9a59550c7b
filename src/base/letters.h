/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/* What names may be made of. Unlike strspn(), which lays out a table for each call, this
 * costs next to nothing: each line of the database has a name or two. */
enum letters {
	LETTERS_DIGIT = 1 << 0,
	LETTERS_HEX = 1 << 1, /* a to f; the digits are LETTERS_DIGIT */
	LETTERS_LOWER = 1 << 2,
	LETTERS_UPPER = 1 << 3,
	LETTERS_DASH = 1 << 4,
	LETTERS_UNDERSCORE = 1 << 5,
	LETTERS_DOT = 1 << 6,
	LETTERS_COLON = 1 << 7,
	LETTERS_PLUS = 1 << 8,
	LETTERS_SLASH = 1 << 9,
};

/* As isdigit(), without a look at the locale for each digit. */
static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The bits of enum letters that C belongs to; 0: to none. */
static inline unsigned letters_of(char c)
{
	if (c >= 'a' && c <= 'z')
		return c <= 'f' ? LETTERS_LOWER | LETTERS_HEX : LETTERS_LOWER;
	if (is_digit(c))
		return LETTERS_DIGIT;
	if (c >= 'A' && c <= 'Z')
		return LETTERS_UPPER;
	return c == '-'	  ? LETTERS_DASH
	       : c == '_' ? LETTERS_UNDERSCORE
	       : c == '.' ? LETTERS_DOT
	       : c == ':' ? LETTERS_COLON
	       : c == '+' ? LETTERS_PLUS
	       : c == '/' ? LETTERS_SLASH
			  : 0;
}

/* Whether TEXT is not empty, and each of its bytes is of those that LETTERS names, bits
 * of enum letters. */
static inline bool consists_of(const char *text, unsigned letters)
{
	const char *at = text;

	while (letters_of(*at) & letters)
		at++;
	return at > text && !*at;
}
