/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "diagnose/needle.h"

/* Reads a log of any size in little memory, and passes over what is of no interest. */
struct log_reader;

/* What to say of an error of these functions, and what to do. */
const char *log_reader_error(int error);

struct log_surroundings {
	const char *before;
	size_t before_length;
	const char *behind;
	size_t behind_length;
};

/* What a line may be long; of a longer one the neighbourhood of what was found is
 * given. */
#define LOG_LINE_MAX 32768

/*
 * Opens FILE; "-" is standard input, NULL the kernel's own log of the host. NEEDLES are
 * what makes a line interesting. 0, -ENOMEM, or the error of opening it.
 */
_must_check_ int log_reader_open(const struct env *env, const char *file,
				 const struct needles *needles, struct log_reader **ret);

/*
 * The next line that holds a needle, or with ANY the next line, without its newline;
 * valid until the next call. 1; 0 at the end; -EBADMSG for a file that is no text but
 * compressed or a journal, -EILSEQ for UTF-16; or the error of reading.
 */
_must_check_ int log_reader_next(struct log_reader *reader, bool any, const char **ret,
				 size_t *ret_length);

/*
 * What stands before the line that was given last, as far as it is kept, and behind it,
 * as far as it has been read; valid as long as the line is.
 */
void log_reader_surroundings(const struct log_reader *reader, const char *line,
			     size_t length, struct log_surroundings *ret);

/* Closes READER, which may be NULL; returns NULL. */
struct log_reader *log_reader_close(struct log_reader *reader);
DEFINE_CLEANUP(struct log_reader, log_reader_close)
