/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/terminal.h"

#include "base/macro.h"

struct guard {
	int fd;
	unsigned char
		held[4]; /* the begin of a character, as far as it has been written */
	size_t n_held;
};

static int write_all(int fd, const char *text, size_t n)
{
	while (n > 0) {
		ssize_t written = write(fd, text, n);

		if (written < 0 && errno != EINTR)
			return -errno;
		if (written > 0) {
			text += written;
			n -= (size_t)written;
		}
	}
	return 0;
}

/* How many bytes a character of UTF-8 has that begins so; 0: none does. */
static size_t length_of(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first < 0xe0)
		return 2;
	if (first >= 0xe0 && first < 0xf0)
		return 3;
	return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/* Whether a whole character is one that is shown, or ends a line or a column. */
static bool is_harmless(const unsigned char *c, size_t length)
{
	if (length == 1)
		return (c[0] >= ' ' && c[0] != 0x7f) || c[0] == '\n' || c[0] == '\t';
	/* U+0080 to U+009F are control characters too. */
	return !(c[0] == 0xc2 && c[1] < 0xa0);
}

/* Adds a byte; to OUT goes what is whole by then: the count of its bytes. */
static size_t add(struct guard *guard, unsigned char byte, char *out)
{
	size_t n = 0;

	/* What breaks off is one fault, and the byte a new begin. */
	if (guard->n_held && (byte & 0xc0) != 0x80) {
		out[n++] = '?';
		guard->n_held = 0;
	}
	guard->held[guard->n_held++] = byte;
	if (length_of(guard->held[0]) > guard->n_held)
		return n;
	if (length_of(guard->held[0]) && is_harmless(guard->held, guard->n_held)) {
		memcpy(out + n, guard->held, guard->n_held);
		n += guard->n_held;
	} else {
		out[n++] = '?';
	}
	guard->n_held = 0;
	return n;
}

static ssize_t write_guarded(void *cookie, const char *text, size_t size)
{
	struct guard *guard = cookie;
	char out[1024];
	size_t n = 0;
	int r;

	for (size_t i = 0; i < size; i++) {
		if (n > sizeof(out) - sizeof(guard->held) - 1) {
			r = write_all(guard->fd, out, n);
			if (r < 0)
				goto fail;
			n = 0;
		}
		n += add(guard, (unsigned char)text[i], out + n);
	}
	r = write_all(guard->fd, out, n);
	if (r >= 0)
		return (ssize_t)size;
fail:
	errno = -r;
	return 0;
}

static void guard_stream(FILE **stream, struct guard *guard, int mode)
{
	static const cookie_io_functions_t functions = { .write = write_guarded };
	FILE *guarded = fopencookie(guard, "w", functions);

	if (!guarded)
		return;
	setvbuf(guarded, NULL, mode, 0);
	*stream = guarded;
}

void terminal_guard(void)
{
	static struct guard output = { .fd = STDOUT_FILENO },
			    error = { .fd = STDERR_FILENO };

	guard_stream(&stdout, &output, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF);
	guard_stream(&stderr, &error, _IOLBF);
}

enum colour { COLOUR_NONE, COLOUR_GOOD, COLOUR_DOUBTFUL, COLOUR_BAD };

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

	/* Past the guard, which lets no such thing through. */
	if (wants_colour() && fflush(stdout) == 0)
		(void)write_all(STDOUT_FILENO, renditions[colour],
				strlen(renditions[colour]));
}

void terminal_print_state(const char *word)
{
	enum colour colour = state_colour(word);

	if (colour != COLOUR_NONE)
		set_colour(colour);
	fputs(word, stdout);
	if (colour != COLOUR_NONE)
		set_colour(COLOUR_NONE);
}
