/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/diagnosis.h"

/* The network cards that a kernel log shows. Those beyond DIAGNOSIS_CARDS_MAX are left
 * out. */

/* Notes the card that the kernel has found on the bus; MATCH lies in the line TEXT. */
void diagnosis_take_device(struct diagnosis *diagnosis, const char *text,
			   const struct symptom_match *match);

/* Notes the driver's number for the family of a card; MATCH lies in the line TEXT. */
void diagnosis_take_family(struct diagnosis *diagnosis, const char *text,
			   const struct symptom_match *match);
