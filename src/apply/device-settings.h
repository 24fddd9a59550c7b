/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "netlink/ethtool.h"
#include "quirk/quirk.h"

/* Whose settings: an interface's, or with ifindex 0 the PCI function's own. */
struct setting_target {
	const struct env *env;
	struct ethtool *ethtool;
	const char *slot;
	unsigned ifindex;
};

/* The name under which setting_read() returns it: "-" for EEE, which has none. */
const char *setting_key(enum action_type type, const char *name);

/*
 * All settings of one type as they are now, by their setting_key(); free with
 * settings_free(). 0 or a negative errno as in ethtool.h.
 */
_must_check_ int setting_read(const struct setting_target *target, enum action_type type,
			      struct setting **ret, size_t *ret_n);

/*
 * Asks for N settings of one type, in one request where the kernel takes them so. 0 or a
 * negative errno; it does not say whether they were granted.
 */
_must_check_ int setting_write(const struct setting_target *target, enum action_type type,
			       const struct request *settings, size_t n);
