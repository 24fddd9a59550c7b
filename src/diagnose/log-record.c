/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/log-record.h"

#include <ctype.h>

#define MARK(what, words)                                                                \
	{                                                                                \
		what,                                                                    \
		{                                                                        \
			.kind = "mark", .pattern = words                                 \
		}                                                                        \
	}

static const struct {
	enum log_mark mark;
	struct symptom symptom;
} marks[] = {
	MARK(MARK_LINK_UP, "NIC Link is Up"),
	MARK(MARK_LINK_UP, "NIC Link is up"), /* ice */
	MARK(MARK_LINK_DOWN, "NIC Link is Down"),
	MARK(MARK_LINK_DOWN, "NIC Link is down"),
	MARK(MARK_RESET, "Reset adapter"),
	MARK(MARK_RESET, ", resetting adapter"),
	MARK(MARK_RESET, "initiating reset"),
	MARK(MARK_PROBE, "Intel(R) * Network Connection"),
	/* net/8021q/vlan.c, net/ipv6/addrconf.c: at NETDEV_UP */
	MARK(MARK_IFUP, "adding VLAN 0 to HW filter on device "),
	MARK(MARK_IFUP, "ADDRCONF(NETDEV_UP): "),
};

/* "NIC Link is Up 1000 Mbps Full Duplex": the speed in Mb/s, or -1. */
static int read_speed(const char *at, const char *end)
{
	int speed = 0;

	while (at < end && (isblank((unsigned char)*at) || *at == ','))
		at++;
	if (at == end || !isdigit((unsigned char)*at))
		return -1;
	for (; at < end && isdigit((unsigned char)*at) && speed < 1000000; at++)
		speed = speed * 10 + *at - '0';
	/* "2.5 Gbps" */
	while (at < end &&
	       (isblank((unsigned char)*at) || *at == '.' || isdigit((unsigned char)*at)))
		at++;
	return at < end && *at == 'G' ? speed * 1000 : speed;
}

/* The word after the message is the interface: "... HW filter on device eno1". */
static void take_interface(const char *at, const char *end, struct log_subject *subject)
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

static bool find_mark(const char *text, size_t length, struct log_record *ret)
{
	struct symptom_match match;
	const char *after;

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		if (!symptom_matches(&marks[i].symptom, text, length, &match))
			continue;
		ret->mark = marks[i].mark;
		after = match.start + strlen(marks[i].symptom.pattern);
		if (ret->mark == MARK_IFUP) {
			take_interface(after, text + length, &ret->subject);
			return *ret->subject.interface;
		}
		if (ret->mark == MARK_LINK_UP)
			ret->speed = read_speed(after, text + length);
		log_subject_find(text, (size_t)(match.start - text), false,
				 &ret->subject);
		return true;
	}
	return false;
}

static bool find_record_fault(const char *text, size_t length, struct log_record *ret)
{
	struct symptom_match match;

	for (const struct symptom *symptom = symptoms; symptom->kind; symptom++) {
		struct log_subject subject = { 0 };

		if (symptom->role != ROLE_EVENT || symptom->subject == SUBJECT_NONE ||
		    !symptom_matches(symptom, text, length, &match))
			continue;
		log_subject_find(text, (size_t)(match.start - text), false, &subject);
		if (match.gap)
			log_subject_find(match.gap, match.gap_length, true, &subject);
		if (!*subject.driver && symptom->drivers &&
		    !strchr(symptom->drivers, ' '))
			strcpy(subject.driver, symptom->drivers);
		if (*subject.driver && !symptom_is_of(symptom, subject.driver))
			continue;
		ret->symptom = symptom;
		ret->subject = subject;
		return true;
	}
	return false;
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
	/* A reset is both: a fault of a kind of its own, and the end of another. */
	const bool has_mark = find_mark(text, length, &record);
	const bool has_fault = find_record_fault(text, length, &record);

	*ret = record;
	if (*record.subject.driver && !log_driver_is_known(record.subject.driver))
		return false;
	return has_mark || has_fault;
}
