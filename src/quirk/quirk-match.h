/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "quirk/quirk-key.h"

/* The parsers of the Match keys, and of a group's Device. */
quirk_parser quirk_parse_ids;	  /* PCI IDs and groups, appended to the key's match */
quirk_parser quirk_parse_members; /* PCI IDs only */
quirk_parser quirk_parse_names;	  /* words of the key's letters */
quirk_parser quirk_parse_glob;	  /* the whole line */
quirk_parser quirk_parse_origin;
quirk_parser quirk_parse_range;
