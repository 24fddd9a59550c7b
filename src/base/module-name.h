/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/*
 * What TEXT goes on with behind the name of a module, or of a parameter of one, at its
 * begin; NULL where it does not begin so. The kernel takes '-' and '_' for the same.
 */
static inline const char *module_name_skip(const char *text, const char *name)
{
	for (; *name; text++, name++)
		if (*text != *name &&
		    !((*text == '-' || *text == '_') && (*name == '-' || *name == '_')))
			return NULL;
	return text;
}

/* Whether two names are the same module's. */
static inline bool module_names_match(const char *a, const char *b)
{
	const char *rest = module_name_skip(a, b);

	return rest && !*rest;
}
