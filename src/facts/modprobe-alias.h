/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"

/*
 * Whether some modprobe.d has an alias for a modalias, as libkmod reads them: then
 * another driver than that of modules.alias may be loaded for it; or nicquirk has written
 * down what was decided earlier in this boot, which may be out of date. 1, 0, or -errno
 * where a file cannot be read.
 */
_must_check_ int modprobe_concerns(const struct env *env, const char *modalias);
