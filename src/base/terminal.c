/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/terminal.h"

#include <stdarg.h>

#include "base/macro.h"
#include "base/sanitize.h"
#include "base/write-all.h"

/* Standard output and standard error as they are written by way of write_guarded(); NULL:
 * as the C library has them. */
static FILE *guarded_output, *guarded_errors;

struct guard {
	int fd;
	struct sanitizer sanitizer;
};

static ssize_t write_guarded(void *cookie, const char *text, size_t size)
{
	struct guard *guard = cookie;
	char out[1024];
	size_t n = 0;
	int r;

	for (size_t i = 0; i < size; i++) {
		if (n > sizeof(out) - SANITIZER_ROOM) {
			r = write_all(guard->fd, out, n);
			if (r < 0)
				goto fail;
			n = 0;
		}
		n += sanitizer_take(&guard->sanitizer, (unsigned char)text[i], out + n);
	}
	r = write_all(guard->fd, out, n);
	if (r >= 0)
		return (ssize_t)size;
fail:
	errno = -r;
	return 0;
}

static FILE *guard_stream(struct guard *guard, int mode)
{
	static const cookie_io_functions_t functions = { .write = write_guarded };
	FILE *guarded = fopencookie(guard, "w", functions);

	if (guarded)
		setvbuf(guarded, NULL, mode, 0);
	return guarded;
}

void terminal_guard(void)
{
	static struct guard output = { .fd = STDOUT_FILENO },
			    errors = { .fd = STDERR_FILENO };

	guarded_output = guard_stream(&output, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF);
	guarded_errors = guard_stream(&errors, _IOLBF);
}

void terminal_output_in(char *room, size_t size)
{
	setvbuf(stdout, room, _IOFBF, size);
}

FILE *terminal_output(void)
{
	return guarded_output ?: stdout;
}

FILE *terminal_errors(void)
{
	return guarded_errors ?: stderr;
}

void print(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(terminal_output(), format, args);
	va_end(args);
}

enum colour { COLOUR_NONE, COLOUR_GOOD, COLOUR_DOUBTFUL, COLOUR_BAD, COLOUR_MAX };

/* The colour of a word that stands for a state: none for any other word. */
static enum colour state_colour(const char *word)
{
	static const struct {
		const char *word;
		enum colour colour;
	} states[] = {
		{ "mitigated", COLOUR_GOOD },	{ "advice", COLOUR_DOUBTFUL },
		{ "needs-action", COLOUR_BAD }, { "failed", COLOUR_BAD },
		{ "avoid", COLOUR_BAD },	{ "critical", COLOUR_BAD },
	};

	for (size_t i = 0; i < ARRAY_SIZE(states); i++)
		if (streq(states[i].word, word))
			return states[i].colour;
	return COLOUR_NONE;
}

static bool wants_colour(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no_color && *no_color) && term &&
	       !streq(term, "dumb");
}

/* What is printed from here on has that colour. */
static void set_colour(enum colour colour)
{
	/* ECMA-48, select graphic rendition. */
	static const char *const renditions[] = {
		[COLOUR_NONE] = "\033[0m",
		[COLOUR_GOOD] = "\033[32m",
		[COLOUR_DOUBTFUL] = "\033[33m",
		[COLOUR_BAD] = "\033[1;31m",
	};
	ASSERT_ROWS(renditions, COLOUR_MAX);

	/* Past the guard, which lets no such thing through. */
	if (wants_colour() && fflush(terminal_output()) == 0)
		(void)write_all(STDOUT_FILENO, renditions[colour],
				strlen(renditions[colour]));
}

void terminal_print_state(const char *word)
{
	enum colour colour = state_colour(word);

	if (colour != COLOUR_NONE)
		set_colour(colour);
	fputs(word, terminal_output());
	if (colour != COLOUR_NONE)
		set_colour(COLOUR_NONE);
}

bool terminal_has_progress(void)
{
	return isatty(STDERR_FILENO);
}

void terminal_progress(const char *format, ...)
{
	char text[256], line[300];
	va_list args;
	int length;

	if (!terminal_has_progress())
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	sanitize(text);
	/* To the begin of the line, and erase it (ECMA-48): past the guard. */
	length = snprintf(line, sizeof(line), "\r\033[K%s", text);
	(void)write_all(STDERR_FILENO, line, (size_t)length);
}
