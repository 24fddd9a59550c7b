/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "base/env.h"
#include "base/macro.h"
#include "base/name-map.h"
#include "base/name-set.h"
#include "base/problem.h"
#include "quirk/quirk.h"

enum run_mode { RUN_NORMAL, RUN_DRY, RUN_OFF };

/* Where the search for a cure for a bad build starts. */
enum module_policy {
	MODULES_PIN,
	MODULES_WORKAROUND,
	MODULES_BLACKLIST,
	MODULES_OFF,
	MODULES_MAX
};

struct policy_pin {
	char *module;
	char *build; /* "in-tree", a version or a path */
};

struct policy_step {
	char *quirk;
	unsigned step;
};

/* What the administrator asks for. The default is all zero but for evidence and
 * watch_limit. */
struct policy {
	enum run_mode mode;
	char *refused; /* a file or folder of it that others may write to; NULL: none */
	enum module_policy modules;
	enum evidence evidence; /* the worst grade that is still applied; default B */
	struct name_set skip_quirks;
	struct name_set skip_devices; /* slots, "vvvv:dddd" */
	struct policy_pin *pins;
	size_t n_pins;
	struct policy_step *steps;
	size_t n_steps;
	struct name_map pins_by_module, steps_by_quirk;
	/* Of "nicquirk watch". */
	bool watch_off;	  /* nothing is watched */
	bool watch_only;  /* Apply=no: incidents are only stored */
	bool no_recovery; /* Recover=no */
	/* Recoveries an hour and card; default POLICY_WATCH_LIMIT. */
	unsigned watch_limit;
};

#define POLICY_WATCH_LIMIT 6

/* The message, in the kernel log and of "apply"; takes policy->refused. */
#define POLICY_REFUSED                                                                   \
	"%s is refused, others may write to it: nothing is set, see nicquirk validate"

/*
 * Reads nicquirk.conf and the *.conf of nicquirk.conf.d, then the nicquirk parameters of
 * CMDLINE (NULL: none), which have the last word. What cannot be used is added to
 * PROBLEMS. Where a file is refused, nobody knows what it forbids: the mode is RUN_DRY at
 * least. 0, -ENOMEM, or -ENAMETOOLONG for the paths.
 */
_must_check_ int policy_load(const struct env *env, const char *cmdline,
			     struct problems *problems, struct policy **ret);

/* Adds what is wrong with the configuration file PATH to PROBLEMS. 0, -ENOENT or -ENOMEM.
 */
_must_check_ int policy_check_file(const char *path, struct problems *problems);

/* Whether the owner has switched off the quirk of that id, or every quirk of that card: a
 * slot, or "vvvv:dddd". */
bool policy_skips_quirk(const struct policy *policy, const char *id);
bool policy_skips_device(const struct policy *policy, const char *device);

/* The pin of that module, or NULL. */
const struct policy_pin *policy_find_pin(const struct policy *policy, const char *module);

/* Up to which step QUIRK is applied, from 1. */
unsigned policy_step(const struct policy *policy, const struct quirk *quirk);

/* Whether QUIRK only advises: its evidence is below the bar, and nobody asked for a step
 * of it. */
bool policy_doubts(const struct policy *policy, const struct quirk *quirk);

/* Frees POLICY, which may be NULL; returns NULL. */
struct policy *policy_free(struct policy *policy);
DEFINE_CLEANUP(struct policy, policy_free)
