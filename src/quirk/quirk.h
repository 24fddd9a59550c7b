/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"
#include "base/macro.h"
#include "base/version.h"
#include "quirk/incident-kind.h"
#include "quirk/pci-ids.h"

/* What a quirk asks of the host. The names of the keys are in quirk-key.c. */
enum match_key {
	MATCH_DEVICE,
	MATCH_SUBSYSTEM,
	MATCH_REVISION,
	MATCH_DRIVER,
	MATCH_ORIGIN,
	MATCH_DRIVER_VERSION,
	MATCH_KERNEL,
	MATCH_KERNEL_RELEASE,
	MATCH_FIRMWARE,
	MATCH_SYSTEM,
	MATCH_KEY_MAX,
};

enum action_type {
	ACTION_FEATURE,
	ACTION_PRIVATE_FLAG,
	ACTION_EEE,
	ACTION_ASPM,
	ACTION_BUILD,
	ACTION_BLACKLIST,
	ACTION_TYPE_MAX,
};

enum severity {
	SEVERITY_INFO,
	SEVERITY_MINOR,
	SEVERITY_MAJOR,
	SEVERITY_CRITICAL,
	SEVERITY_MAX,
};

/* Best first, so that "at least B" is "<= EVIDENCE_B". */
enum evidence { EVIDENCE_A, EVIDENCE_B, EVIDENCE_C, EVIDENCE_S, EVIDENCE_MAX };

enum origin { ORIGIN_UNKNOWN, ORIGIN_IN_TREE, ORIGIN_OUT_OF_TREE, ORIGIN_MAX };

struct match {
	char *text; /* as written, for explain; NULL: the quirk has no such key */
	size_t length;
	unsigned line;
	struct pci_id *ids; /* MATCH_DEVICE, MATCH_SUBSYSTEM: any of them */
	size_t n_ids;
	struct pci_id *sorted_ids; /* the same, where they are many; else NULL */
	/* The groups that are named beside them: matches of the database's groups. */
	const struct match **groups;
	size_t n_groups;
	struct strings strings; /* revisions, drivers, globs: any of them */
	enum origin origin;	/* MATCH_ORIGIN */
	struct version_range *range;
};

struct action {
	enum action_type type;
	char *name; /* feature, private flag, ASPM file or module; NULL for EEE and Build
		     */
	bool on;    /* what is wanted; false for EEE, Build and Blacklist */
	unsigned step; /* from 1 */
	unsigned line;
};

struct incident_kinds {
	enum incident_kind *list;
	size_t n;
};

struct quirk {
	char *id;
	char *title;
	enum severity severity;
	enum evidence evidence;
	struct strings references;
	struct strings advice;
	struct strings costs;
	struct match match[MATCH_KEY_MAX];
	struct incident_kinds confirms; /* an incident of these stands for evidence */
	struct incident_kinds symptoms; /* more messages that may be its work */
	struct action
		*actions; /* in the order of the file, so in the order of the steps */
	size_t n_actions;
	unsigned n_steps; /* at least 1 */
	char *file;
	unsigned line;
};

/* What of a card decides which sections may match it. A NULL and a -1 are not known. */
struct quirk_card {
	const char *driver;
	int32_t vendor, device, subsystem_vendor, subsystem_device;
};

/* The cards that a database is loaded for. */
struct quirk_cards {
	const struct quirk_card *list;
	size_t n;
};

struct quirk_db {
	struct quirk **quirks; /* in the order in which they were read */
	size_t n;
	struct quirk **groups;
	size_t n_groups;
};

/* Makes looking for one of many PCI IDs quick. 0 or -ENOMEM. */
_must_check_ int match_sort_ids(struct match *match);

/* Whether a card of that ID is one of the match, its groups included; with DEVICE -1,
 * whether any card of that vendor can be. */
bool match_has_id(const struct match *match, int32_t vendor, int32_t device);

/* Where a walk over the PCI IDs of a match is; all zero is their begin. */
struct match_position {
	size_t group, id;
};

/* The next PCI ID of a match, those of its groups after its own; NULL at the end. */
const struct pci_id *match_next_id(const struct match *match,
				   struct match_position *position);

/* Names as they are written in quirk files and in JSON; NULL-free for every value of the
 * type. */
const char *match_key_name(enum match_key key);
const char *action_type_name(enum action_type type); /* "feature", "private-flag", "eee",
							"aspm", "build", "blacklist" */

/* Whether an action of this type sets something of a card: a build or a blacklist does
 * not. */
bool action_is_setting(enum action_type type);

/* Whether it is one of the PCI function's, and not of its interfaces'. */
bool action_is_of_card(enum action_type type);

/* The actions on modules, as bits 1 << enum action_type; all others set something of a
 * card. */
#define ACTIONS_ON_MODULES (1U << ACTION_BUILD | 1U << ACTION_BLACKLIST)

/* The types of the quirk's actions up to STEP: bits 1 << enum action_type. */
unsigned quirk_action_types(const struct quirk *quirk, unsigned step);

/* Whether the quirk says, up to STEP, to avoid the driver build. */
bool quirk_avoids_build(const struct quirk *quirk, unsigned step);

/* Whether the quirk sets something of a card, up to STEP. */
bool quirk_has_settings(const struct quirk *quirk, unsigned step);

const char *severity_name(enum severity severity);
const char *evidence_name(enum evidence evidence);
const char *origin_name(enum origin origin); /* "in-tree", "out-of-tree", "unknown" */

/* The longest id. */
#define QUIRK_ID_MAX 49

/* Whether TEXT can be the id of a quirk, or the name of a group without its '@'. */
bool quirk_id_is_valid(const char *text);

/* Whether a section is a group: its id begins with '@', and MATCH_DEVICE lists its
 * members. */
bool quirk_is_group(const struct quirk *quirk);

/* Whether KIND is one of the kinds. */
bool incident_kinds_contain(const struct incident_kinds *kinds, enum incident_kind kind);

/* Whether a message of that kind may be the quirk's work. */
bool quirk_has_symptom(const struct quirk *quirk, enum incident_kind kind);

/* The quirk of that id, or NULL. */
const struct quirk *quirk_db_find(const struct quirk_db *db, const char *id);

/* Frees, NULL allowed; return NULL. */
struct quirk *quirk_free(struct quirk *quirk);
struct quirk_db *quirk_db_free(struct quirk_db *db);
DEFINE_CLEANUP(struct quirk, quirk_free)
DEFINE_CLEANUP(struct quirk_db, quirk_db_free)
