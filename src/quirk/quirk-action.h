/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "quirk/quirk-key.h"

/* The parsers of the keys that ask for something. */
quirk_parser quirk_parse_switch; /* "NAME on|off", an action of the key's type */
quirk_parser quirk_parse_fixed;	 /* an action whose only value is the key's form */
quirk_parser quirk_parse_module; /* an action on a module */
quirk_parser quirk_parse_step;

/* Whether the last step has an action; if it has none, the section's problems say so. */
bool quirk_step_is_used(struct quirk_section *section);
