/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/diagnosis.h"

static bool is_same_event(const struct event *a, const struct event *b)
{
	if (!streq(a->symptom->kind, b->symptom->kind) ||
	    !streq(a->subject.driver, b->subject.driver) ||
	    !streq(a->subject.slot, b->subject.slot))
		return false;
	return *a->subject.slot || streq(a->subject.interface, b->subject.interface);
}

static void merge(struct event *into, const struct event *event)
{
	if (event->first_line < into->first_line) {
		into->first_line = event->first_line;
		memcpy(into->example, event->example, sizeof(into->example));
		if (*event->first)
			memcpy(into->first, event->first, sizeof(into->first));
	}
	if (event->last_line > into->last_line) {
		into->last_line = event->last_line;
		if (!*into->first)
			memcpy(into->first, event->first, sizeof(into->first));
		if (*event->last)
			memcpy(into->last, event->last, sizeof(into->last));
		into->boot = event->boot;
		memcpy(into->kernel, event->kernel, sizeof(into->kernel));
		memcpy(into->kernel_upstream, event->kernel_upstream,
		       sizeof(into->kernel_upstream));
		into->driver = event->driver;
		/* Interfaces are renamed at boot. */
		if (*event->subject.interface)
			into->subject = event->subject;
	}
	into->count += event->count;
	into->has_hang_line |= event->has_hang_line;
}

int diagnosis_add(struct diagnosis *diagnosis, const struct event *event)
{
	struct event *slot;

	for (size_t i = 0; i < diagnosis->n_events; i++)
		if (is_same_event(&diagnosis->events[i], event)) {
			merge(&diagnosis->events[i], event);
			return 0;
		}
	if (diagnosis->n_events == DIAGNOSIS_EVENTS_MAX) {
		diagnosis->dropped += event->count;
		return 0;
	}
	slot = array_append(diagnosis->events, diagnosis->n_events);
	if (!slot)
		return -ENOMEM;
	*slot = *event;
	return 0;
}

/* The slot of a card that the log names elsewhere, by its interface or as the only one;
 * or "". */
static const char *find_slot(const struct diagnosis *diagnosis, const struct event *event)
{
	const bool by_name = *event->subject.interface;
	const char *slot = "";

	if (!by_name && event->symptom->gravity != GRAVITY_CRITICAL)
		return "";
	for (size_t i = 0; i < diagnosis->n_events; i++) {
		const struct log_subject *other = &diagnosis->events[i].subject;

		if (!*other->slot ||
		    (by_name ? !streq(other->interface, event->subject.interface)
			     : !streq(other->driver, event->subject.driver)))
			continue;
		if (*slot && !streq(slot, other->slot))
			return "";
		slot = other->slot;
	}
	return slot;
}

static const struct event *find_event(const struct diagnosis *diagnosis, const char *kind,
				      const struct log_subject *subject)
{
	for (size_t i = 0; i < diagnosis->n_events; i++) {
		const struct event *event = &diagnosis->events[i];

		if (streq(event->symptom->kind, kind) &&
		    streq(event->subject.driver, subject->driver) &&
		    streq(event->subject.slot, subject->slot) &&
		    (*subject->slot ||
		     streq(event->subject.interface, subject->interface)))
			return event;
	}
	return NULL;
}

/* Resets of a card that has a slow link, and no hang among them: the cable. */
static int derive_cables(struct diagnosis *diagnosis)
{
	static const char *const effects[] = { "adapter-reset", "tx-timeout" };
	const size_t n = diagnosis->n_events;

	for (size_t i = 0; i < n; i++) {
		const struct log_subject subject = diagnosis->events[i].subject;
		struct event cable;
		const struct event *effect = NULL;

		if (!streq(diagnosis->events[i].symptom->kind, "slow-link") ||
		    find_event(diagnosis, "tx-hang", &subject) ||
		    find_event(diagnosis, "cable", &subject))
			continue;
		for (size_t j = 0; j < ARRAY_SIZE(effects) && !effect; j++)
			effect = find_event(diagnosis, effects[j], &subject);
		if (!effect)
			continue;
		cable = diagnosis->events[i];
		cable.symptom = symptom_of_kind("cable");
		cable.count = effect->count;
		if (diagnosis_add(diagnosis, &cable) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int compare_events(const void *a, const void *b)
{
	const struct event *one = a, *other = b;

	if (one->symptom->gravity != other->symptom->gravity)
		return one->symptom->gravity > other->symptom->gravity ? -1 : 1;
	return (one->first_line > other->first_line) -
	       (one->first_line < other->first_line);
}

int diagnosis_finish(struct diagnosis *diagnosis)
{
	struct event *events = TAKE_PTR(diagnosis->events);
	size_t n = diagnosis->n_events;
	int r = 0;

	for (size_t i = 0; i < n; i++) {
		const char *slot;

		if (*events[i].subject.slot || events[i].symptom->subject == SUBJECT_NONE)
			continue;
		slot = find_slot(&(struct diagnosis){ .events = events, .n_events = n },
				 &events[i]);
		memcpy(events[i].subject.slot, slot, strlen(slot) + 1);
	}
	diagnosis->n_events = 0;
	for (size_t i = 0; i < n && r >= 0; i++)
		r = diagnosis_add(diagnosis, &events[i]);
	free(events);
	if (r >= 0)
		r = derive_cables(diagnosis);
	if (diagnosis->n_events)
		qsort(diagnosis->events, diagnosis->n_events, sizeof(*diagnosis->events),
		      compare_events);
	return r;
}

struct diagnosis *diagnosis_free(struct diagnosis *diagnosis)
{
	if (diagnosis)
		free(diagnosis->events);
	free(diagnosis);
	return NULL;
}
