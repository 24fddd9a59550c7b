/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk.h"

#include "base/letters.h"

const char *action_type_name(enum action_type type)
{
	static const char *const names[] = {
		[ACTION_FEATURE] = "feature", [ACTION_PRIVATE_FLAG] = "private-flag",
		[ACTION_EEE] = "eee",	      [ACTION_ASPM] = "aspm",
		[ACTION_BUILD] = "build",     [ACTION_BLACKLIST] = "blacklist",
	};
	ASSERT_ROWS(names, ACTION_TYPE_MAX);

	return names[type];
}

bool action_is_setting(enum action_type type)
{
	return !(ACTIONS_ON_MODULES & 1U << type);
}

bool action_is_of_card(enum action_type type)
{
	return type == ACTION_ASPM;
}

const char *severity_name(enum severity severity)
{
	static const char *const names[] = {
		[SEVERITY_INFO] = "info",
		[SEVERITY_MINOR] = "minor",
		[SEVERITY_MAJOR] = "major",
		[SEVERITY_CRITICAL] = "critical",
	};
	ASSERT_ROWS(names, SEVERITY_MAX);

	return names[severity];
}

const char *evidence_name(enum evidence evidence)
{
	static const char *const names[] = {
		[EVIDENCE_A] = "A",
		[EVIDENCE_B] = "B",
		[EVIDENCE_C] = "C",
		[EVIDENCE_S] = "S",
	};
	ASSERT_ROWS(names, EVIDENCE_MAX);

	return names[evidence];
}

const char *origin_name(enum origin origin)
{
	static const char *const names[] = {
		[ORIGIN_UNKNOWN] = "unknown",
		[ORIGIN_IN_TREE] = "in-tree",
		[ORIGIN_OUT_OF_TREE] = "out-of-tree",
	};
	ASSERT_ROWS(names, ORIGIN_MAX);

	return names[origin];
}

unsigned quirk_action_types(const struct quirk *quirk, unsigned step)
{
	unsigned types = 0;

	for (size_t i = 0; i < quirk->n_actions; i++)
		if (quirk->actions[i].step <= step)
			types |= 1U << quirk->actions[i].type;
	return types;
}

bool quirk_avoids_build(const struct quirk *quirk, unsigned step)
{
	return quirk_action_types(quirk, step) & 1U << ACTION_BUILD;
}

bool quirk_has_settings(const struct quirk *quirk, unsigned step)
{
	return quirk_action_types(quirk, step) & ~ACTIONS_ON_MODULES;
}

bool quirk_id_is_valid(const char *text)
{
	return consists_of(text, LETTERS_LOWER | LETTERS_UPPER | LETTERS_DIGIT |
					 LETTERS_DOT | LETTERS_UNDERSCORE |
					 LETTERS_DASH) &&
	       strlen(text) <= QUIRK_ID_MAX;
}

bool quirk_is_group(const struct quirk *quirk)
{
	return quirk->id[0] == '@';
}

bool incident_kinds_contain(const struct incident_kinds *kinds, enum incident_kind kind)
{
	for (size_t i = 0; i < kinds->n; i++)
		if (kinds->list[i] == kind)
			return true;
	return false;
}

bool quirk_has_symptom(const struct quirk *quirk, enum incident_kind kind)
{
	return incident_kinds_contain(&quirk->confirms, kind) ||
	       incident_kinds_contain(&quirk->symptoms, kind);
}

const struct quirk *quirk_db_find(const struct quirk_db *db, const char *id)
{
	for (size_t i = 0; i < db->n; i++)
		if (streq(db->quirks[i]->id, id))
			return db->quirks[i];
	return NULL;
}

#define SORTED_MIN                                                                       \
	33 /* as many as a cache line or two hold are looked through as quickly */

static int compare_ids(const void *a, const void *b)
{
	const struct pci_id *x = a, *y = b;

	return (x->vendor > y->vendor) - (x->vendor < y->vendor)
		       ?: (x->device > y->device) - (x->device < y->device);
}

int match_sort_ids(struct match *match)
{
	if (match->n_ids < SORTED_MIN)
		return 0;
	match->sorted_ids = reallocarray(NULL, match->n_ids, sizeof(*match->ids));
	if (!match->sorted_ids)
		return -ENOMEM;
	memcpy(match->sorted_ids, match->ids, match->n_ids * sizeof(*match->ids));
	qsort(match->sorted_ids, match->n_ids, sizeof(*match->ids), compare_ids);
	return 0;
}

/* The first of the sorted IDs that is not before that one, or NULL. */
static const struct pci_id *first_id(const struct match *match, int32_t vendor,
				     int32_t device)
{
	const struct pci_id wanted = { .vendor = (uint16_t)vendor, .device = device };
	size_t low = 0, high = match->n_ids;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_ids(&match->sorted_ids[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < match->n_ids ? &match->sorted_ids[low] : NULL;
}

static bool ids_have(const struct match *match, int32_t vendor, int32_t device)
{
	const struct pci_id *any, *one;

	if (!match->sorted_ids) {
		for (size_t i = 0; i < match->n_ids; i++)
			if (match->ids[i].vendor == vendor &&
			    (device < 0 ||
			     pci_id_matches(&match->ids[i], vendor, device)))
				return true;
		return false;
	}
	/* The one for all devices stands before the others of its vendor. */
	any = first_id(match, vendor, -1);
	if (!any || any->vendor != vendor)
		return false;
	if (device < 0 || any->device < 0)
		return true;
	one = first_id(match, vendor, device);
	return one && one->vendor == vendor && one->device == device;
}

bool match_has_id(const struct match *match, int32_t vendor, int32_t device)
{
	if (ids_have(match, vendor, device))
		return true;
	for (size_t i = 0; i < match->n_groups; i++)
		if (ids_have(match->groups[i], vendor, device))
			return true;
	return false;
}

const struct pci_id *match_next_id(const struct match *match,
				   struct match_position *position)
{
	for (; position->group <= match->n_groups; position->group++) {
		const struct match *group =
			position->group ? match->groups[position->group - 1] : match;

		if (position->id < group->n_ids)
			return &group->ids[position->id++];
		position->id = 0;
	}
	return NULL;
}

static void match_clear(struct match *match)
{
	free(match->groups);
	free(match->text);
	free(match->ids);
	free(match->sorted_ids);
	strings_clear(&match->strings);
	version_range_free(match->range);
}

struct quirk *quirk_free(struct quirk *quirk)
{
	if (!quirk)
		return NULL;
	free(quirk->id);
	free(quirk->title);
	strings_clear(&quirk->references);
	strings_clear(&quirk->advice);
	strings_clear(&quirk->costs);
	for (size_t i = 0; i < MATCH_KEY_MAX; i++)
		match_clear(&quirk->match[i]);
	free(quirk->confirms.list);
	free(quirk->symptoms.list);
	for (size_t i = 0; i < quirk->n_actions; i++)
		free(quirk->actions[i].name);
	free(quirk->actions);
	free(quirk->file);
	free(quirk);
	return NULL;
}

struct quirk_db *quirk_db_free(struct quirk_db *db)
{
	if (!db)
		return NULL;
	for (size_t i = 0; i < db->n; i++)
		quirk_free(db->quirks[i]);
	free(db->quirks);
	for (size_t i = 0; i < db->n_groups; i++)
		quirk_free(db->groups[i]);
	free(db->groups);
	free(db);
	return NULL;
}
