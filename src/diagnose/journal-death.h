/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "diagnose/log-import.h"

/*
 * Imports the kernels that died, as the journal has them from CURSOR (may be NULL) on:
 * the head of such a report is of a high priority, its trace is what was logged around
 * it. 0, -ENOMEM, or the error of journal_next().
 */
_must_check_ int import_journal_deaths(const struct env *env, struct facts *facts,
				       const char *cursor, struct log_import *import);
