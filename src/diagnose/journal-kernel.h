/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/journal.h"
#include "diagnose/log-import.h"

/*
 * Looks up, in the journal of the host below ENV, under which kernel the boots ran of
 * which something was imported, and sets it: of the newest ones, where it is not known.
 * ENTRY is room to read into. 0, or what journal_open() and journal_next() fail with.
 */
_must_check_ int import_journal_kernels(const struct env *env, struct log_import *import,
					struct journal_entry *entry);
