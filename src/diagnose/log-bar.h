/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/*
 * Whether the window on the PCI bus that a message names ("BAR 7: no space for [mem ...",
 * "VF BAR 0 [mem ...", "ROM [mem ...") is one that a card works without: of its virtual
 * functions, or of its boot ROM. False where the message names none.
 */
bool log_bar_is_optional(const char *text, size_t length);
