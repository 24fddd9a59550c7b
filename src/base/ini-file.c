/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/ini-file.h"

#include <fcntl.h>
#include <ini.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define FILE_MAX (4 * 1024 * 1024)

/*
 * libinih parses; but it drops what it does not like, without a word: it cuts lines at
 * 199 bytes, keys at 49, values at a NUL or at " ;", takes ':' for '=', and does not tell
 * of a section before its first key. So each line is looked at before it is handed over,
 * and a long one goes in pieces.
 */
struct reading {
	const char *path;
	const struct ini_reader *reader;
	void *user;
	struct problems *problems;
	int error; /* negative errno that ends the reading */

	const char *line, *next, *end; /* the line in hand, and what is still to come */
	const char *counted;	       /* up to here the lines have been counted */
	unsigned lines_counted;
	enum { BEFORE_SECTIONS, IN_SECTION, NOWHERE } place;

	const char *piece, *piece_end; /* what of the line is still to come */
	bool first;		       /* the next piece is the first of its line */
	char *value;		       /* of a line in pieces, as far as it has come */
	size_t length;
};

/* What libinih's isspace() says in the C locale; no call for each character. */
static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The number of the line in hand. Of most lines nobody asks, so they are counted when one
 * does. */
static unsigned line_number(struct reading *reading)
{
	const char *end;

	while ((end = memchr(reading->counted, '\n',
			     (size_t)(reading->line - reading->counted)))) {
		reading->counted = end + 1;
		reading->lines_counted++;
	}
	return reading->lines_counted + 1;
}

static void bad_line(struct reading *reading, const char *message)
{
	problem_add(reading->problems, reading->path, line_number(reading), "%s",
		    message);
	if (reading->place == IN_SECTION && reading->reader->bad)
		reading->reader->bad(reading->user);
}

/* Where the next line begins that is a section, or was meant to be one. */
static const char *find_section(const char *text, const char *end)
{
	for (const char *at = text; (at = memchr(at, '[', (size_t)(end - at))); at++) {
		const char *line = at;

		while (line > text && line[-1] != '\n' && is_blank(line[-1]))
			line--;
		if (line == text || line[-1] == '\n')
			return line;
	}
	return end;
}

/* Goes on at the next section where what follows, up to there, is of no interest. */
static bool pass_over(struct reading *reading, const char *name)
{
	const char *text = reading->next, *end;

	if (!reading->reader->wanted)
		return false;
	end = find_section(text, reading->end);
	if (reading->reader->wanted(reading->user, name, text, (size_t)(end - text)))
		return false;
	reading->next = end;
	return true;
}

static void begin_section(struct reading *reading, const char *line, const char *end,
			  const char *fault)
{
	char name[INI_NAME_MAX + 1];
	size_t length = (size_t)(end - line);

	if (!fault && memchr(line, ']', length) != end - 1)
		fault = "a section is [NAME] and nothing else";
	else if (!fault && length - strlen("[]") > INI_NAME_MAX)
		fault = "the name of the section is too long";
	if (fault) {
		/* What follows belongs to it and not to the section before. */
		reading->place = NOWHERE;
		bad_line(reading, fault);
		return;
	}
	length -= strlen("[]");
	memcpy(name, line + 1, length);
	name[length] = '\0';
	reading->place = NOWHERE;
	if (pass_over(reading, name))
		return;
	reading->place = IN_SECTION;
	reading->error =
		reading->reader->section(reading->user, name, line_number(reading));
}

/* Whether libinih takes " ;" in the line for the begin of a comment. */
static bool has_comment(const char *line, const char *end)
{
	for (const char *at = line; (at = memchr(at, ';', (size_t)(end - at))); at++)
		if (at > line && is_blank(at[-1]))
			return true;
	return false;
}

/* What is wrong with a line of whatever kind; NULL: nothing. TEXT is its first
 * non-blank. */
static const char *find_line_fault(const char *line, const char *text, const char *end)
{
	if (memchr(line, '\0', (size_t)(end - line)))
		return "the line holds a NUL byte";
	if (end - line > INI_LINE_MAX)
		return "the line is too long";
	if (text > line)
		return "the line begins with a blank";
	return NULL;
}

/* Why libinih would not hand the line on, whole, as a pair; NULL: it will. */
static const char *find_pair_fault(const char *line, const char *end)
{
	const char *equals = line;

	while (equals < end && *equals != '=' && *equals != ':')
		equals++;
	if (equals == line || equals == end || *equals != '=')
		return "expected KEY=VALUE";
	while (is_blank(equals[-1]))
		equals--;
	if (equals - line > INI_NAME_MAX)
		return "the key is too long";
	if (has_comment(line, end))
		return "a comment is a line of its own: what follows a blank and ';' "
		       "would be lost";
	return NULL;
}

