/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "lint/unit-file.h"

/*
 * The variables that a service gives its commands, NAME=VALUE, the last of a name counts:
 * Environment= and, over it, EnvironmentFile=. None where a file that they need is not
 * there, or is named by a specifier or a pattern: what they are is not known then. 0 or
 * -ENOMEM.
 */
_must_check_ int unit_environment_read(const struct env *env,
				       const struct unit_file *file, struct strings *ret);

/*
 * A command as systemd runs it: $NAME as a word of its own and ${NAME} anywhere are
 * replaced, but where the command begins with ':'. What is not known stays. NULL without
 * memory.
 */
char *unit_environment_expand(const struct strings *variables, const char *command);
