/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/facts.h"

/*
 * What a facts file that leaves the host must not hold: a name that a person gave to an
 * interface, an address within one, the value of a kernel parameter that is neither a
 * number nor one of the kernel's words.
 */

/*
 * Names of the kernel's, of systemd's and of Proxmox VE's kind stay; all others become
 * net0, net1 and so on, the same one the same everywhere. The address in enx001122334455
 * becomes a count. 0 or -ENOMEM.
 */
_must_check_ int redact_names(struct facts *facts);

/*
 * Takes values, and parameters that are not about cards, off LINE, a kernel command line;
 * what is left is no longer than it was.
 */
void redact_parameters(char *line);

/* Both. 0 or -ENOMEM. */
_must_check_ int redact_facts(struct facts *facts);
