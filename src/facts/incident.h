/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"
#include "quirk/quirk.h"

/* The step of a quirk's ladder that was in force when an incident began. */
struct incident_step {
	char *quirk;
	int step; /* -1: unknown */
};

/*
 * One episode of one kind of fault on one card, as the kernel log showed it: lines that
 * belong to one and the same trouble.
 */
struct incident {
	char *kind; /* also one that this version does not know: it confirms nothing */
	char *boot; /* the boot id, or "file-" and a hash; NULL: unknown */
	uint64_t lines; /* at least 1 */
	int64_t first;	/* seconds since 1970, UTC; -1: unknown */
	int64_t last;
	char *kernel;	      /* the release; NULL: unknown */
	char *driver_version; /* NULL: none or unknown */
	enum origin driver_origin;
	bool by_person; /* imported from a file, and a person answered for it */
	struct incident_step *steps;
	size_t n_steps;
};

/* The step of QUIRK's ladder that was in force when it began; -1: unknown. */
int incident_step(const struct incident *incident, const char *quirk);

/* All zero is the empty list. */
struct incidents {
	struct incident *list;
	size_t n;
};

/* Frees what the structure holds and leaves it empty. */
void incident_clear(struct incident *incident);
void incidents_clear(struct incidents *incidents);

/* Adds to an incident which step of QUIRK was in force. 0 or -ENOMEM, it is then as
 * before. */
_must_check_ int incident_add_step(struct incident *incident, const char *quirk,
				   int step);

/* A copy; release it with incident_clear(). 0 or -ENOMEM. */
_must_check_ int incident_copy(const struct incident *from, struct incident *ret);

/* Copies FROM to the end of the list. 0 or -ENOMEM, the list is then as before. */
_must_check_ int incidents_add(struct incidents *incidents, const struct incident *from);
