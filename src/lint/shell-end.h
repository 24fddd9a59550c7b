/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/*
 * The line of a shell script with the "exit" that ends it whatever happened before: one
 * that stands alone in its line and in no block. 0 where there is none, or where that is
 * not sure.
 */
_must_check_ unsigned shell_script_end(const char *path);
