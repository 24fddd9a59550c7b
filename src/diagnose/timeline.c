/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/timeline.h"

#include <ctype.h>

#include "diagnose/log-context.h"
#include "diagnose/log-record.h"
#include "quirk/pci-ids.h"

static const char *const event_names[] = {
	[TIMELINE_APPEARED] = "appeared", [TIMELINE_MODULE] = "module",
	[TIMELINE_CURED] = "cured",	  [TIMELINE_IN_PLACE] = "in-place",
	[TIMELINE_UNDONE] = "undone",	  [TIMELINE_RENAMED] = "renamed",
	[TIMELINE_ENSLAVED] = "enslaved", [TIMELINE_LINK_UP] = "link-up",
	[TIMELINE_HUNG] = "hung",	  [TIMELINE_FAULT] = "fault",
};
_Static_assert(ARRAY_SIZE(event_names) == TIMELINE_EVENT_MAX, "a name for each event");

const char *timeline_event_name(enum timeline_event_type type)
{
	return event_names[type];
}

static struct timeline_card *find_timeline_card(struct timeline *timeline,
						const char *slot)
{
	struct timeline_card *card;

	for (size_t i = 0; i < timeline->n_cards; i++)
		if (streq(timeline->cards[i].slot, slot))
			return &timeline->cards[i];
	if (timeline->n_cards == TIMELINE_CARDS_MAX ||
	    strlen(slot) >= sizeof(timeline->cards->slot))
		return NULL;
	card = &timeline->cards[timeline->n_cards++];
	*card = (struct timeline_card){ 0 };
	strcpy(card->slot, slot);
	return card;
}

static struct timeline_card *find_card_by_name(struct timeline *timeline,
					       const char *name)
{
	for (size_t i = 0; i < timeline->n_cards; i++)
		if (streq(timeline->cards[i].interface, name))
			return &timeline->cards[i];
	return NULL;
}

/* Of those that may come a thousand times only the first counts. */
static void add_timeline_event(struct timeline_card *card, enum timeline_event_type type,
			       int64_t time, const char *detail)
{
	struct timeline_event *event;

	if (!card || card->n_events == TIMELINE_EVENTS_MAX)
		return;
	for (size_t i = 0; i < card->n_events; i++)
		if (card->events[i].type == type &&
		    (type == TIMELINE_HUNG || type == TIMELINE_LINK_UP ||
		     streq(card->events[i].detail, detail)))
			return;
	event = &card->events[card->n_events++];
	event->type = type;
	event->time = time;
	snprintf(event->detail, sizeof(event->detail), "%s", detail);
}

/* Whether the kind is of a card that had stopped sending. */
static bool is_hang_kind(const char *kind)
{
	return str_in_set(kind, "tx-hang", "adapter-reset", "tx-timeout", "queue-stuck");
}

/* Whether a quirk whose ID the text begins with was in force before. */
static bool was_in_force(const struct timeline_card *card, const char *text)
{
	const size_t length = strcspn(text, " ");

	for (size_t i = 0; i < card->n_events; i++)
		if ((card->events[i].type == TIMELINE_CURED ||
		     card->events[i].type == TIMELINE_IN_PLACE) &&
		    strncmp(card->events[i].detail, text, length + 1) == 0)
			return true;
	return false;
}

/* "ID step N: in place", or "ID step N: ... off": with step 0 nothing of it is set. */
static void take_own_step(struct timeline_card *card, char *text, int64_t time)
{
	static const char in_place[] = ": in place", none[] = " step 0";
	char *end = strstr(text, in_place);

	if (!end) {
		add_timeline_event(card, TIMELINE_CURED, time, text);
		return;
	}
	*end = '\0';
	if (strlen(text) <= strlen(none) || !streq(end - strlen(none), none)) {
		add_timeline_event(card, TIMELINE_IN_PLACE, time, text);
	} else if (card && was_in_force(card, text)) {
		end[-(ptrdiff_t)strlen(none)] = '\0';
		add_timeline_event(card, TIMELINE_UNDONE, time, text);
	}
}

/* Our own line: "nicquirk: eth0 (0000:00:19.0): ID step 1: ... off". */
static bool take_own_line(struct timeline *timeline, char *text, int64_t time)
{
	static const char prefix[] = "nicquirk: ";
	char name[24], slot[24];
	struct timeline_card *card;
	int length = 0;

	if (strncmp(text, prefix, strlen(prefix)) != 0)
		return false;
	text += strlen(prefix);
	if (sscanf(text, "%23[^ :] (%23[^)]): %n", name, slot, &length) < 2 || !length ||
	    !pci_slot_is_valid(slot, strlen(slot)))
		return true;
	card = find_timeline_card(timeline, slot);
	text += length;
	if (log_driver_is_known(name)) {
		add_timeline_event(card, TIMELINE_MODULE, time, text);
		return true;
	}
	if (card && strlen(name) < sizeof(card->interface))
		strcpy(card->interface, name);
	if (strncmp(text, "would ", 6) == 0)
		return true;
	take_own_step(card, text, time);
	return true;
}

/* "vmbr0: port 1(eno1) entered blocking state", "bond0: (slave eno1): Enslaving as ...".
 */
