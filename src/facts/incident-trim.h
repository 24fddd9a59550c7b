/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/incident-store.h"

/* Takes one incident out of the store. */
void incident_store_remove(struct incident_store *store, size_t at);

/*
 * Takes out the oldest that are more than the store may hold. Of each card and kind the
 * newest stays, and of each quirk the one with the highest step, which decide how far a
 * ladder has come. 0 or -ENOMEM.
 */
_must_check_ int incident_store_trim(struct incident_store *store);
