/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/name-map.h"
#include "plan/plan.h"

struct json_object;
struct table;

#define FLEET_WORDS 3 /* a driver build: its name, version and origin */

/* What is counted of one quirk, kernel or driver build. */
struct fleet_row {
	char *words[FLEET_WORDS]; /* "": unknown */
	size_t hosts;
	size_t cards;
	size_t verdicts[VERDICT_MAX]; /* cards by verdict, of a quirk by its own */
	size_t confirmed; /* cards whose own kernel log stands for the quirk */
	size_t skipped;	  /* cards that an administrator keeps the quirk from */
	size_t last;	  /* the host that was counted last, from 1 */
};

/* In the order in which they came, until fleet_sort(). */
struct fleet_rows {
	struct fleet_row **list;
	size_t n;
	struct name_map places; /* where the row of some words is */
};

/* Counts of many hosts; they grow with what differs between hosts, not with the hosts.
 * All zero is no host at all. */
struct fleet {
	size_t hosts;
	size_t unreadable; /* files that are no host */
	size_t verdicts[VERDICT_MAX];
	size_t incidents; /* of all cards */
	struct fleet_rows quirks;
	struct fleet_rows kernels;
	struct fleet_rows builds;
};

/* Counts a host: 0 or -ENOMEM. */
_must_check_ int fleet_add(struct fleet *fleet, const struct plan *plan);

/* Sorts the counts by their words, for who prints them; no host can be added then. */
void fleet_sort(struct fleet *fleet);

/* The worst verdict of all hosts. */
enum verdict fleet_verdict(const struct fleet *fleet);

/* "3 hosts: 1 needs-action, 2 ok; 1 unreadable". 0 or -ENOMEM. */
_must_check_ int fleet_to_line(const struct fleet *fleet, char **ret);

/* The counts as rows of a table, or as an object. 0 or -ENOMEM. */
_must_check_ int fleet_to_table(const struct fleet *fleet, struct table *table);
_must_check_ int fleet_to_json(const struct fleet *fleet, struct json_object **ret);

/* Frees the counts and leaves no host. */
void fleet_clear(struct fleet *fleet);
