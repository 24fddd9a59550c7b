/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/log-record.h"

#include <ctype.h>

/* What the kinds of the symptom table mean for a card that hangs. */
static const struct {
	const char *kind;
	enum log_mark mark;
} marks[] = {
	{ "link-up", MARK_LINK_UP },	 { "link-down", MARK_LINK_DOWN },
	{ "adapter-reset", MARK_RESET }, { "probe", MARK_PROBE },
	{ "ifup", MARK_IFUP },
};

static enum log_mark find_mark(const char *kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (streq(marks[i].kind, kind))
			return marks[i].mark;
	return MARK_NONE;
}

/* "NIC Link is Up 1000 Mbps Full Duplex": the speed in Mb/s, or -1. */
static int read_speed(const char *at, const char *end)
{
	int speed = 0;

	while (at < end && (isblank((unsigned char)*at) || *at == ','))
		at++;
	if (at == end || !isdigit((unsigned char)*at))
		return -1;
	for (; at < end && isdigit((unsigned char)*at) && speed < 100000; at++)
		speed = speed * 10 + *at - '0';
	/* "2.5 Gbps" */
	while (at < end &&
	       (isblank((unsigned char)*at) || *at == '.' || isdigit((unsigned char)*at)))
		at++;
	return at < end && *at == 'G' ? speed * 1000 : speed;
}

/* The word after the message is the interface: "... HW filter on device eno1". */
static void take_raised(const char *at, const char *end, struct log_subject *subject)
{
	size_t length = 0;

	while (at + length < end && isgraph((unsigned char)at[length]) &&
	       at[length] != ':')
		length++;
	if (length == 0 || length >= sizeof(subject->interface))
		return;
	memcpy(subject->interface, at, length);
	subject->interface[length] = '\0';
}

static bool take_record_symptom(const struct symptom *symptom,
				const struct symptom_match *match,
				struct log_record *record)
{
	const char *text = record->text, *end = text + record->length;
	const char *after = match->start + strlen(symptom->pattern);
	struct log_subject subject = { 0 };

	log_subject_find(text, (size_t)(match->start - text), false, &subject);
	if (match->gap)
		log_subject_find(match->gap, match->gap_length, true, &subject);
	if (!*subject.driver && symptom->drivers && !strchr(symptom->drivers, ' '))
		strcpy(subject.driver, symptom->drivers);
	if (*subject.driver && symptom->role != ROLE_UNDOCK &&
	    !(log_driver_is_known(subject.driver) &&
	      symptom_is_of(symptom, subject.driver)))
		return false;
	record->mark =
		symptom->role == ROLE_UNDOCK ? MARK_UNDOCKED : find_mark(symptom->kind);
	if (record->mark == MARK_IFUP)
		take_raised(after, end, &subject);
	if (record->mark == MARK_LINK_UP)
		record->speed = read_speed(after, end);
	if (symptom->role == ROLE_EVENT)
		record->symptom = symptom;
	record->subject = subject;
	/* The slot that reports it is the bridge's. */
	return record->mark == MARK_UNDOCKED || *subject.driver || *subject.slot ||
	       *subject.interface;
}

bool log_record_parse(const char *text, size_t length, struct log_record *ret)
{
	struct log_record record = {
		.speed = -1,
		.text = text,
		.length = length,
		.monotonic = -1,
		.wall = -1,
	};
	struct symptom_match match;

	for (const struct symptom *symptom = symptoms; symptom->kind; symptom++) {
		if ((symptom->role != ROLE_EVENT && symptom->role != ROLE_MARK &&
		     symptom->role != ROLE_UNDOCK) ||
		    (symptom->subject == SUBJECT_NONE && symptom->role != ROLE_UNDOCK) ||
		    !symptom_matches(symptom, text, length, &match) ||
		    !take_record_symptom(symptom, &match, &record))
			continue;
		*ret = record;
		return true;
	}
	return false;
}
