/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/diagnosis.h"

/* What the lines of a hang's dump may be long altogether. */
#define HANG_TEXT_MAX 4096

/* A hang of a log whose dump comes line by line; all zero is none. */
struct open_hang {
	struct event event;
	unsigned lines_left; /* 0: none is open */
	char text[HANG_TEXT_MAX];
	size_t length;
};

static inline bool open_hang_is_open(const struct open_hang *hang)
{
	return hang->lines_left > 0;
}

/* Opens it with its first line, which may hold all of the dump. */
void open_hang_begin(struct open_hang *hang, const struct event *event, const char *text,
		     size_t length);

/*
 * Takes the next line of the log, without its prefix. 1 where it belongs to the dump; 0
 * where it does not, and the hang is closed; -ENOMEM.
 */
_must_check_ int open_hang_take_line(struct open_hang *hang, const char *text,
				     size_t length, struct diagnosis *diagnosis);

/* The dump is complete: what it shows decides what it was, which is counted. 0, also
 * where none is open, or -ENOMEM. */
_must_check_ int open_hang_close(struct open_hang *hang, struct diagnosis *diagnosis);
