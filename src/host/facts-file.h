/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/problem.h"
#include "facts/facts.h"

/*
 * Reads the facts file of that path, "-" being standard input. 0, or with the reason in
 * PROBLEMS the error of reading it, -EFBIG for a file that no report is as large as,
 * -EINVAL for what is no facts file; -ENOMEM.
 */
_must_check_ int facts_read_file(const char *path, struct problems *problems,
				 struct facts **ret);
