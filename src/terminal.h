/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * From now on replaces in all that goes to standard output and standard error what would steer a
 * terminal: names come from facts files, logs and cards. Lines, tabs and UTF-8 stay. Where there is
 * no memory for it, output stays as it is.
 */
void terminal_guard(void);
