/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/log-reader.h"

#include <fcntl.h>
#include <poll.h>

#define BUFFER_SIZE (256u << 10)
#define BEFORE_MAX  4096  /* of a line, before what was found in it */
#define KEPT_MAX    65536 /* of what was given out or passed over */

struct log_reader {
	const struct needles *needles;
	int fd;
	bool at_end, has_begun;
	bool is_kmsg;
	size_t start, end; /* what has been read and not given out */
	char buffer[BUFFER_SIZE];
};

int log_reader_open(const struct env *env, const char *file,
		    const struct needles *needles, struct log_reader **ret)
{
	_cleanup_(log_reader_closep) struct log_reader *reader = malloc(sizeof(*reader));
	char path[PATH_MAX];
	int r, flags = O_RDONLY | O_CLOEXEC | O_NOCTTY;

	if (!reader)
		return -ENOMEM;
	reader->needles = needles;
	reader->at_end = reader->has_begun = false;
	reader->is_kmsg = !file;
	reader->start = reader->end = 0;
	reader->fd = -1;
	if (!file) {
		r = env_path(path, env, ENV_DEV, "kmsg");
		if (r < 0)
			return r;
		/* At the end of the log it would wait for more. */
		reader->fd = open(path, flags | O_NONBLOCK);
	} else if (streq(file, "-")) {
		reader->fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	} else {
		reader->fd = open(file, flags);
	}
	if (reader->fd < 0)
		return -errno;
	*ret = TAKE_PTR(reader);
	return 0;
}

/* How files begin that only look like a log without anything in it. */
static bool is_packed(const char *bytes, size_t size)
{
	static const char *const magics[] = {
		"\x1f\x8b", "BZh9", "\3757zXZ", "\x28\xb5\x2f\xfd", "LPKSHHRH",
	};

	for (size_t i = 0; i < ARRAY_SIZE(magics); i++)
		if (size > strlen(magics[i]) &&
		    memcmp(bytes, magics[i], strlen(magics[i])) == 0)
			return true;
	return false;
}

/* UTF-16, as Windows' editors and PowerShell's > write it: with a mark, or every other
 * byte of ASCII text is zero. */
static bool is_utf16(const char *bytes, size_t size)
{
	size_t zeros[2] = { 0 };

	if (size >= 2 &&
	    (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0))
		return true;
	if (size < 16)
		return false;
	for (size_t i = 0; i < 16; i++)
		zeros[i % 2] += bytes[i] == '\0';
	return (zeros[0] == 8 && zeros[1] == 0) || (zeros[1] == 8 && zeros[0] == 0);
}

/* Makes room and reads on: 0 or the error. */
static int read_more(struct log_reader *reader)
{
	ssize_t got;

	if (reader->end > BUFFER_SIZE / 2 && reader->start > KEPT_MAX) {
		const size_t drop = reader->start - KEPT_MAX;

		memmove(reader->buffer, reader->buffer + drop, reader->end - drop);
		reader->end -= drop;
		reader->start = KEPT_MAX;
	}
	while ((got = read(reader->fd, reader->buffer + reader->end,
			   BUFFER_SIZE - reader->end)) < 0) {
		/* EPIPE: /dev/kmsg has dropped its oldest lines meanwhile. */
		if (errno == EINTR || (errno == EPIPE && reader->is_kmsg))
			continue;
		if (errno != EAGAIN || reader->is_kmsg)
			break;
		/* Somebody left standard input so. */
		poll(&(struct pollfd){ .fd = reader->fd, .events = POLLIN }, 1, -1);
	}
	if (got < 0 && errno != EAGAIN)
		return -errno;
	if (got <= 0)
		reader->at_end = true;
	else
		reader->end += (size_t)got;
	if (!reader->has_begun && is_packed(reader->buffer, reader->end))
		return -EBADMSG;
	if (!reader->has_begun && is_utf16(reader->buffer, reader->end))
		return -EILSEQ;
	reader->has_begun = true;
	return 0;
}

/* Where the interesting line begins that is next, and what was found in it; or NULL. */
static const char *find_line(struct log_reader *reader, const char **ret_found)
{
	const char *start = reader->buffer + reader->start, *newline, *found;
	size_t size = reader->end - reader->start, index;

	found = needles_find(reader->needles, start, size, &index);
	if (!found) {
		/* Nothing is of interest but what may go on with what is read next. */
		newline = memrchr(start, '\n', size);
		if (newline)
			reader->start += (size_t)(newline + 1 - start);
		else if (size > BEFORE_MAX)
			reader->start = reader->end - BEFORE_MAX;
		return NULL;
	}
	newline = memrchr(start, '\n', (size_t)(found - start));
	if (newline)
		start = newline + 1;
	if (found - start > BEFORE_MAX)
		start = found - BEFORE_MAX;
	*ret_found = found;
	return start;
}

int log_reader_next(struct log_reader *reader, bool any, const char **ret,
		    size_t *ret_length)
{
	for (;;) {
		const char *end = reader->buffer + reader->end;
		const char *start = reader->buffer + reader->start, *newline;
		const char *found = start;
		int r;

		if (!any)
			start = find_line(reader, &found);
		if (start && start < end) {
			size_t left = (size_t)(end - found);
			size_t length = left > LOG_LINE_MAX ? LOG_LINE_MAX : left;

			newline = memchr(found, '\n', length);
			if (newline || reader->at_end || length < left) {
				const char *stop = newline ?: found + length;

				reader->start = (size_t)(stop - reader->buffer) +
						(newline ? 1 : 0);
				*ret = start;
				*ret_length = (size_t)(stop - start);
				return 1;
			}
			reader->start = (size_t)(start - reader->buffer);
		}
		if (reader->at_end)
			return 0;
		r = read_more(reader);
		if (r < 0)
			return r;
	}
}

const char *log_reader_error(int error)
{
	if (error == -EBADMSG)
		return "not text, but compressed or a journal: unpack it (zcat, journalctl "
		       "--file) and pipe it in, with - as the file";
	if (error == -EILSEQ)
		return "not text that can be read, but UTF-16: convert it (iconv -f UTF-16 -t "
		       "UTF-8)";
	return strerror(-error);
}

void log_reader_surroundings(const struct log_reader *reader, const char *line,
			     size_t length, struct log_surroundings *ret)
{
	*ret = (struct log_surroundings){
		.before = reader->buffer,
		.before_length = (size_t)(line - reader->buffer),
		.behind = line + length,
		.behind_length = (size_t)(reader->buffer + reader->end - line) - length,
	};
}

struct log_reader *log_reader_close(struct log_reader *reader)
{
	if (reader && reader->fd >= 0)
		close(reader->fd);
	free(reader);
	return NULL;
}