/* Moves on to the next line that holds a pair; false at the end. */
static bool next_pair(struct reading *reading)
{
	while (reading->next < reading->end && !reading->error) {
		const char *line = reading->next, *text = line, *fault;
		size_t left = (size_t)(reading->end - line);
		const char *end = memchr(line, '\n', left) ?: reading->end;

		reading->line = line;
		reading->next = end < reading->end ? end + 1 : end;
		while (end > line && is_blank(end[-1]))
			end--;
		while (text < end && is_blank(*text))
			text++;
		if (text == end || *text == '#' || *text == ';')
			continue;
		fault = find_line_fault(line, text, end);
		if (*text == '[') {
			begin_section(reading, line, end, fault);
			continue;
		}
		if (reading->place == NOWHERE)
			continue;
		if (reading->place == BEFORE_SECTIONS) {
			bad_line(reading, "text before the first section");
			reading->place = NOWHERE;
			continue;
		}
		if (!fault)
			fault = find_pair_fault(line, end);
		if (fault) {
			bad_line(reading, fault);
			continue;
		}
		reading->piece = line;
		reading->piece_end = end;
		reading->first = true;
		return true;
	}
	return false;
}

/* Whether a line can be parted before AT, inside a word, and libinih drops nothing there:
 * neither blanks nor what looks like a comment. */
static bool is_seam(const char *at)
{
	return !is_blank(at[-1]) && !is_blank(*at) && *at != '#' && *at != ';';
}

/* How much of the line goes into a piece of at most ROOM bytes; 0 where it cannot be
 * parted. */
static size_t piece_length(const struct reading *reading, size_t room)
{
	size_t left = (size_t)(reading->piece_end - reading->piece), least = 0;
	const char *equals;

	if (left <= room)
		return left;
	if (reading->first) {
		equals = memchr(reading->piece, '=', left);
		least = (size_t)(equals - reading->piece) + 1;
	}
	while (room > least && !is_seam(reading->piece + room))
		room--;
	return room > least ? room : 0;
}

/* libinih's fgets(): gives a line, or a piece of one that begins with a blank and so
 * continues the last. */
static char *next_line(char *buffer, int size, void *user)
{
	struct reading *reading = user;
	char *to = buffer;
	size_t length;

	for (;;) {
		if (reading->error)
			return NULL;
		if (reading->piece == reading->piece_end && !next_pair(reading))
			return NULL;
		length = piece_length(reading, (size_t)size - strlen(" \n") - 1);
		if (length)
			break;
		bad_line(reading, "the line is too long for its short words");
		reading->piece = reading->piece_end;
	}
	if (!reading->first)
		*to++ = ' ';
	to = mempcpy(to, reading->piece, length);
	*to++ = '\n';
	*to = '\0';
	reading->piece += length;
	return buffer;
}

static int collect(struct reading *reading, const char *value)
{
	size_t length = strlen(value);

	if (!reading->value) {
		reading->value = malloc(INI_LINE_MAX + 1);
		if (!reading->value)
			return -ENOMEM;
	}
	if (reading->first)
		reading->length = 0;
	memcpy(reading->value + reading->length, value, length + 1);
	reading->length += length;
	return 0;
}

static int take_pair(void *user, const char *section _unused_, const char *key,
		     const char *value)
{
	struct reading *reading = user;
	bool last = reading->piece == reading->piece_end;

	if (reading->error)
		return 1;
	if (!reading->first || !last) {
		reading->error = collect(reading, value);
		value = reading->value;
	}
	reading->first = false;
	if (last && !reading->error)
		reading->error = reading->reader->pair(reading->user, key, value,
						       line_number(reading));
	return 1;
}

/* Reads the file that FD is; what speaks against it, or NULL with the text in *RET. */
static const char *load_text(int fd, char **ret, size_t *ret_length)
{
	_cleanup_free_ char *text = NULL;
	size_t size, length = 0;
	struct stat st;
	ssize_t got;

	if (fstat(fd, &st) < 0)
		return strerror(errno);
	if (!S_ISREG(st.st_mode) && !(S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3)))
		return "not a regular file";
	if (st.st_size > FILE_MAX)
		return strerror(EFBIG);
	/* One more byte than it has, to see that it does not grow. */
	size = (size_t)st.st_size + 1;
	text = malloc(size);
	if (!text)
		return strerror(ENOMEM);
	do {
		got = read(fd, text + length, size - length);
		if (got > 0)
			length += (size_t)got;
		else if (got < 0 && errno != EINTR)
			return strerror(errno);
	} while (got != 0 && length < (size_t)st.st_size);
	if (length == size)
		return "it grows while it is read";
	text[length] = '\0';
	*ret = TAKE_PTR(text);
	*ret_length = length;
	return NULL;
}

int ini_read(const char *path, const struct ini_reader *reader, void *user,
	     struct problems *problems)
{
	static const char mark[] = "\xef\xbb\xbf"; /* what some editors put first */
	struct reading reading = {
		.path = path,
		.reader = reader,
		.user = user,
		.problems = problems,
	};
	_cleanup_free_ char *text = NULL;
	_cleanup_close_ int fd = -1;
	const char *fault;
	size_t length = 0;

	/* A fifo must not hold up a boot. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		return -ENOENT;
	fault = fd < 0 ? strerror(errno) : load_text(fd, &text, &length);
	if (fault) {
		problem_add(problems, path, 0, "cannot be read: %s", fault);
		return 0;
	}
	reading.next = text;
	reading.end = text + length;
	if (length >= strlen(mark) && memcmp(text, mark, strlen(mark)) == 0)
		reading.next += strlen(mark);
	reading.line = reading.counted = reading.next;
	/* Its own verdict is of no interest: each line has been looked at before. */
	ini_parse_stream(next_line, &reading, take_pair, &reading);
	free(reading.value);
	return reading.error;
}
