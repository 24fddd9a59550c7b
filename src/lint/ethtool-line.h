/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <net/if.h>

#include "base/macro.h"

/*
 * The next call of ethtool in a command line, perhaps a shell's, that sets something:
 * moves *CURSOR behind it and writes the interface that it names, as it stands there
 * ("eno1", "$IFACE", "%i"). False where there is none.
 */
bool ethtool_line_next(const char **cursor, char ret_interface[static IFNAMSIZ]);

/* Whether a command line sets something with ethtool. */
bool ethtool_line_sets(const char *command);
