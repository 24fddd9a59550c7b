/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "env.h"
#include "ethtool.h"
#include "quirk.h"

/* Whose settings: an interface's, or with ifindex 0 the PCI function's own. */
struct setting_target {
	const struct env *env;
	struct ethtool *ethtool;
	const char *slot;
	unsigned ifindex;
};

/* Whether settings of this type can be read and written: a build or a blacklist is none.
 */
bool setting_is_known(enum action_type type);

/*
 * All settings of one type as they are now, those of EEE under the name "-"; free with
 * flags_free(). 0 or a negative errno as ethtool.h tells.
 */
_must_check_ int setting_read(const struct setting_target *target, enum action_type type,
			      struct flag **ret, size_t *ret_n);

/*
 * Asks for N settings of one type, in one request where the kernel takes them so. 0 or a
 * negative errno; it does not say whether they were granted.
 */
_must_check_ int setting_write(const struct setting_target *target, enum action_type type,
			       const struct setting *settings, size_t n);
