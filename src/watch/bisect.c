/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/bisect.h"

static const char *const stages[] = {
	[BISECT_SHOW] = "show",
	[BISECT_UP] = "up",
	[BISECT_DOWN] = "down",
	[BISECT_DONE] = "done",
};
_Static_assert(ARRAY_SIZE(stages) == BISECT_STAGE_MAX, "a name for each stage");

const char *bisect_stage_name(enum bisect_stage stage)
{
	return stages[stage];
}

enum bisect_stage bisect_stage_find(const char *name)
{
	enum bisect_stage stage = 0;

	while (stage < BISECT_STAGE_MAX && !streq(stages[stage], name))
		stage++;
	return stage;
}

void bisect_add(struct bisect *bisect, enum action_type type, const char *name)
{
	struct bisect_candidate *candidate;

	for (size_t i = 0; i < bisect->n_candidates; i++)
		if (bisect->candidates[i].type == type &&
		    streq(bisect->candidates[i].name, name))
			return;
	if (bisect->n_candidates == BISECT_CANDIDATES_MAX ||
	    strlen(name) >= sizeof(candidate->name))
		return;
	candidate = &bisect->candidates[bisect->n_candidates++];
	candidate->type = type;
	strcpy(candidate->name, name);
}

bool bisect_goes_on(const struct bisect *bisect)
{
	return bisect->stage != BISECT_DONE;
}

static const struct bisect_tried *find_tried(const struct bisect *bisect, uint32_t off)
{
	for (size_t i = 0; i < bisect->n_tried; i++)
		if (bisect->tried[i].off == off)
			return &bisect->tried[i];
	return NULL;
}

/* The next set with one more candidate off. */
static void go_up(struct bisect *bisect)
{
	for (size_t i = 0; i < bisect->n_candidates; i++) {
		if (bisect->off & UINT32_C(1) << i)
			continue;
		bisect->off |= UINT32_C(1) << i;
		bisect->stage = BISECT_UP;
		return;
	}
	/* All of them are off, and it hangs. */
	bisect->stage = BISECT_DONE;
}

/* The best set with one candidate back on that was not tried yet. */
static void go_down(struct bisect *bisect)
{
	for (; bisect->next < bisect->n_candidates; bisect->next++) {
		uint32_t bit = UINT32_C(1) << bisect->next;

		if (!(bisect->best & bit) || find_tried(bisect, bisect->best & ~bit))
			continue;
		bisect->off = bisect->best & ~bit;
		bisect->stage = BISECT_DOWN;
		return;
	}
	bisect->stage = BISECT_DONE;
}

void bisect_result(struct bisect *bisect, const struct bisect_tried *tried)
{
	bool held = tried->verdict == VERIFY_HELD;

	if (bisect->n_tried < BISECT_TRIED_MAX) {
		bisect->tried[bisect->n_tried] = *tried;
		bisect->tried[bisect->n_tried++].off = bisect->off;
	}
	if (held) {
		bisect->best = bisect->off;
		bisect->has_best = true;
	}
	switch (bisect->stage) {
	case BISECT_SHOW:
	case BISECT_UP:
		if (!held)
			go_up(bisect);
		else
			go_down(bisect);
		return;
	case BISECT_DOWN:
		bisect->next++;
		go_down(bisect);
		return;
	default:
		return;
	}
}

enum verify_verdict bisect_verdict(const struct bisect *bisect)
{
	return bisect->has_best ? VERIFY_HELD : VERIFY_HANGS;
}

void bisect_print_set(char *buffer, size_t size, const struct bisect *bisect,
		      uint32_t off)
{
	size_t length = 0;

	snprintf(buffer, size, "nothing off");
	for (size_t i = 0; i < bisect->n_candidates && length < size; i++) {
		const struct bisect_candidate *candidate = &bisect->candidates[i];

		if (!(off & UINT32_C(1) << i))
			continue;
		length += (size_t)snprintf(
			buffer + length, size - length, "%s%s off", length ? ", " : "",
			candidate->type == ACTION_EEE ? "eee" : candidate->name);
	}
}
