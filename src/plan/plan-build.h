/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plan/plan.h"

/* Whether the alias list of a build names the card; true where the list is not known. */
bool plan_build_serves(const struct build *build, const struct nic *nic);

/* Whether the module is, or could be, the driver of the card. */
bool plan_build_drives(const struct module *module, const struct nic *nic);

/* Adds to a build the quirks that say, of this card under it, to avoid it. 0 or
 * -ENOMEM. */
_must_check_ int plan_build_ask(const struct plan *plan, const struct plan_module *module,
				const struct plan_card *card, struct plan_build *entry);

/* Whether a quirk may say, of this card under a driver of which not all is known, to
 * avoid it. 0 or -ENOMEM. */
_must_check_ int plan_build_suspect(const struct plan *plan, const struct plan_card *card,
				    const struct driver *driver, bool *ret);

/*
 * Looks a build of a module over: what makes it unusable, for the module's cards or at
 * all, and which quirks say to avoid it. 0 or -ENOMEM.
 */
_must_check_ int plan_build_evaluate(const struct plan *plan,
				     const struct plan_module *module,
				     struct plan_build *entry);
