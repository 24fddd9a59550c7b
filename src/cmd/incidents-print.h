/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/log-import.h"
#include "facts/facts.h"

struct json_object;

/* Prints what an import found, a line a card and kind, and what it left out and why. */
void imported_print(const struct log_import_result *result, FILE *stream);

/* Prints the incidents of all cards: a sum a card and kind, then a line an incident. */
void incidents_print(const struct facts *facts, FILE *stream);

/* A line for each card that is not the one that was in its slot, where incidents of that
 * one are stored. 0 or -ENOMEM. */
_must_check_ int incidents_print_replaced(const struct facts *facts, FILE *stream);

/* The object of schema nicquirk.incidents/1. 0 or -ENOMEM. */
_must_check_ int incidents_to_json(const struct facts *facts, struct json_object **ret);
