/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdio.h>

#include "plan/plan.h"

/*
 * Prints what was decided about a module and why, and its builds, a line each; INDENT
 * stands before the first of these lines. 0 or -ENOMEM.
 */
_must_check_ int module_text_print(const struct plan_module *module, const char *indent,
				   FILE *stream);

/*
 * The line of depmod.d(5) that makes the chosen build the one that depmod prefers, for
 * this kernel release alone: a pin without nicquirk. NULL where depmod prefers it anyhow
 * or does not see it, or no build was chosen. 0 or -ENOMEM.
 */
_must_check_ int module_text_override(const struct plan *plan,
				      const struct plan_module *module, char **ret);

/*
 * How to have the chosen build loaded without nicquirk; NULL where depmod prefers it
 * anyhow, or none is pinned. 0 or -ENOMEM.
 */
_must_check_ int module_text_without(const struct plan *plan,
				     const struct plan_module *module, char **ret);

/*
 * What a pin of the module means for its RDMA module; NULL where nothing is pinned, or
 * there is none. 0 or -ENOMEM.
 */
_must_check_ int module_text_rdma(const struct plan_module *module, char **ret);

/*
 * Which build runs, where it is not the one that would be loaded now (an old image had
 * it, or the files changed since), and what to do; else NULL. 0 or -ENOMEM.
 */
_must_check_ int module_text_running(const struct plan_module *module, char **ret);
