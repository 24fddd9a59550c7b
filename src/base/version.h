/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/*
 * Compares two versions number by number: less than, equal to or greater than 0. Numbers
 * are parted by a dot, or by a dash before a digit (e1000e firmware "0.13-4"); a missing
 * one counts as 0; "-rcN" sorts before the release; what follows otherwise ("-k", "-pve")
 * does not count.
 */
int version_compare(const char *a, const char *b);

/* Whether TEXT begins with a number, so that it can be compared at all. */
bool version_is_valid(const char *text);

/* The upstream part of a kernel release ("6.8.12-10-pve" is 6.8.12): 0, -EINVAL or
 * -ENOMEM. */
_must_check_ int version_upstream(const char *release, char **ret);

/* Ranges such as ">=6.14 <6.14.11 | >=6.12.30 <6.12.41". */
struct version_range;

/* Parses a range: 0, -EINVAL for what is no range, -ENOMEM. */
_must_check_ int version_range_parse(const char *text, struct version_range **ret);

/* Whether VERSION lies in RANGE; a version that is not valid lies in none. */
bool version_range_contains(const struct version_range *range, const char *version);

/*
 * The same for "5.10" or "5.10.0" of which the third number is not known: 1 where RANGE
 * contains the version whatever it is, 0 where it never does, -1 where that depends on
 * it.
 */
int version_range_contains_series(const struct version_range *range, const char *version);

/* Whether a version lies in both ranges, as far as the neighbours of their bounds
 * show. */
bool version_ranges_meet(const struct version_range *a, const struct version_range *b);

/* Frees RANGE, which may be NULL; returns NULL. */
struct version_range *version_range_free(struct version_range *range);
DEFINE_CLEANUP(struct version_range, version_range_free)
