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
	bool indexed;		 /* the database has an index that holds */
	bool unindexed;		 /* it has none, and one may be written */
};

/*
 * Reads the interface IFINDEX, which NAME (may be NULL) is the name of at the moment.
 * PROBLEMS says what is wrong with configuration and database. 0; -ENODATA where no quirk
 * is about its driver; -ECANCELED where nicquirk is switched off; -ENODEV, -ENOENT as
 * nic_find_interface(); -ENOMEM, or the error of netlink.
 */
_must_check_ int card_session_open(const struct env *env, unsigned ifindex,
				   const char *name, struct problems *problems,
				   struct card_session *ret);

/* Adds what its driver is, version and origin, which is read only where a quirk asks for
 * it: 0 or -ENOMEM. */
_must_check_ int card_session_read_driver(struct card_session *session);

/* The card, as planned. */
struct plan_card *card_session_card(const struct card_session *session);

void card_session_close(struct card_session *session);
