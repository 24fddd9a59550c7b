/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/conf-line.h"

#include <fcntl.h>
#include <sys/stat.h>

static const char blanks[] = " \t\r\n";

/* Takes the blanks off both ends of TEXT. */
static char *strip(char *text)
{
	size_t length;

	text += strspn(text, blanks);
	length = strlen(text);
	while (length > 0 && strchr(blanks, text[length - 1]))
		text[--length] = '\0';
	return text;
}

int conf_file_open(const char *path, FILE **ret)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	*ret = NULL;
	if (!S_ISREG(st.st_mode))
		return 0;
	*ret = fdopen(fd, "r");
	if (!*ret)
		return -errno;
	fd = -1;
	return 0;
}

/* A line that goes on in those after it, as far as it has come. */
struct joined_line {
	char *text;
	size_t length, room;
	unsigned number; /* of its first line */
};

/* Appends what a line says to what the ones before it began. */
static int join_line(struct joined_line *joined, const char *text, size_t length)
{
	if (joined->room < joined->length + length + 2) {
		size_t room = 2 * (joined->length + length + 2);
		char *grown = realloc(joined->text, room);

		if (!grown)
			return -ENOMEM;
		joined->text = grown;
		joined->room = room;
	}
	if (joined->length)
		joined->text[joined->length++] = ' ';
	memcpy(joined->text + joined->length, text, length + 1);
	joined->length += length;
	return 0;
}

/* Several lines that are nothing but the backslashes that join them come to none. */
static bool is_blank_line(const char *text)
{
	return !text[strspn(text, blanks)];
}

/* Hands over what has come together, and begins anew. */
static int end_line(struct joined_line *joined, const char *path, conf_line_taker *take,
		    void *user)
{
	const unsigned number = joined->number;

	joined->length = joined->number = 0;
	return is_blank_line(joined->text) ? 0 : take(user, joined->text, path, number);
}

int conf_lines_read(const char *path, conf_line_taker *take, void *user)
{
	_cleanup_free_ char *line = NULL;
	_cleanup_fclose_ FILE *file = NULL;
	struct joined_line joined = { 0 };
	unsigned number = 0;
	size_t size = 0;
	int r;

	r = conf_file_open(path, &file);
	while (file && r >= 0 && getline(&line, &size, file) >= 0) {
		char *text = strip(line);
		size_t length = strlen(text);
		bool goes_on = length > 0 && text[length - 1] == '\\';

		number++;
		if (*text == '#' || *text == ';' || (!*text && !joined.number))
			continue;
		if (!joined.number)
			joined.number = number;
		if (goes_on)
			text[length - 1] = '\0';
		text = strip(text);
		r = join_line(&joined, text, strlen(text));
		if (r >= 0 && !goes_on)
			r = end_line(&joined, path, take, user);
	}
	if (file && r >= 0 && ferror(file))
		r = -EIO;
	/* The last line may end in a backslash, and then nothing follows. */
	if (r >= 0 && joined.number)
		r = end_line(&joined, path, take, user);
	free(joined.text);
	return r;
}

char *conf_word(char **cursor)
{
	char *word = *cursor + strspn(*cursor, blanks);
	size_t length = strcspn(word, blanks);

	if (length == 0)
		return NULL;
	*cursor = word + length + (word[length] != '\0');
	word[length] = '\0';
	return word;
}
