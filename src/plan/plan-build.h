/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plan/plan.h"

/* Whether the alias list of a build names the card; true where the list is not known. */
bool plan_build_serves(const struct build *build, const struct nic *nic);

/* Whether the module is, or could be, the driver of the card. */
bool plan_build_drives(const struct module *module, const struct nic *nic);

/* Whether the build can be written down for modprobe and udev: one that cannot is never
 * chosen. */
bool plan_build_is_nameable(const struct build *build);

/* Adds to a build the quirks that say, of this card under it, to avoid it. 0 or
 * -ENOMEM. */
_must_check_ int plan_build_ask(const struct plan *plan, const struct plan_module *module,
				const struct plan_card *card, struct plan_build *entry);

/*
 * Looks a build of a module over: which of the module's cards it serves, and which quirks
 * say to avoid it. 0 or -ENOMEM.
 */
_must_check_ int plan_build_evaluate(const struct plan *plan,
				     const struct plan_module *module,
				     struct plan_build *entry);