static bool take_master(struct timeline *timeline, const char *text, int64_t time)
{
	char master[16], port[16];
	int length = 0;

	/* What stands behind the port counts: a bond says more of it than that. */
	sscanf(text, "%15[^: ]: port %*u(%15[^)]) entered%n", master, port, &length);
	if (!length)
		sscanf(text, "%15[^: ]: (slave %15[^)]): Enslaving%n", master, port,
		       &length);
	if (!length)
		return false;
	add_timeline_event(find_card_by_name(timeline, port), TIMELINE_ENSLAVED, time,
			   master);
	return true;
}

/* A line that a driver of ours has written about one of its cards; MAY_BE_KNOWN: of the
 * symptom table perhaps. */
static void take_driver_line(struct timeline *timeline, const char *text, size_t length,
			     int64_t time, bool may_be_known)
{
	const char *renamed = strstr(text, ": renamed from ");
	struct timeline_card *card;
	struct log_record record;
	struct log_subject subject = { 0 };
	const bool is_known = may_be_known && log_record_parse(text, length, &record);

	/*
	 * What stands behind a message that is known, "Flow Control: Rx/Tx", names
	 * nobody.
	 */
	if (is_known)
		subject = record.subject;
	else
		log_subject_find(text, strcspn(text, "("), false, &subject);
	if (!*subject.slot || !log_driver_is_known(subject.driver))
		return;
	card = find_timeline_card(timeline, subject.slot);
	if (!card)
		return;
	strcpy(card->driver, subject.driver);
	if (*subject.interface) {
		if (!*card->interface && !renamed)
			add_timeline_event(card, TIMELINE_APPEARED, time,
					   subject.interface);
		strcpy(card->interface, subject.interface);
	}
	if (renamed)
		add_timeline_event(card, TIMELINE_RENAMED, time, card->interface);
	if (!is_known)
		return;
	if (record.mark == MARK_LINK_UP)
		add_timeline_event(card, TIMELINE_LINK_UP, time, "");
	if (record.symptom && record.symptom->gravity == GRAVITY_CRITICAL)
		add_timeline_event(card,
				   is_hang_kind(record.symptom->kind) ? TIMELINE_HUNG
								      : TIMELINE_FAULT,
				   time, record.symptom->kind);
}

static void take_timeline_line(struct timeline *timeline, const char *text, size_t length,
			       int64_t time, bool may_be_known)
{
	char line[512];

	if (length >= sizeof(line))
		length = sizeof(line) - 1;
	log_escape(line, sizeof(line), text, length);
	if (strncmp(line, "Linux version ", strlen("Linux version ")) == 0) {
		*timeline = (struct timeline){ 0 };
		sscanf(line, "Linux version %63s", timeline->kernel);
		return;
	}
	if (!take_own_line(timeline, line, time) && !take_master(timeline, line, time))
		take_driver_line(timeline, line, strlen(line), time, may_be_known);
}

void timeline_take(struct timeline *timeline, const char *text, size_t length,
		   int64_t time)
{
	take_timeline_line(timeline, text, length, time, true);
}

int timeline_needles(struct needles **ret)
{
	/* Of take_master(); the rest is in the symptom table. */
	const char *texts[NEEDLES_MAX] = { ") entered", "): Enslaving" };
	size_t lengths[NEEDLES_MAX], n = 0;

	for (; texts[n]; n++)
		lengths[n] = strlen(texts[n]);
	for (const struct symptom *symptom = symptoms; symptom->kind; symptom++) {
		if (n == NEEDLES_MAX)
			return -EINVAL;
		texts[n] = symptom_anchor(symptom, &lengths[n]);
		n++;
	}
	return needles_new(texts, lengths, n, ret);
}

/* Whether something may stand in it that ends as a PCI slot does, ":hh:hh.f". Most lines
 * have no more than the dot of their time. */
static bool may_have_slot(const char *bytes, size_t length)
{
	const char *end = bytes + length, *at = bytes;

	while ((at = memchr(at, '.', (size_t)(end - at)))) {
		if (at - bytes > 6 && at[-3] == ':' && at[-6] == ':')
			return true;
		at++;
	}
	return false;
}

int timeline_read(struct log_reader *reader, const struct needles *needles,
		  struct timeline *ret)
{
	const char *bytes;
	size_t length, index;
	int r;

	while ((r = log_reader_next(reader, true, &bytes, &length)) > 0) {
		const bool may_be_known = needles_find(needles, bytes, length, &index);
		struct log_line line;

		/* Of a million lines some dozens are of a card. */
		if (!may_be_known && !may_have_slot(bytes, length))
			continue;
		log_context_parse(reader, bytes, length, &line);
		if (!line.foreign)
			take_timeline_line(ret, line.text, line.length, line.monotonic,
					   may_be_known);
	}
	return r;
}

enum timeline_verdict timeline_judge(const struct timeline_card *card,
				     const struct timeline_event **ret_cure,
				     const struct timeline_event **ret_taken)
{
	const struct timeline_event *cure = NULL, *taken = NULL;
	bool cured_first = false;

	for (size_t i = 0; i < card->n_events; i++) {
		const struct timeline_event *event = &card->events[i];

		if (event->type == TIMELINE_CURED && !cure) {
			cure = event;
			cured_first = !taken;
		} else if ((event->type == TIMELINE_ENSLAVED ||
			    event->type == TIMELINE_LINK_UP) &&
			   !taken) {
			taken = event;
		}
	}
	*ret_cure = cure;
	*ret_taken = taken;
	if (!cure)
		return TIMELINE_NOTHING;
	return cured_first ? TIMELINE_IN_TIME : TIMELINE_LATE;
}
