/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/facts.h"
#include "quirk/policy.h"
#include "quirk/quirk.h"

/*
 * An image of a kernel is made for whichever host boots it, and holds of each driver the
 * one build that depmod prefers. These say which others a plan might choose there.
 */

/* The drivers that a quirk with a build to avoid, or a pin, names. 0 or -ENOMEM. */
_must_check_ int image_builds_drivers(const struct quirk_db *db,
				      const struct policy *policy, struct strings *ret);

/*
 * The build of MODULE that depmod prefers, where another might be loaded in its place;
 * else NULL.
 * 0 or -ENOMEM.
 */
_must_check_ int image_builds_preferred(const struct facts *facts,
					const struct quirk_db *db,
					const struct policy *policy,
					const struct module *module,
					const struct build **ret);

/* Whether BUILD of MODULE might be loaded in place of the preferred one. 0 or -ENOMEM. */
_must_check_ int image_builds_is_wanted(const struct facts *facts,
					const struct quirk_db *db,
					const struct policy *policy,
					const struct module *module,
					const struct build *build, bool *ret);
