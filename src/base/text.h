/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/* A text that grows, without what a stream costs. All zero is the empty one. */
struct text_buffer {
	char *at; /* ends with a NUL; NULL: nothing was added */
	size_t length, room;
	bool failed; /* there was no memory */
};

/* Adds a string, or several; a failure is reported by text_take(). */
void text_add(struct text_buffer *text, const char *more);
#define text_add_all(text, ...)                                                          \
	text_add_list((text), (const char *const[]){ __VA_ARGS__, NULL })
void text_add_list(struct text_buffer *text, const char *const *list);

/* Hands the text over, "" where nothing was added, and leaves the empty one: 0, or
 * -ENOMEM with the text freed. */
_must_check_ int text_take(struct text_buffer *text, char **ret);
