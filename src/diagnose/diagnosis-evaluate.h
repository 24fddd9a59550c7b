/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/diagnosis.h"
#include "plan/plan.h"

/* A quirk that an event stands for. */
struct conclusion_quirk {
	const struct quirk *quirk;
	const struct plan_card *card;	/* NULL: the host has no such card */
	const struct plan_quirk *entry; /* how the host stands to it now; NULL: no card */
};

/* What is made of an event. */
struct conclusion {
	const struct event *event;
	const struct log_card
		*seen; /* as the log's kernel found it; NULL: not in the log */
	const struct nic
		*nic; /* of this host; NULL: it has none there, or it is no one card */
	struct conclusion_quirk *quirks;
	size_t n_quirks;
	/* False for timeouts and resets without a hang line, which have other causes. */
	bool is_of_cause;
	bool has_other_hang; /* a hang line that shows another cause: cable, PAUSE */
	const char *meaning; /* its cause, or why it is harmless; may be NULL */
	struct strings advice;
	struct strings commands; /* that help until the next boot */
};

struct conclusions {
	const struct diagnosis *diagnosis;
	const struct plan *plan;
	/* One an event, in their order; without those that are of no card of ours. */
	struct conclusion *list;
	size_t n;
};

/*
 * Looks for the quirk behind each event: one that the log's driver, its kernel and the
 * card allow. How the host stands to it is the plan's word. All arguments must outlive
 * RET. 0 or -ENOMEM.
 */
_must_check_ int diagnosis_evaluate(const struct diagnosis *diagnosis,
				    const struct quirk_db *db, const struct plan *plan,
				    struct conclusions *ret);

/*
 * How the host stands to the quirk: a verdict, "skipped", "no-match" where the host as it
 * is now does not have what the log's had; NULL where that is not known.
 */
const char *conclusion_quirk_state(const struct conclusion_quirk *quirk);

/* The interface of an event as this host calls it, else as the log did; "" for none. */
const char *conclusion_interface(const struct conclusion *conclusion);

/* The slot of an event's card, or "". */
const char *conclusion_slot(const struct conclusion *conclusion);

/* The family of the card, as the log's driver counts it in; NULL: unknown. */
const char *conclusion_family(const struct conclusion *conclusion);

/* Adds what to do about it. 0 or -ENOMEM. */
_must_check_ int conclusion_advise(struct conclusion *conclusion,
				   const struct plan *plan);

/* The worst that has happened; benign also where nothing has. */
enum gravity conclusions_gravity(const struct conclusions *conclusions);

/* Frees what the conclusions hold. */
void conclusions_clear(struct conclusions *conclusions);

struct json_object;

/* The object that "diagnose --json" prints. 0 or -ENOMEM. */
_must_check_ int conclusions_to_json(const struct conclusions *conclusions,
				     struct json_object **ret);

/* Prints the conclusions for people. */
void conclusions_print(const struct conclusions *conclusions, FILE *stream);
