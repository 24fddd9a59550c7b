/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/*
 * Runs a program, found by PATH, without a shell and without input or output, and waits
 * for its end. Its exit status; -ENOENT where there is no such program; -ECHILD where it
 * died; -EAGAIN where no process could be started. ARGUMENTS ends with NULL.
 */
_must_check_ int command_run(const char *const arguments[]);
