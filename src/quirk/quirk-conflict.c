/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk-conflict.h"

#include "base/array.h"
#include "base/name-map.h"
#include "quirk/feature-group.h"

static bool ids_meet(const struct match *a, const struct match *b)
{
	struct match_position position = { 0 };
	const struct pci_id *id;

	while ((id = match_next_id(b, &position)))
		if (match_has_id(a, id->vendor, id->device))
			return true;
	return false;
}

static bool strings_meet(const struct match *a, const struct match *b)
{
	for (size_t i = 0; i < a->strings.n; i++)
		if (strings_contain(&b->strings, a->strings.list[i]))
			return true;
	return false;
}

static bool origins_meet(const struct match *a, const struct match *b)
{
	return a->origin == b->origin;
}

static bool ranges_meet(const struct match *a, const struct match *b)
{
	return version_ranges_meet(a->range, b->range);
}

/* Whether one card can satisfy both quirks. Globs are taken to meet. */
static bool quirks_meet(const struct quirk *a, const struct quirk *b)
{
	static bool (*const meet[MATCH_KEY_MAX])(const struct match *a,
						 const struct match *b) = {
		[MATCH_DEVICE] = ids_meet,	 [MATCH_SUBSYSTEM] = ids_meet,
		[MATCH_REVISION] = strings_meet, [MATCH_DRIVER] = strings_meet,
		[MATCH_ORIGIN] = origins_meet,	 [MATCH_DRIVER_VERSION] = ranges_meet,
		[MATCH_KERNEL] = ranges_meet,	 [MATCH_FIRMWARE] = ranges_meet,
	};

	for (size_t i = 0; i < MATCH_KEY_MAX; i++)
		if (meet[i] && a->match[i].text && b->match[i].text &&
		    !meet[i](&a->match[i], &b->match[i]))
			return false;
	return true;
}

static bool are_opposite(const struct action *a, const struct action *b)
{
	if (a->type != b->type || a->on == b->on)
		return false;
	if (streq(a->name, b->name))
		return true;
	return a->type == ACTION_FEATURE && (feature_group_has(a->name, b->name) ||
					     feature_group_has(b->name, a->name));
}

/* The actions on settings that may be one and the same, by what they want. */
struct rivals {
	struct claim {
		const struct quirk *quirk;
		const struct action *action;
	} * list[2];
	size_t n[2];
};

struct rivalry {
	struct name_map by_setting;
	struct rivals *list;
	size_t n;
};

static void rivalry_clear(struct rivalry *rivalry)
{
	for (size_t i = 0; i < rivalry->n; i++) {
		free(rivalry->list[i].list[false]);
		free(rivalry->list[i].list[true]);
	}
	free(rivalry->list);
	name_map_clear(&rivalry->by_setting);
}

/* Those that an action may be the rival of: NULL without memory. */
static struct rivals *find_rivals(struct rivalry *rivalry, const struct action *action)
{
	const char *name = action->name ?: "";
	char setting[128];
	size_t *place;
	int length;

	/* A feature meets its group. */
	if (action->type == ACTION_FEATURE)
		name = feature_group_of(name);
	length = snprintf(setting, sizeof(setting), "%d %s", action->type, name);
	place = name_map_add(&rivalry->by_setting, setting,
			     (size_t)length < sizeof(setting) ? (size_t)length
							      : sizeof(setting) - 1,
			     rivalry->n);
	if (!place)
		return NULL;
	return *place < rivalry->n ? &rivalry->list[*place]
				   : array_append(rivalry->list, rivalry->n);
}

/* Reports those before it that ask the opposite, and makes it one for those that follow.
 */
static int add_claim(struct rivalry *rivalry, const struct quirk *quirk,
		     const struct action *action, struct problems *problems)
{
	struct rivals *rivals = find_rivals(rivalry, action);
	struct claim *claim;

	if (!rivals)
		return -ENOMEM;
	for (size_t i = 0; i < rivals->n[!action->on]; i++) {
		const struct claim *before = &rivals->list[!action->on][i];

		if (are_opposite(before->action, action) &&
		    quirks_meet(before->quirk, quirk))
			problem_add(problems, quirk->file, action->line,
				    "%s %s is asked to be %s, but %s by [%s]",
				    action_type_name(action->type), action->name,
				    on_off(action->on), on_off(before->action->on),
				    before->quirk->id);
	}
	claim = array_append(rivals->list[action->on], rivals->n[action->on]);
	if (!claim)
		return -ENOMEM;
	*claim = (struct claim){ .quirk = quirk, .action = action };
	return 0;
}

int quirk_db_find_conflicts(const struct quirk_db *db, struct problems *problems)
{
	struct rivalry rivalry = { 0 };
	int r = 0;

	for (size_t i = 0; i < db->n && r >= 0; i++)
		for (size_t j = 0; j < db->quirks[i]->n_actions && r >= 0; j++)
			r = add_claim(&rivalry, db->quirks[i], &db->quirks[i]->actions[j],
				      problems);
	rivalry_clear(&rivalry);
	return r;
}
