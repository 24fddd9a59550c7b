/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/cmd.h"
#include "facts/facts.h"
#include "host/host-scan.h"
#include "plan/plan.h"
#include "quirk/policy.h"
#include "quirk/quirk.h"

/* What most verbs begin with: the facts, the database, the policy, and the plan made of
 * them. */
struct context {
	struct facts *facts;
	struct quirk_db *db;
	struct policy *policy;
	struct plan *plan;
	bool of_cards; /* the database may lack what concerns no card of the facts */
};

/*
 * Loads all of it as the options say, of the running host what WANTED (SCAN_NAMES...)
 * asks for, and prints on standard error what in the files cannot be used. 0, or a
 * negative errno after a message: the verb then ends with EXIT_UNUSABLE.
 */
_must_check_ int context_load(const struct options *options, unsigned wanted,
			      struct context *ret);

/*
 * The same for verbs that say nothing of quirks which cannot match: on the running host
 * what of the database concerns none of its cards is left unread, where an index says
 * that nothing is wrong with it.
 */
_must_check_ int context_load_of_cards(const struct options *options, unsigned wanted,
				       struct context *ret);

/*
 * Adds to the facts of a context what WANTED asks for and they do not have yet, and makes
 * the plan anew. 0, or a negative errno after a message: the context then has no plan.
 */
_must_check_ int context_add(const struct options *options, unsigned wanted,
			     struct context *context);

/*
 * The same of all that a decision between builds depends on: the builds, and only where
 * one turns on it how the root file system is reached.
 */
_must_check_ int context_add_modules(const struct options *options,
				     struct context *context);

/*
 * Looks at the host again, for what has changed since, and makes the plan anew: the
 * policy stays as it is, and so does the database unless it is one of the cards, of which
 * there may be more now. 0, or a negative errno after a message.
 */
_must_check_ int context_renew(const struct options *options, unsigned wanted,
			       struct context *context);

/* Loads the facts alone. */
_must_check_ int context_load_facts(const struct options *options, unsigned wanted,
				    struct facts **ret);

/*
 * The ifindexes of the interfaces that N words stand for (find_cards_of_word()); with N
 * 0, none. 0, or -ENODEV after a message, -ENOMEM.
 */
_must_check_ int context_find_interfaces(const struct options *options,
					 const struct context *context, int n,
					 char **names, unsigned **ret, size_t *ret_n);

/* Releases what the context holds. */
void context_clear(struct context *context);

/* The exit status that the plan's verdict stands for. */
int context_exit_status(const struct context *context);
