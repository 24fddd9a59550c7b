/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "facts/facts.h"
#include "lint/unit-file.h"

/* Whether a .link file is for an interface; MAYBE where its [Match] asks what is not
 * known here. */
enum link_match { LINK_NO, LINK_MAYBE, LINK_YES };

/* Lays the [Match] section beside an interface of a PCI function, as udev would. */
enum link_match link_file_match(const struct unit_file *file, const struct env *env,
				const struct nic *nic, const struct iface *iface);

/* Whether the line is a key of a .network file's [Match], which udev leaves out of a
 * .link file. */
bool link_line_is_foreign(const struct unit_line *line);

/* A value that udev takes for a boolean: 1, 0, or -EINVAL where it is none. */
int link_boolean(const char *value);

/* Whether the file says how the interface is to be called. */
bool link_file_names(const struct unit_file *file);

/* The line that switches an offload off, or NULL. */
const struct unit_line *link_file_switches_off(const struct unit_file *file,
					       const char *key);
