/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/sanitize.h"

bool is_plain_word(const char *text)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789._:+/-";

	return *text && *text != '-' && text[strspn(text, letters)] == '\0';
}

void sanitize(char *text)
{
	for (; *text; text++)
		if (((unsigned char)*text < ' ' && *text != '\t') || *text == '\x7f')
			*text = '?';
}
