/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "diagnose/log-import.h"

#define BOOT_ID_SIZE sizeof("0123456789abcdef0123456789abcdef")

/* The id of this boot, as the journal writes it. 0, or -ENOENT below --root. */
_must_check_ int boot_id_read(const struct env *env, char ret[static BOOT_ID_SIZE]);

/*
 * Imports what the journal has of the cards in FACTS: of all boots from CURSOR on, or
 * with NULL from its beginning; which cards were in the slots then, and which steps were
 * in force, is read from all of it. RET_CURSOR is how far it was read, to be freed; NULL
 * where the journal is empty. 0, or -ENOENT without a journalctl, -ENOMEM, or the error
 * of journal_next().
 */
_must_check_ int import_journal(const struct env *env, struct facts *facts,
				const char *cursor, struct log_import *import,
				char **ret_cursor);
