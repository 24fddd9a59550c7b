/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "lint/lint-check.h"
#include "lint/unit-file.h"

/* Whether a file is the owner's: what a distribution ships may be there for other hosts.
 */
bool lint_link_is_own(const char *path);

/* Adds the owner's lines of a .link file that udev ignores: a key by another spelling or
 * in another section, a value that is no boolean. 0 or -ENOMEM. */
_must_check_ int lint_link_keys(struct lint *lint, const struct unit_file *file);

/* Adds the owner's folders of drop-ins for .link files that are not there. 0 or -ENOMEM.
 */
_must_check_ int lint_link_drop_ins(struct lint *lint, const struct unit_files *files);
