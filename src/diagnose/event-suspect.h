/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/diagnosis-evaluate.h"

/* The quirks that an event of a log may stand for. */

/*
 * Adds those that have the symptom, and that the log's driver, its kernel and the card
 * (NULL: none of this host's; SEEN: as the log saw it, or NULL) allow. 0 or -ENOMEM.
 */
_must_check_ int conclusion_add_suspects(struct conclusion *conclusion,
					 const struct quirk_db *db,
					 const struct plan *plan,
					 const struct plan_card *card,
					 const struct log_card *seen);

/* Whether the log shows that what a timeout or a reset of it came from was a hang; true
 * for all other events. */
bool event_is_of_cause(const struct diagnosis *diagnosis, const struct event *event);

/* Whether another event of that card is a hang line, of whatever cause. */
bool event_has_other_hang(const struct diagnosis *diagnosis, const struct event *event);

/* Takes out the quirks that only wait for a hang: a reset without one confirms none. */
void conclusion_drop_waiting(struct conclusion *conclusion);

/* Whether the kernel, as it was when EVENT was logged, resets a card that hangs. */
enum hang_reset {
	HANG_RESET_UNKNOWN,
	HANG_RESET_NEVER,
	HANG_RESET_COMES,
};

/* By the quirk that describes it, or what the log shows. 0 or -ENOMEM. */
_must_check_ int event_hang_reset(const struct diagnosis *diagnosis,
				  const struct event *event, const struct quirk_db *db,
				  const struct facts *facts, enum hang_reset *ret);
