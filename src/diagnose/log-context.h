/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "diagnose/log-line.h"
#include "diagnose/log-reader.h"

/*
 * Takes apart a line that the reader has just given, like log_line_parse(), and finds
 * what other lines say of it: in the journal's export, verbose and JSON formats the time
 * and the program, in those of "dmesg -H" the minute.
 */
void log_context_parse(const struct log_reader *reader, const char *bytes, size_t length,
		       struct log_line *ret);
