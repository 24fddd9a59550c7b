/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plan/plan.h"
#include "watch/bisect-state.h"

/* How far it is, or the result, as a table of what was tried. */
void bisect_print(const struct bisect_state *state);

/* The file for /etc/nicquirk/quirks.d that asks for the settings which were found. 0 or
 * -ENOMEM. */
_must_check_ int bisect_print_quirk(const struct bisect_state *state,
				    const struct nic *nic);

/* A report for the driver's maintainers: card, kernel, build, and the table. */
void bisect_print_report(const struct bisect_state *state, const struct facts *facts,
			 const struct nic *nic);
