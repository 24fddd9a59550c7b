/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "quirk/policy.h"

/* A key of nicquirk.conf, or a parameter of the kernel command line. */
struct policy_key {
	const char *section;	/* NULL: of the command line */
	const char *key;	/* NULL: any name */
	const char *form;	/* what its value looks like */
	const char *separators; /* of a list; NULL: a single value */

	/* 0; -EINVAL for a bad value; -ENOMEM */
	int (*set)(struct policy *policy, const char *name, const char *value);
};

/* Parser, manual and usage derive from these. Both end with a row without a form. */
extern const struct policy_key policy_keys[], policy_parameters[];
