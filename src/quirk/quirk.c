/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk.h"

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
	return type != ACTION_BUILD && type != ACTION_BLACKLIST;
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

bool quirk_avoids_build(const struct quirk *quirk, unsigned step)
{
	for (size_t i = 0; i < quirk->n_actions; i++)
		if (quirk->actions[i].type == ACTION_BUILD &&
		    quirk->actions[i].step <= step)
			return true;
	return false;
}

bool quirk_id_is_valid(const char *text)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789._-";

	const size_t length = strspn(text, letters);

	return length > 0 && length <= QUIRK_ID_MAX && !text[length];
}

bool quirk_is_group(const struct quirk *quirk)
{
	return quirk->id[0] == '@';
}

bool quirk_has_settings(const struct quirk *quirk)
{
	for (size_t i = 0; i < quirk->n_actions; i++)
		if (action_is_setting(quirk->actions[i].type))
			return true;
	return false;
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
