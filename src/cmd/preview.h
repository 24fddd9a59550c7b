/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/context.h"

/*
 * Makes of a context that was loaded for another kernel (--kernel) that of the host after
 * it has booted that kernel: each driver runs the build that would be chosen for it. 0,
 * or a negative errno after a message.
 */
_must_check_ int preview_boot(const struct options *options, struct context *context);
