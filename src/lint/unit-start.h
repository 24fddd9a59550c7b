/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "lint/lint-check.h"
#include "lint/unit-file.h"

/*
 * Whether a service of the owner's is never started, though it has an [Install]: nothing
 * wants it, and no timer, rule or script names it. False also where the host is a copy
 * without such links.
 */
_must_check_ int unit_is_never_started(const struct lint *lint,
				       const struct unit_file *file, bool *ret);

/* The second ExecStart= of a service that may have only one, so that systemd does not
 * load it; NULL where there is none. */
const struct unit_line *unit_second_start(const struct unit_file *file);
