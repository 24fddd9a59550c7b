/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "plan/plan.h"

/* A plan as configuration for programs that are not nicquirk. */

/* Writes a plan; ENV is the host's disk, or NULL where it is not at hand. 0 or
 * -ENOMEM. */
typedef int export_writer(FILE *stream, const struct plan *plan, const struct env *env);

/* A kind of configuration: a row of the table that the command and the manual derive
 * from. */
struct export_format {
	const char *name;
	const char *help;
	export_writer *write;
};

/* The table; ends with a row without a name. */
extern const struct export_format export_formats[];

/* The format of that name, or NULL. */
const struct export_format *export_format_find(const char *name);

/*
 * Writes the plan in that format, each file of it after a line "# file: PATH". 0; -EINVAL
 * for a plan that has names which would not stay names in a configuration file, RET_BAD
 * is one of them; -ENOMEM.
 */
_must_check_ int export_plan(const struct plan *plan, const struct env *env,
			     const struct export_format *format, FILE *stream,
			     const char **ret_bad);
