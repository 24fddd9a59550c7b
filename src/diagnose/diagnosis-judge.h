/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnosis.h"
#include "plan.h"

/* A quirk that an event stands for. */
struct finding_quirk {
	const struct quirk *quirk;
	const struct plan_card *card;	/* NULL: the host has no such card */
	const struct plan_quirk *entry; /* how the host stands to it now; NULL: no card */
};

/* What is made of an event. */
struct finding {
	const struct event *event;
	const struct nic
		*nic; /* of this host; NULL: it has none there, or it is no one card */
	struct finding_quirk *quirks;
	size_t n_quirks;
	struct strings advice;
};

struct findings {
	const struct diagnosis *diagnosis;
	const struct plan *plan;
	struct finding *list; /* one an event, in their order */
	size_t n;
};

/*
 * Looks for the quirk behind each event: one that the log's driver, its kernel and the card allow.
 * How the host stands to it is the plan's word. All arguments must outlive RET. 0 or -ENOMEM.
 */
_must_check_ int diagnosis_judge(const struct diagnosis *diagnosis,
				 const struct quirk_db *db, const struct plan *plan,
				 struct findings *ret);

/*
 * How the host stands to the quirk: a verdict, "skipped", "no-match" where the host as it is now
 * does not have what the log's had; NULL where that cannot be told.
 */
const char *finding_quirk_state(const struct finding_quirk *quirk);

/* The interface of an event as this host calls it, else as the log did; "" for none. */
const char *finding_interface(const struct finding *finding);

/* The slot of an event's card, or "". */
const char *finding_slot(const struct finding *finding);

/* The worst that has happened; benign also where nothing has. */
enum gravity findings_gravity(const struct findings *findings);

/* Frees what the findings hold. */
void findings_clear(struct findings *findings);

struct json_object;

/* The object that "diagnose --json" prints. 0 or -ENOMEM. */
_must_check_ int findings_to_json(const struct findings *findings,
				  struct json_object **ret);

/* Prints the findings for people. */
void findings_print(const struct findings *findings, FILE *stream);
