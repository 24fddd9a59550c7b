/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/card-id.h"
#include "facts/incident.h"

/*
 * A line of the store: words parted by blanks, "-" for what is unknown.
 *   8086:15bb 17aa:3136 0f1e2d3c4b5a6978 0000:00:1f.6 tx-hang 6b1f... 1794976542
 * 1794993404 8432 7.0.14-5-pve in-tree - - e1000e-tx-hang=0 DEVICE SUBSYSTEM MAC SLOT
 * KIND BOOT FIRST LAST LINES KERNEL ORIGIN VERSION BY STEPS, the times in seconds since
 * 1970. Words that follow belong to a later version and are passed over.
 */

/*
 * Reads a line, which it cuts to pieces. 0, -EINVAL for what is none, or -ENOMEM; release
 * the incident with incident_clear().
 */
_must_check_ int incident_line_parse(char *line, struct card_id *ret_card,
				     struct incident *ret);

/* Prints a line. What would not be one word is made one. */
void incident_line_print(FILE *stream, const struct card_id *card,
			 const struct incident *incident);
