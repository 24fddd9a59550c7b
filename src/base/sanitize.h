/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/*
 * Whether TEXT stays one word, and an argument, wherever it is written: in modprobe.d, of
 * which modprobe gives parts to a shell, in a property of udev, in any configuration
 * file.
 */
bool is_plain_word(const char *text);

/*
 * Replaces in TEXT, by a '?' each, what would end a line or steer a terminal: names come
 * from anybody. These are the control characters of ASCII but for the tab, those of ISO
 * 6429 (U+0080 to U+009F), the marks that turn the direction of writing, and bytes that
 * are no UTF-8.
 */
void sanitize(char *text);

/* The same of a text that comes in pieces, a character of it perhaps in two; lines are
 * kept. All zero is the begin. */
struct sanitizer {
	unsigned char held[4]; /* the begin of a character, as far as it has come */
	size_t n_held;
};

/* What one byte can add: the '?' for what it breaks off, and itself. */
#define SANITIZER_ROOM 5

/* Takes a byte; writes to OUT what is whole by then and returns the number of bytes. */
size_t sanitizer_take(struct sanitizer *sanitizer, unsigned char byte,
		      char out[static SANITIZER_ROOM]);
