/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "quirk/quirk-conflict.h"

#include "quirk/feature-group.h"

static bool ids_meet(const struct match *a, const struct match *b)
{
	struct match_position at = { 0 };
	const struct pci_id *x, *y;

	while ((x = match_next_id(a, &at))) {
		struct match_position other = { 0 };

		while ((y = match_next_id(b, &other)))
			if (pci_id_matches(x, y->vendor, y->device) ||
			    pci_id_matches(y, x->vendor, x->device))
				return true;
	}
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

static void compare_quirks(const struct quirk *a, const struct quirk *b,
			   struct problems *problems)
{
	for (size_t i = 0; i < a->n_actions; i++)
		/* Of one quirk with itself each pair comes once. */
		for (size_t j = a == b ? i + 1 : 0; j < b->n_actions; j++) {
			const struct action *x = &a->actions[i], *y = &b->actions[j];

			if (!are_opposite(x, y) || !quirks_meet(a, b))
				continue;
			problem_add(problems, b->file, y->line,
				    "%s %s is asked to be %s, but %s by [%s]",
				    action_type_name(y->type), y->name, on_off(y->on),
				    on_off(x->on), a->id);
		}
}

void quirk_db_find_conflicts(const struct quirk_db *db, struct problems *problems)
{
	for (size_t i = 0; i < db->n; i++)
		for (size_t j = 0; j <= i; j++)
			compare_quirks(db->quirks[j], db->quirks[i], problems);
}
