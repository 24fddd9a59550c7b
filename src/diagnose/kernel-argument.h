/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/array.h"

/*
 * The arguments for the kernel's command line that a text names ("boot with
 * pcie_port_pm=off"): those that CMDLINE, which may be NULL, has already or makes
 * needless, and those that it lacks. 0 or -ENOMEM.
 */
_must_check_ int kernel_arguments_in(const char *text, const char *cmdline,
				     struct strings *ret_there,
				     struct strings *ret_missing);
