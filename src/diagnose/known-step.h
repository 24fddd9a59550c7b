/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/log-line.h"
#include "facts/facts.h"

/* What our own lines in a kernel log say is in force: a step of a quirk, by card. */

/* "eth0 (0000:00:19.0): ID step 1: ..."; ID points into the line. */
struct own_line {
	struct log_subject subject;
	const char *id;
	size_t id_length;
	int step;
};

/* Whether the message, without "nicquirk: " before it, is such a line. */
bool own_line_parse(const char *text, size_t length, struct own_line *ret);

struct known_step {
	const struct nic *nic;
	char *quirk;
	int step;
};

/* All zero is the empty list. */
struct known_steps {
	struct known_step *list;
	size_t n;
};

/* Notes what the line says of that card, in place of what was known of the quirk. 0 or
 * -ENOMEM. */
_must_check_ int known_steps_set(struct known_steps *steps, const struct nic *nic,
				 const struct own_line *line);

/* Adds the steps of that card to an incident that has none. 0 or -ENOMEM. */
_must_check_ int known_steps_add_to(const struct known_steps *steps,
				    const struct nic *nic, struct incident *incident);

/* Frees the list and leaves the empty one. */
void known_steps_clear(struct known_steps *steps);
