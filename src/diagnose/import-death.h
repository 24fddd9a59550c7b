/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "diagnose/log-import.h"

/*
 * Imports kernels that died in a driver, lockups and hung tasks of a log that is text:
 * whose they are stands in their traces. BOOT is the boot's id, or NULL, which makes one
 * of PREFIX and a hash of what was found; WHEN is used where the log has no date, -1 for
 * none. 0, -ENOMEM, or the error of reading it.
 */
_must_check_ int import_deaths(const struct env *env, const char *path,
			       struct facts *facts, struct log_import *import,
			       const char *boot, const char *prefix, int64_t when);

/*
 * The same of what systemd-pstore and kdump keep of earlier kernels, as far as it was
 * written after SINCE, in seconds since 1970. 0 or -ENOMEM.
 */
_must_check_ int import_kept_deaths(const struct env *env, struct facts *facts,
				    struct log_import *import, int64_t since);
