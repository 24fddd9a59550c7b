/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "facts/facts.h"

/*
 * What apply has changed, and what it found: one file a PCI function under
 * /run/nicquirk/records, so that the initramfs hands it to the real root, revert can undo
 * it and a reboot forgets it.
 */

/* Reads the record of a card into its changes and its interfaces'. 0 (also without one)
 * or -ENOMEM. */
_must_check_ int record_read(const struct env *env, struct nic *nic);

/*
 * Puts N changes of the interface IFINDEX (0: of the function itself) into the record of
 * SLOT in place of what it said of them; entries of interfaces that are gone drop out. 0
 * or -errno, the old record is then whole.
 */
_must_check_ int record_update(const struct env *env, const char *slot, unsigned ifindex,
			       const struct change *changes, size_t n);

/* Takes every entry of the interface IFINDEX out of the record of SLOT. 0 or -errno. */
_must_check_ int record_forget(const struct env *env, const char *slot, unsigned ifindex);
