/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/problem.h"
#include "netlink/ethtool.h"
#include "plan/plan.h"

/*
 * One interface and its card, with all that a decision on it needs: facts that hold this
 * card alone, the part of the database that may match it, the policy, and the plan.
 */
struct card_session {
	struct env env;
	struct facts *facts;
	struct quirk_db *db;
	struct policy *policy;
	struct plan *plan;
	struct ethtool *ethtool; /* NULL where no quirk wants to know a setting, or
				    facts->ethtool_missing */
};

/*
 * Reads the interface IFINDEX, which NAME (may be NULL) is the name of at the moment.
 * PROBLEMS says what is wrong with configuration and database. 0; -ECANCELED where
 * nicquirk is switched off; -ENODEV, -ENOENT as nic_read_interface(); -ENOMEM, or the
 * error of netlink.
 */
_must_check_ int card_session_open(const struct env *env, unsigned ifindex,
				   const char *name, struct problems *problems,
				   struct card_session *ret);

/* The card, as planned. */
struct plan_card *card_session_card(const struct card_session *session);

void card_session_close(struct card_session *session);
