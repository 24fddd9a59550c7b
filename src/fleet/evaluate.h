/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/problem.h"
#include "facts/facts.h"
#include "plan/plan.h"
#include "quirk/policy.h"
#include "quirk/quirk.h"

/* What hosts of facts files are judged with, one after the other: the database, read
 * once. */
struct evaluator {
	const struct env *env;
	struct quirk_db *db;
	size_t n_reported; /* problems of this machine's own configuration */
};

/* A host of a facts file, and what is to be said of it. */
struct evaluation {
	struct facts *facts;
	struct policy *policy;
	struct plan *plan;
};

/*
 * Reads the database (of DIRECTORY alone, unless NULL) and adds to PROBLEMS what is
 * wrong with it and with the configuration in ENV, which must outlive the judge. 0 or
 * -errno.
 */
_must_check_ int evaluator_open(const struct env *env, const char *directory,
				struct problems *problems, struct evaluator *ret);

/*
 * Judges the host of a facts file ("-" is standard input) as "--facts" does: by this
 * machine's configuration and that host's own command line. 0, or -errno with the reason
 * in PROBLEMS.
 */
_must_check_ int evaluator_file(const struct evaluator *judge, const char *path,
				struct problems *problems, struct evaluation *ret);

/* What a host is called that comes from that file: its name without folder and ".json".
 * NULL without memory. */
char *evaluator_host_name(const char *path);

/* Release what is held; all zero is allowed. */
void evaluation_clear(struct evaluation *judged);
void evaluator_close(struct evaluator *judge);
