/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "netlink/ethtool.h"
#include "plan/plan.h"
#include "watch/bisect-state.h"

/*
 * Fills in what may be switched off on the card: the settings of the quirks that match
 * it, in the order of their steps, then the offloads that are left; those that are on
 * now. And what it has on now, for the way back. 0 or -ENOMEM.
 */
_must_check_ int bisect_settings_find(const struct plan_card *card,
				      const struct iface *iface,
				      struct bisect_state *state);

/*
 * Switches the candidates of the set OFF off, and every other one back to what it was. 0,
 * or the first error of ethtool.h; the other settings are tried all the same.
 */
_must_check_ int bisect_settings_apply(const struct env *env, struct ethtool *ethtool,
				       unsigned ifindex, const struct bisect_state *state,
				       uint32_t off);
