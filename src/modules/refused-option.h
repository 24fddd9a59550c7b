/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/*
 * A module's options that its build does not take: allow_unsupported_sfp is an array in
 * Intel's ixgbe and one value in the kernel's own, which then refuses "1,1", and with it
 * the module. The kernel log alone says which option it was.
 */

/*
 * Reads FD, of kernel_log_follow() or negative, for the parameter of MODULE that the
 * kernel refused: 0, -ENOENT where it names none, or -ENOMEM.
 */
_must_check_ int refused_option_read(int fd, const char *module, char **ret);

/* The same of one record of the log. */
_must_check_ int refused_option_parse(const char *record, const char *module, char **ret);

/*
 * OPTIONS, as modprobe.d has them, without each of the parameter NAME ('-' and '_' are
 * the same). 0; -ENOENT where none is; or -ENOMEM.
 */
_must_check_ int refused_option_drop(const char *options, const char *name, char **ret);
