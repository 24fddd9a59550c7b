/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "watch/verify.h"

/* How a test comes along: a bar with the rate on a terminal, else a line a phase. */
void verify_print_progress(struct verify_progress *ret);

/* The result, for people. */
void verify_print(const struct verify_report *report, const char *interface);

struct json_object;

/* The result as JSON. 0 or -ENOMEM. */
_must_check_ int verify_to_json(const struct verify_report *report, const char *interface,
				struct json_object **ret);
