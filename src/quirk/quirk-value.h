/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "quirk/quirk-key.h"

/*
 * The parsers of the table of keys: each takes the value of a key into the section's
 * quirk. 0; -EINVAL for a bad value, told in the section's problems; or -ENOMEM.
 */
typedef int quirk_parser(struct quirk_section *section, const struct quirk_key *key,
			 const char *value);

quirk_parser quirk_parse_text;	    /* into the string at the key's offset */
quirk_parser quirk_parse_texts;	    /* appended to the strings there */
quirk_parser quirk_parse_reference; /* the same for a URL */
quirk_parser quirk_parse_severity;
quirk_parser quirk_parse_evidence;
quirk_parser quirk_parse_ids;	  /* PCI IDs and groups, appended to the key's match */
quirk_parser quirk_parse_members; /* PCI IDs only */
quirk_parser quirk_parse_names;	  /* words of the key's letters */
quirk_parser quirk_parse_glob;	  /* the whole line */
quirk_parser quirk_parse_origin;
quirk_parser quirk_parse_range;
quirk_parser quirk_parse_switch; /* "NAME on|off", an action of the key's type */
quirk_parser quirk_parse_fixed;	 /* an action whose only value is the key's form */
quirk_parser quirk_parse_module; /* an action on a module */
quirk_parser quirk_parse_step;

/* Whether the last step has an action; that it has none is told in the problems. */
bool quirk_step_is_used(struct quirk_section *section);

/* Whether TEXT can be the name of a quirk. */
bool quirk_id_is_valid(const char *text);

/* Parses "vvvv:dddd" or "vvvv:*", in lower case: 0 or -EINVAL. */
_must_check_ int pci_id_parse(const char *text, struct pci_id *ret);
