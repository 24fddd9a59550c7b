/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/*
 * Whether TEXT stays one word, and an argument, wherever it is written: in modprobe.d, of
 * which modprobe gives parts to a shell, in a property of udev, in any configuration
 * file.
 */
bool is_plain_word(const char *text);

/* Replaces in TEXT what would end a line or steer a terminal: names come from anybody. */
void sanitize(char *text);
