/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "facts/facts.h"

/*
 * Whether every setting of that step of a quirk's ladder is in place on the card, by
 * itself or by the kernel's command line (NULL: unknown).
 */
bool step_is_in_place(const struct nic *nic, const char *cmdline,
		      const struct quirk *quirk, unsigned step);

/* The first step that is not in place; one more than there are where all of them are. */
unsigned step_first_missing(const struct nic *nic, const char *cmdline,
			    const struct quirk *quirk);

/*
 * The commands that set what is not in place of a step, until the next boot: "ethtool -K
 * eno1 tso off". None for what the card lacks or cannot change. 0 or -ENOMEM.
 */
_must_check_ int step_commands(const struct nic *nic, const char *cmdline,
			       const struct quirk *quirk, unsigned step,
			       struct strings *ret);
