/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plain.h"

bool is_plain(const char *text)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789._:+/-";

	return *text && *text != '-' && text[strspn(text, letters)] == '\0';
}

void make_plain(char *text)
{
	for (; *text; text++)
		if (((unsigned char)*text < ' ' && *text != '\t') || *text == '\x7f')
			*text = '?';
}
