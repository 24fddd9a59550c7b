/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/diagnosis.h"
#include "plan/plan.h"

/* Which card of the host an event of a log is of. */

/* Whether the card has an interface of that name now. */
bool event_card_is_named(const struct nic *nic, const char *interface);

/* The device that the log shows the card to be, or one like it; -1: unknown. */
int32_t event_card_seen_device(const struct log_card *seen);

/*
 * The card of the plan that SUBJECT is, where SEEN (NULL: unknown) does not contradict
 * it; where the log names a driver alone, one of that driver's, and RET_IS_THE_ONE is
 * false if there are others. NULL for none.
 */
const struct plan_card *event_card_find(const struct plan *plan,
					const struct log_subject *subject,
					const struct log_card *seen,
					bool *ret_is_the_one);

/*
 * Whether the log alone speaks of another card of that driver than NIC: then an event
 * without a slot may be of either.
 */
bool event_has_other_card(const struct diagnosis *diagnosis, const struct event *event,
			  const struct nic *nic);

/*
 * Whether a message that any device's may be is of a network card: NIC (NULL: none of the
 * host), one that the log saw, or one of which a driver of ours speaks in it.
 */
bool event_place_is_known(const struct diagnosis *diagnosis, const struct event *event,
			  const struct log_card *seen, const struct nic *nic);
