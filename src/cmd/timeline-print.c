/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/timeline-print.h"

#include "base/terminal.h"
#include "host/json.h"

#define TIMELINE_SCHEMA "nicquirk.timeline/1"

/* Whether the plan asks for a setting of the card that is not in place. */
static bool card_needs_cure(const struct plan *plan, const char *slot)
{
	for (size_t i = 0; plan && i < plan->n_cards; i++)
		if (plan->cards[i].nic->slot && streq(plan->cards[i].nic->slot, slot))
			return plan->cards[i].verdict >= VERDICT_NEEDS_ACTION;
	return false;
}

static void print_taken(char *buffer, size_t size, const struct timeline_event *taken)
{
	if (taken->type == TIMELINE_ENSLAVED)
		snprintf(buffer, size, "%s took it", taken->detail);
	else
		snprintf(buffer, size, "its link came up");
}

void timeline_verdict_text(const struct timeline_card *card, const struct plan *plan,
			   char *buffer, size_t size, bool *ret_bad)
{
	const struct timeline_event *cure, *taken;
	enum timeline_verdict verdict = timeline_judge(card, &cure, &taken);
	char what[sizeof(taken->detail) + 16], span[32] = "";

	*ret_bad = verdict == TIMELINE_LATE;
	if (verdict == TIMELINE_NOTHING) {
		*ret_bad = card_needs_cure(plan, card->slot);
		snprintf(buffer, size, "%s",
			 *ret_bad ? "never cured" : "nothing was set");
		return;
	}
	if (!taken) {
		snprintf(buffer, size, "cured, and not up or in use since");
		return;
	}
	print_taken(what, sizeof(what), taken);
	if (cure->time >= 0 && taken->time >= 0) {
		int64_t usec = cure->time - taken->time;

		snprintf(span, sizeof(span), "%.1f s ",
			 (double)(usec < 0 ? -usec : usec) / 1e6);
	}
	snprintf(buffer, size,
		 verdict == TIMELINE_LATE ? "late: cured %safter %s"
					  : "cured %sbefore %s",
		 span, what);
}

static void print_event(const struct timeline_event *event)
{
	if (event->time < 0)
		print("            ");
	else
		print("  %10.6f", (double)event->time / 1e6);
	print("  %-9s %s\n", timeline_event_name(event->type), event->detail);
}

bool timeline_print(const struct timeline *timeline, const struct plan *plan)
{
	bool any_bad = false;

	if (timeline->n_cards == 0)
		print("No Intel network card in this log.\n");
	for (size_t i = 0; i < timeline->n_cards; i++) {
		const struct timeline_card *card = &timeline->cards[i];
		char text[200];
		bool bad;

		timeline_verdict_text(card, plan, text, sizeof(text), &bad);
		any_bad |= bad;
		print("%s%s (%s%s%s): %s\n", i ? "\n" : "",
		      card->interface[0] ? card->interface : "-", card->slot,
		      *card->driver ? ", " : "", card->driver, text);
		for (size_t j = 0; j < card->n_events; j++)
			print_event(&card->events[j]);
	}
	return any_bad;
}

static int add_events(struct json_object *object, const struct timeline_card *card)
{
	_cleanup_(json_putp) struct json_object *array = json_object_new_array();

	if (!array)
		return -ENOMEM;
	for (size_t i = 0; i < card->n_events; i++) {
		_cleanup_(json_putp) struct json_object *event = json_object_new_object();

		if (!event ||
		    json_add_text(event, "type",
				  timeline_event_name(card->events[i].type)) < 0 ||
		    (card->events[i].time >= 0 &&
		     json_add(event, "time",
			      json_object_new_double((double)card->events[i].time /
						     1e6)) < 0) ||
		    json_add_text(event, "detail", card->events[i].detail) < 0 ||
		    json_append(array, TAKE_PTR(event)) < 0)
			return -ENOMEM;
	}
	return json_add(object, "events", TAKE_PTR(array));
}

static int add_timeline_nic(struct json_object *array, const struct timeline_card *card,
			    const struct plan *plan, bool *ret_bad)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	const struct timeline_event *cure, *taken;
	static const char *const verdicts[] = {
		[TIMELINE_NOTHING] = "nothing",
		[TIMELINE_IN_TIME] = "in-time",
		[TIMELINE_LATE] = "late",
	};
	const char *verdict = verdicts[timeline_judge(card, &cure, &taken)];
	char text[200];

	timeline_verdict_text(card, plan, text, sizeof(text), ret_bad);
	if (!cure && *ret_bad)
		verdict = "never";
	if (!object || json_add_text(object, "slot", card->slot) < 0 ||
	    json_add_text_or_null(object, "interface",
				  *card->interface ? card->interface : NULL) < 0 ||
	    json_add_text_or_null(object, "driver", *card->driver ? card->driver : NULL) <
		    0 ||
	    json_add_text(object, "verdict", verdict) < 0 ||
	    json_add_text(object, "text", text) < 0 || add_events(object, card) < 0)
		return -ENOMEM;
	return json_append(array, TAKE_PTR(object));
}

int timeline_to_json(const struct timeline *timeline, const struct plan *plan,
		     struct json_object **ret, bool *ret_bad)
{
	_cleanup_(json_putp) struct json_object *object = json_object_new_object();
	_cleanup_(json_putp) struct json_object *nics = json_object_new_array();
	bool bad = false;

	if (!object || !nics || json_add_text(object, "schema", TIMELINE_SCHEMA) < 0 ||
	    json_add_text_or_null(object, "kernel",
				  *timeline->kernel ? timeline->kernel : NULL) < 0)
		return -ENOMEM;
	*ret_bad = false;
	for (size_t i = 0; i < timeline->n_cards; i++) {
		if (add_timeline_nic(nics, &timeline->cards[i], plan, &bad) < 0)
			return -ENOMEM;
		*ret_bad |= bad;
	}
	if (json_add(object, "nics", TAKE_PTR(nics)) < 0)
		return -ENOMEM;
	*ret = TAKE_PTR(object);
	return 0;
}
