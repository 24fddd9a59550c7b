/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <fnmatch.h>

#include "base/macro.h"

/* Whether TEXT fits one of N patterns, as fnmatch(3) without flags has it. */
static inline bool fits_any(const char *const *patterns, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (fnmatch(patterns[i], text, 0) == 0)
			return true;
	return false;
}
