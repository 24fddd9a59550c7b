/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/ini-file.h"

#include <fcntl.h>

#include "base/log.h"
#include "base/whole-file.h"

/* Reads the file that FD is; why it cannot be, or NULL with the text in FILE. */
static const char *ini_read_text(int fd, struct ini_file *file)
{
	size_t length;
	struct stat st;
	int r;

	if (fstat(fd, &st) < 0)
		return strerror(errno);
	if (!S_ISREG(st.st_mode) && !is_dev_null(&st))
		return "not a regular file";
	r = whole_file_read(fd, &st, INI_FILE_MAX, &file->text, &length);
	if (r == -EAGAIN)
		return "it grows while it is read";
	if (r < 0)
		return strerror(-r);
	file->end = file->text + length;
	return NULL;
}

static void begin_text(struct ini_file *file)
{
	static const char mark[] = "\xef\xbb\xbf"; /* what some editors put first */

	file->next = file->text;
	if (file->end - file->text >= (ssize_t)strlen(mark) &&
	    memcmp(file->text, mark, strlen(mark)) == 0)
		file->next += strlen(mark);
}

void ini_file_take(struct ini_file *file, const char *path, char *text, size_t length,
		   struct problems *problems)
{
	*file = (struct ini_file){ .path = path, .problems = problems, .line = 1 };
	file->text = text;
	file->end = text + length;
	begin_text(file);
}

int ini_file_open(struct ini_file *file, const char *path, struct problems *problems)
{
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
	log_debug("%s: read, %zd bytes", path, file->end - file->text);
	begin_text(file);
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

/* Takes the next line that is neither empty nor a comment; false at the end of the file.
 */
static bool ini_take_line(struct ini_file *file, struct ini_pair *ret)
{
	while (file->next < file->end) {
		char *at = file->next, *text = at, *end;

		end = memchr(at, '\n', (size_t)(file->end - at)) ?: file->end;
		file->next = end < file->end ? end + 1 : end;
		file->line++;
		while (text < end && is_blank(*text))
			text++;
		if (text == end || *text == '#' || *text == ';')
			continue;
		*ret = (struct ini_pair){ .text = at,
					  .end = end,
					  .line = file->line - 1 };
		return true;
	}
	return false;
}

static char *ini_skip_blanks(char *text, const char *end)
{
	while (text < end && is_blank(*text))
		text++;
	return text;
}

static bool begins_section(const struct ini_pair *line)
{
	return *ini_skip_blanks(line->text, line->end) == '[';
}

/* Takes the blanks off the end of a line, and says why no line of any kind looks so;
 * NULL: some do. */
static const char *find_line_fault(struct ini_pair *line)
{
	while (is_blank(line->end[-1]))
		line->end--;
	if (memchr(line->text, '\0', (size_t)(line->end - line->text)))
		return "the line holds a NUL byte";
	if (is_blank(*line->text))
		return "the line begins with a blank";
	return NULL;
}

/* Whether a ';' follows a blank: some take that for a comment, some for a part of the
 * value. */
static bool has_comment(const struct ini_pair *line)
{
	const char *at = line->text;

	for (; (at = memchr(at, ';', (size_t)(line->end - at))); at++)
		if (is_blank(at[-1]))
			return true;
	return false;
}

/* Why the line cannot be parted, or NULL. */
static const char *part_line(struct ini_pair *line)
{
	char *equals = memchr(line->text, '=', (size_t)(line->end - line->text));
	char *value;

	if (!equals || equals == line->text ||
	    memchr(line->text, ':', (size_t)(equals - line->text)))
		return "expected KEY=VALUE";
	if (has_comment(line))
		return "a comment is a line of its own: no ';' may follow a blank";
	value = ini_skip_blanks(equals + 1, line->end);
	while (is_blank(equals[-1]))
		equals--;
	*equals = *line->end = '\0';
	line->key = line->text;
	line->value = value;
	return NULL;
}

bool ini_pair_part(struct ini_pair *pair)
{
	if (!pair->key && !pair->fault)
		pair->fault = find_line_fault(pair) ?: part_line(pair);
	return !pair->fault;
}

static int ini_add_line(struct ini_file *file, const struct ini_pair *line, size_t n)
{
	if (n == file->room) {
		size_t room = n ? n * 2 : 32;
		struct ini_pair *pairs = reallocarray(file->pairs, room, sizeof(*pairs));

		if (!pairs)
			return -ENOMEM;
		file->pairs = pairs;
		file->room = room;
	}
	file->pairs[n] = *line;
	return 0;
}

/* Takes the lines up to the next section. */
static int ini_add_lines(struct ini_file *file, struct ini_section *section)
{
	struct ini_pair line;
	int r;

	for (; ini_take_line(file, &line); section->n++) {
		if (begins_section(&line)) {
			file->next = line.text;
			file->line = line.line;
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
static char *take_name(struct ini_file *file, struct ini_pair *line)
{
	const char *fault = find_line_fault(line);
	char *last = line->end - 1;

	if (!fault && memchr(line->text, ']', (size_t)(line->end - line->text)) != last)
		fault = "a section is [NAME] and nothing else";
	if (fault) {
		problem_add(file->problems, file->path, line->line, "%s", fault);
		return NULL;
	}
	*last = '\0';
	return line->text + 1;
}

int ini_file_next(struct ini_file *file, struct ini_section *ret)
{
	struct ini_section section = { 0 };
	struct ini_pair line;
	int r;

	while (!section.name) {
		if (!ini_take_line(file, &line))
			return 0;
		if (begins_section(&line))
			section.name = take_name(file, &line);
		else if (!file->begun)
			problem_add(file->problems, file->path, line.line,
				    "text before the first section");
		file->begun = true;
	}
	section.line = line.line;
	r = ini_add_lines(file, &section);
	if (r < 0)
		return r;
	*ret = section;
	return 1;
}
