/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/ini-file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

/* Reads the file that FD is; why it cannot be, or NULL with the text in FILE. */
static const char *ini_read_text(int fd, struct ini_file *file)
{
	_cleanup_free_ char *text = NULL;
	size_t size, length = 0;
	struct stat st;
	ssize_t got;

	if (fstat(fd, &st) < 0)
		return strerror(errno);
	if (!S_ISREG(st.st_mode) && !(S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3)))
		return "not a regular file";
	if (st.st_size > INI_FILE_MAX)
		return strerror(EFBIG);
	/* One more byte than it has, to see that it does not grow; the last line ends in
	 * it. */
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
	file->text = TAKE_PTR(text);
	file->end = file->text + length;
	return NULL;
}

int ini_file_open(struct ini_file *file, const char *path, struct problems *problems)
{
	static const char mark[] = "\xef\xbb\xbf"; /* what some editors put first */
	_cleanup_close_ int fd = -1;
	const char *fault;

	*file = (struct ini_file){ .path = path, .problems = problems, .line = 1 };
	/* A fifo must not hold up a boot. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		return -ENOENT;
	fault = fd < 0 ? strerror(errno) : ini_read_text(fd, file);
	if (fault) {
		problem_add_unreadable(problems, path, fault);
		return 0;
	}
	file->next = file->text;
	if (file->end - file->text >= (ssize_t)strlen(mark) &&
	    memcmp(file->text, mark, strlen(mark)) == 0)
		file->next += strlen(mark);
	return 0;
}

void ini_file_close(struct ini_file *file)
{
	free(file->text);
	free(file->pairs);
	*file = (struct ini_file){ 0 };
}

/* As isspace() has it in the C locale, without a call for each character. */
static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A line without the blanks at its end. */
struct ini_line {
	char *at, *end;
	char *text; /* its first character that is no blank */
	unsigned number;
};

/* Takes the next line that is neither empty nor a comment; false at the end of the file.
 */
static bool ini_take_line(struct ini_file *file, struct ini_line *ret)
{
	while (file->next < file->end) {
		char *at = file->next, *text = at, *end;

		end = memchr(at, '\n', (size_t)(file->end - at)) ?: file->end;
		file->next = end < file->end ? end + 1 : end;
		ret->number = file->line++;
		while (end > at && is_blank(end[-1]))
			end--;
		while (text < end && is_blank(*text))
			text++;
		if (text == end || *text == '#' || *text == ';')
			continue;
		ret->at = at;
		ret->end = end;
		ret->text = text;
		return true;
	}
	return false;
}

/* Why no line of any kind looks so; NULL: some do. */
static const char *find_line_fault(const struct ini_line *line)
{
	if (memchr(line->at, '\0', (size_t)(line->end - line->at)))
		return "the line holds a NUL byte";
	if (line->text > line->at)
		return "the line begins with a blank";
	return NULL;
}

/* Whether a ';' follows a blank: some take that for a comment, some for a part of the
 * value. */
static bool has_comment(const struct ini_line *line)
{
	const char *at = line->at;

	for (; (at = memchr(at, ';', (size_t)(line->end - at))); at++)
		if (is_blank(at[-1]))
			return true;
	return false;
}

/* Parts a line into key and value; why it cannot be, or NULL. */
static const char *part_line(const struct ini_line *line, struct ini_pair *ret)
{
	char *equals = memchr(line->at, '=', (size_t)(line->end - line->at)), *value;

	if (!equals || equals == line->at ||
	    memchr(line->at, ':', (size_t)(equals - line->at)))
		return "expected KEY=VALUE";
	if (has_comment(line))
		return "a comment is a line of its own: no ';' may follow a blank";
	value = equals + 1;
	while (value < line->end && is_blank(*value))
		value++;
	while (is_blank(equals[-1]))
		equals--;
	*equals = *line->end = '\0';
	ret->key = line->at;
	ret->value = value;
	return NULL;
}

static int ini_add_line(struct ini_file *file, const struct ini_line *line, size_t n)
{
	struct ini_pair *pair;

	if (n == file->room) {
		size_t room = n ? n * 2 : 32;

		pair = reallocarray(file->pairs, room, sizeof(*pair));
		if (!pair)
			return -ENOMEM;
		file->pairs = pair;
		file->room = room;
	}
	pair = &file->pairs[n];
	*pair = (struct ini_pair){ .line = line->number };
	pair->fault = find_line_fault(line) ?: part_line(line, pair);
	return 0;
}

/* Takes the lines up to the next section. */
static int ini_add_lines(struct ini_file *file, struct ini_section *section)
{
	struct ini_line line;
	int r;

	for (; ini_take_line(file, &line); section->n++) {
		if (*line.text == '[') {
			file->next = line.at;
			file->line = line.number;
			break;
		}
		r = ini_add_line(file, &line, section->n);
		if (r < 0)
			return r;
	}
	section->pairs = file->pairs;
	return 0;
}

/* The name that the line gives a section, or NULL, which is a problem then. */
static char *take_name(struct ini_file *file, const struct ini_line *line)
{
	const char *fault = find_line_fault(line);
	char *last = line->end - 1;

	if (!fault && memchr(line->at, ']', (size_t)(line->end - line->at)) != last)
		fault = "a section is [NAME] and nothing else";
	if (fault) {
		problem_add(file->problems, file->path, line->number, "%s", fault);
		return NULL;
	}
	*last = '\0';
	return line->at + 1;
}

int ini_file_next(struct ini_file *file, struct ini_section *ret)
{
	struct ini_section section = { 0 };
	struct ini_line line;
	int r;

	while (!section.name) {
		if (!ini_take_line(file, &line))
			return 0;
		if (*line.text == '[')
			section.name = take_name(file, &line);
		else if (!file->begun)
			problem_add(file->problems, file->path, line.number,
				    "text before the first section");
		file->begun = true;
	}
	section.line = line.number;
	r = ini_add_lines(file, &section);
	if (r < 0)
		return r;
	*ret = section;
	return 1;
}
