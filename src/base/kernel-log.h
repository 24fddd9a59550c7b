/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"

/* Reading /dev/kmsg (Documentation/ABI/testing/dev-kmsg); log.h writes to it. */

/* The longest record that the kernel gives: CONSOLE_EXT_LOG_MAX, PRINTK_MESSAGE_MAX. */
#define KERNEL_LOG_RECORD_MAX 8192

/* The lowest priority of what programs write: they have a facility in the bits above,
 * LOG_USER or another than LOG_KERN. */
#define KERNEL_LOG_FIRST_FOREIGN 8

/*
 * Opens the kernel log for what is written from now on; reads of the descriptor do not
 * block. The descriptor, -EPERM where printk.devkmsg=off forbids it (or the caller's
 * rights), or -errno.
 */
_must_check_ int kernel_log_follow(const struct env *env);
