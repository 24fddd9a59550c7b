/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "base/env.h"
#include "base/problem.h"
#include "plan/plan.h"

/* What an owner's own measures can be found to lack. */
enum lint_id {
	LINT_MISPLACED,
	LINT_OUTSIDE,
	LINT_PORT_HOOK,
	LINT_DIALECT,
	LINT_STANZA_INTERFACE,
	LINT_UNIT_INTERFACE,
	LINT_UNIT_LATE,
	LINT_UNIT_REFUSED,
	LINT_UNIT_UNUSED,
	LINT_SCRIPT_INTERFACE,
	LINT_SCRIPT_LATE,
	LINT_SCRIPT_UNREAD,
	LINT_SCRIPT_NOT_RUN,
	LINT_OPTION,
	LINT_ETHTOOL,
	LINT_BRIDGE,
	LINT_UDEV_RENAMED,
	LINT_UDEV_EARLY,
	LINT_UDEV_NAME,
	LINT_UDEV_PATH,
	LINT_UDEV_REFUSED,
	LINT_NETWORK_KEY,
	LINT_NETPLAN_TSO,
	LINT_KEYFILE,
	LINT_LINK_ORIGINAL,
	LINT_LINK_NAME,
	LINT_LINK_UNUSED,
	LINT_LINK_TSO,
	LINT_LINK_KEY,
	LINT_PARAMETER,
	LINT_ASPM,
	LINT_MODPROBE_PLACE,
	LINT_MODPROBE_LINE,
	LINT_MODPROBE_IMAGE,
	LINT_KERNEL_PIN,
	LINT_RULE_IMAGE,
	LINT_IMAGE_LEFT,
	LINT_PLACE,
	LINT_ID_MAX,
};

struct finding {
	enum lint_id id;
	char *file;
	unsigned line; /* from 1; 0: the file as a whole */
	char *text;    /* what it is, and why it does nothing or harms */
};

/* A host that is being looked at; PROBLEMS takes what could not be read. */
struct lint {
	const struct env *env;
	const struct plan *plan;
	const struct quirk_db *db;
	const struct policy *policy;
	struct problems *problems;
	struct strings next_names; /* that .link files give the cards at the next boot */
	struct finding *findings;
	size_t n_findings;
};

const char *lint_name(enum lint_id id);
enum severity lint_severity(enum lint_id id);
const char *lint_advice(enum lint_id id); /* what to do instead */

/* Adds what is wrong on the host. Changes nothing. 0 or -ENOMEM. */
_must_check_ int lint_run(struct lint *lint);

/* Frees the findings. */
void lint_clear(struct lint *lint);
