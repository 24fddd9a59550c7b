/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/* What a message in a kernel log means. From best to worst. */
enum gravity {
	GRAVITY_BENIGN, /* looks bad and is not */
	GRAVITY_INFO,	/* worth knowing, and no fault */
	GRAVITY_CRITICAL,
	GRAVITY_MAX,
};

/* What the words around a message say of its subject. */
enum subject_rule {
	SUBJECT_CARD, /* the card, in any of the kernel's ways to put it */
	SUBJECT_OURS, /* the same, and a driver of ours is named: others write the same */
	SUBJECT_PLACE,	 /* a slot or an interface, which may be of any device */
	SUBJECT_NO_PORT, /* the card; what stands for its interface is none (a RDMA
			  * device)
			  */
	SUBJECT_DRIVER,	 /* a driver, and only of ours: others write the same */
	SUBJECT_TRACE,	 /* nothing: the trace after it must name one of our drivers */
	SUBJECT_NONE,	 /* nothing: the trace after it may */
};

/* What is done with a message besides counting it. */
enum symptom_role {
	ROLE_EVENT,
	ROLE_REPORT,   /* begins a report of several lines, with a trace at its end */
	ROLE_CONTINUE, /* a later line of such a report: no event of its own */
	ROLE_WARNING,  /* a report, unless it goes with a message of its own */
	ROLE_TRACE,    /* a line of a trace: names drivers */
	ROLE_VERSION,  /* a driver prints its version */
	ROLE_FAMILY,   /* a driver prints its number for the family of a card */
	ROLE_BOOT,     /* the first line of a boot */
	ROLE_DEVICE,   /* the kernel has found a card on the bus */
	ROLE_UNDOCK,   /* a card was taken out of its slot */
	ROLE_FATAL,    /* the firmware saw an error of the bus that ends the kernel */
	ROLE_FATAL_OF, /* the device of such an error, or of a lesser one */
	/* Of interest to incidents alone. The table ends with them. */
	ROLE_OWN,  /* written by nicquirk itself */
	ROLE_MARK, /* no fault, but what may end one: see log_record_parse() */
};

struct symptom {
	const char *kind;    /* the messages of one kind are one symptom of a card */
	const char *pattern; /* parts of the message, with asterisks between them */
	const char *drivers; /* whose message it is, parted by blanks; NULL: any */
	enum gravity gravity;
	enum subject_rule subject;
	enum symptom_role role;
};

/* The table; its last row has no kind. */
extern const struct symptom symptoms[];

/* What is said of a kind of symptom. */
struct symptom_kind {
	const char *name;
	const char *title;
	const char *meaning; /* its cause, or why it is harmless; may be NULL */
	const char *advice;  /* what to do where no quirk says it; may be NULL */
};

/* What there is to say of a kind, or NULL. */
const struct symptom_kind *symptom_kind_find(const char *name);

/* A row of that kind, also of one that only a look at several lines finds; or NULL. */
const struct symptom *symptom_of_kind(const char *kind);

/* Whether the message begins a report of several lines, or may. */
bool symptom_is_report(const struct symptom *symptom);

/* Whether only incidents are interested in the message. */
bool symptom_is_incidental(const struct symptom *symptom);

/*
 * What the patterns are found by, all of them, or without those that only incidents are
 * interested in. 0 or -ENOMEM.
 */
struct needles;
_must_check_ int symptom_needles(bool all, struct needles **ret);

/* The longest part of a pattern, for a search: where it begins, and its length. */
const char *symptom_anchor(const struct symptom *symptom, size_t *ret_length);

/* A message: from where its pattern begins, and what its first asterisk stands for. */
struct symptom_match {
	const char *start;
	const char *gap; /* NULL: no asterisk */
	size_t gap_length;
};

/* Whether the bytes hold the message. */
bool symptom_matches(const struct symptom *symptom, const char *bytes, size_t size,
		     struct symptom_match *ret);

/* Whether the message may come from that driver. */
bool symptom_is_of(const struct symptom *symptom, const char *driver);

/* "benign", "info", "critical". */
const char *gravity_name(enum gravity gravity);
