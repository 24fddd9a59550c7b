/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "base/env.h"
#include "base/macro.h"

/* Entries of systemd's journal, as journalctl exports them: it is run, without a shell.
 */
struct journal;

/* What a field may be long; of a longer one the beginning is given. */
#define JOURNAL_FIELD_MAX 16384

/* An entry; its texts are valid until the next one is read. */
struct journal_entry {
	char cursor[256];
	char boot[33];
	char device[32]; /* "+pci:0000:00:19.0"; "": none */
	char identifier[32];
	int64_t wall;	   /* when it was received, in microseconds since 1970 */
	int64_t monotonic; /* when it was logged, in microseconds since boot; -1: unknown
			    */
	int priority;	   /* -1: unknown */
	char message[JOURNAL_FIELD_MAX];
	size_t message_length; /* it may hold newlines */
};

/*
 * Runs journalctl with the ARGUMENTS (matches, options), of the host below ENV. 0, or
 * -ENOENT where there is no journalctl, -ENOMEM, or another negative errno.
 */
_must_check_ int journal_open(const struct env *env, const struct strings *arguments,
			      struct journal **ret);

/*
 * Reads the next entry. 1; 0 at the end; -EIO where journalctl failed, -ETIMEDOUT where
 * it said nothing for too long, -EBADMSG for what is no export.
 */
_must_check_ int journal_next(struct journal *journal, struct journal_entry *ret);

/* Ends journalctl and frees JOURNAL, which may be NULL; returns NULL. */
struct journal *journal_close(struct journal *journal);
DEFINE_CLEANUP(struct journal, journal_close)
