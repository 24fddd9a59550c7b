/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/problem.h"
#include "facts/facts.h"

#define FACTS_SCHEMA "nicquirk.facts/1"

struct json_object;

/*
 * Reads a facts file of SIZE bytes. Unknown members are ignored, missing ones are unknown
 * facts. 0, -ENOMEM, or -EINVAL for what is no facts file, with the reason and line in
 * PROBLEMS.
 */
_must_check_ int facts_from_json(const char *text, size_t size, const char *file,
				 struct problems *problems, struct facts **ret);

/*
 * The facts as a facts file, as they are: redact.h takes out what no other host is to
 * see. 0 or -ENOMEM.
 */
_must_check_ int facts_to_json(const struct facts *facts, struct json_object **ret);
