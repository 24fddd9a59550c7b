/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/*
 * Whether the kernel's feature NAME is what a quirk calls ASKED: the same name, or a
 * member of the group that ethtool's short name stands for. Patterns as in ethtool's
 * features(8) table: newer kernels have more tx-tcp*-segmentation bits, and one that is
 * left on keeps TSO on.
 */
bool feature_group_has(const char *name, const char *asked);

/* The same in two steps, for many names: what ASKED stands for, and whether a name is
 * that. */
const char *feature_group_pattern(const char *asked);
bool feature_is_of_pattern(const char *name, const char *pattern);

/* The short name of the group that a feature is in, or that NAME is; NAME where it is in
 * none. */
const char *feature_group_of(const char *name);
