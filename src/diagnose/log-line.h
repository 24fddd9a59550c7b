/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"

/*
 * A line of a kernel log without what journald, syslog, dmesg and the kernel put before
 * the message. The bytes are those of the line, not copied, and may be anything: NULs,
 * broken UTF-8, control characters.
 */
struct log_line {
	char time[48]; /* as the log has it, a wall clock before seconds since boot; "" */
	int64_t monotonic; /* microseconds since boot; -1: the line has none */
	bool foreign;	   /* another program's, which may speak of a log */
	const char *text;
	size_t length;
};

/* Takes a line (without its newline) apart; what has no known prefix is all text. */
void log_line_parse(const char *line, size_t length, struct log_line *ret);

/* Whom a message is about, each "" where it does not say. */
struct log_subject {
	char driver[24];
	char slot[24];
	char interface[16];
};

/*
 * Finds the subject in what stands before a message ("e1000e 0000:00:19.0 eno1: ") and
 * fills in what RET does not have yet. In a part of the message itself (INSIDE) a lone
 * word is no name.
 */
void log_subject_find(const char *text, size_t length, bool inside,
		      struct log_subject *ret);

/* Whether the drivers of Intel's wired cards have one of that name. */
bool log_driver_is_known(const char *name);

/*
 * Copies bytes as text that is safe on any terminal: what is not printable ASCII becomes
 * \xNN. Cuts what does not fit into SIZE with its NUL.
 */
void log_escape(char *buffer, size_t size, const char *bytes, size_t length);
