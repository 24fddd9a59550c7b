/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdio.h>

#include "facts/facts.h"

/*
 * A line of a record is "IFINDEX TYPE NAME OLD ASKED RESULT@TIME", NAME being "-" for
 * EEE, such as "2 feature tx-tcp-segmentation on off granted@1763440542"; "@TIME" may be
 * missing. Of two lines on one setting the later counts. "2 forgotten - - - -" takes back
 * what stands above it of that interface.
 */
#define RECORD_FORGOTTEN "forgotten"

struct record_entry {
	unsigned ifindex;
	bool forgotten; /* with all before it of that ifindex */
	bool kept;	/* when the record is written anew */
	struct change change;
};

/* Parses LINE, which is cut into its words; the name of RET's change is then the
 * caller's. 0, -EINVAL for what is no such line, or -ENOMEM. */
_must_check_ int record_line_parse(char *line, struct record_entry *ret);

/* Prints a change as a line. */
void record_line_print(FILE *stream, unsigned ifindex, const struct change *change);
