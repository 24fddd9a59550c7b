/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/episode.h"
#include "facts/facts.h"

/* Makes incidents of this host's cards out of what a log's records show, boot by boot. */
struct log_import;

/* Whether incidents of that kind are of interest for the card. */
typedef bool log_import_wants(const struct nic *nic, const char *kind, void *user);

/* An incident that the log shows. */
struct imported {
	struct nic *nic; /* of the facts */
	struct incident incident;
	int64_t seconds;      /* that it lasted, also where the log lacks the date */
	unsigned boot, id;    /* of its episode */
	uint64_t known_lines; /* those that were known before */
};

struct log_import_result {
	struct imported *list;
	size_t n;
	uint64_t not_hangs[HANG_VERDICTS]; /* hang lines that do not count, by reason */
	uint64_t strangers; /* lines of cards that this host does not have */
	uint64_t dropped;   /* episodes, the oldest ones: a log may have any number */
};

/*
 * FACTS and what WANTS uses must outlive the import. BY_PERSON: a person will answer for
 * the log. 0 or -ENOMEM.
 */
_must_check_ int log_import_new(struct facts *facts, bool by_person,
				log_import_wants *wants, void *user,
				struct log_import **ret);

/* The card of this host that a message is of, or NULL. */
typedef struct nic *log_import_finder(const struct log_subject *subject, void *user);

/* Finds cards otherwise than by the slots, names and drivers of the facts. */
void log_import_set_finder(struct log_import *import, log_import_finder *find,
			   void *user);

/* The same without: by slot and driver, by interface, or the driver's only card. */
struct nic *log_import_find_nic(struct facts *facts, const struct log_subject *subject);

/* The records that follow are of another boot, whose id may be NULL. 0 or -ENOMEM. */
_must_check_ int log_import_begin_boot(struct log_import *import, const char *boot);

/* Sets the boot's id, where it is only known later. 0 or -ENOMEM. */
_must_check_ int log_import_name_boot(struct log_import *import, const char *boot);

/* Sets the kernel release of this boot. 0 or -ENOMEM. */
_must_check_ int log_import_set_kernel(struct log_import *import, const char *release);

/* The same of a boot that has been read: what was found of it ran under that kernel. */
_must_check_ int log_import_set_boot_kernel(struct log_import *import, const char *boot,
					    const char *release);

/* Takes a record; its card is found in the facts unless it says so. 0 or -ENOMEM. */
_must_check_ int log_import_record(struct log_import *import,
				   const struct log_record *record);

/*
 * Takes a message of our own, "eth0 (0000:00:19.0): ID step 1: ...", which says what is
 * in force from then on; others are passed over. 0 or -ENOMEM.
 */
_must_check_ int log_import_own(struct log_import *import, const char *text,
				size_t length);

/*
 * An incident of this boot that is known already: what follows may belong to it. 0 or
 * -ENOMEM.
 */
_must_check_ int log_import_prime(struct log_import *import, struct nic *nic,
				  const struct incident *incident);

/* Adds an incident that was found otherwise, if it is of interest. 0 or -ENOMEM. */
_must_check_ int log_import_add(struct log_import *import, struct nic *nic,
				const struct incident *incident);

/* What has been found so far; valid until the next call. */
const struct log_import_result *log_import_result(const struct log_import *import);

/*
 * Adds what was found to the cards' incidents; one that is there already (same boot, kind
 * and first time) is brought up to date. RET_NEW, RET_CHANGED are how many. 0 or -ENOMEM.
 */
_must_check_ int log_import_merge(const struct log_import *import, size_t *ret_new,
				  size_t *ret_changed);

/* Frees IMPORT, which may be NULL; returns NULL. */
struct log_import *log_import_free(struct log_import *import);
DEFINE_CLEANUP(struct log_import, log_import_free)
