/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "base/macro.h"

/*
 * One line to the kernel log, where it is found even when it was written in the
 * initramfs. On any host but the running one, and where /dev/kmsg cannot be written, to
 * standard error.
 */
void log_kernel(const struct env *env, const char *format, ...) _printf_(2, 3);

/* One line to standard error, after "nicquirk: ". */
void log_stderr(const char *format, ...) _printf_(1, 2);

/*
 * The same of what was looked at, decided or passed over: only where log_debug_enable()
 * was called, or SYSTEMD_LOG_LEVEL is "debug" (or 7), as systemd's own programs go by.
 */
void log_debug(const char *format, ...) _printf_(1, 2);
void log_debug_enable(void);

/* Whether log_debug() prints: for what costs something to find out. */
bool log_debug_is_on(void);

#define LOG_UDEV_CONF "etc/udev/udev.conf" /* below ENV_ROOT */

/*
 * Whether udev logs at that level: by udev.log_level= on the kernel command line, or
 * udev_log= in udev.conf(5). What udev runs does not inherit its level. CMDLINE is that
 * line; with NULL it is read.
 */
bool log_udev_asks_for_debug(const struct env *env, const char *cmdline);

/* Enables log_debug() then. */
void log_debug_follow_udev(const struct env *env, const char *cmdline);
