/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/kernel-argument.h"

#include <ctype.h>

#include "base/cmdline.h"

/* What the first one sets leaves nothing for the second one to do. */
static const struct {
	const char *argument, *covers;
} coverings[] = {
	{ "pcie_aspm=off", "pcie_aspm.policy=performance" },
	{ "pcie_aspm.policy=performance", "pcie_aspm=off" },
};

/* The argument on the command line that does what WORD asks for, or NULL. */
static const char *find_argument(const char *cmdline, const char *word)
{
	if (cmdline_has(cmdline, word))
		return word;
	for (size_t i = 0; i < ARRAY_SIZE(coverings); i++)
		if (streq(coverings[i].covers, word) &&
		    cmdline_has(cmdline, coverings[i].argument))
			return coverings[i].argument;
	return NULL;
}

static bool is_argument_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_.-=", c));
}

/* "pcie_port_pm=off" is one, "--set-eee" and "a=b=c" are none. */
static bool is_argument(const char *word)
{
	const char *equals = strchr(word, '=');

	return equals && equals > word && equals[1] && !strchr(equals + 1, '=') &&
	       islower((unsigned char)*word);
}

int kernel_arguments_in(const char *text, const char *cmdline, struct strings *ret_there,
			struct strings *ret_missing)
{
	for (const char *at = text; *at;) {
		char word[64];
		size_t length = 0;
		const char *found;
		int r;

		while (is_argument_char(at[length]))
			length++;
		if (length && length < sizeof(word)) {
			memcpy(word, at, length);
			/* The end of a sentence. */
			while (length && word[length - 1] == '.')
				length--;
			word[length] = '\0';
			found = cmdline ? find_argument(cmdline, word) : NULL;
			if (is_argument(word)) {
				struct strings *to = found ? ret_there : ret_missing;

				r = strings_contain(to, found ?: word)
					    ? 0
					    : strings_add(to, found ?: word);
				if (r < 0)
					return r;
			}
		}
		at += strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "0123456789_.-=");
		while (*at && !is_argument_char(*at))
			at++;
	}
	return 0;
}
