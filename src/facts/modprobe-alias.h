/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "base/env.h"
#include "base/seen-files.h"

/*
 * The patterns of modprobe.d's aliases that a PCI function's modalias may match, as
 * libkmod reads them: for such a one another driver than that of modules.alias may be
 * loaded. What was looked at is added to SEEN, which may be NULL. 0; -EEXIST where
 * nicquirk has written down there what was decided earlier in this boot, which may be out
 * of date; or -errno where a file cannot be read.
 */
_must_check_ int modprobe_patterns(const struct env *env, struct seen_files *seen,
				   struct strings *ret);

bool modprobe_pattern_matches(const char *pattern, const char *modalias);
