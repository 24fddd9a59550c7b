/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/sanitize.h"

#include "base/letters.h"

bool is_plain_word(const char *text)
{
	return *text != '-' &&
	       consists_of(text, LETTERS_LOWER | LETTERS_UPPER | LETTERS_DIGIT |
					 LETTERS_DOT | LETTERS_UNDERSCORE |
					 LETTERS_COLON | LETTERS_PLUS | LETTERS_SLASH |
					 LETTERS_DASH);
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

/* The character of LENGTH bytes, all but the first of which are known to go on. */
static uint32_t decode(const unsigned char *bytes, size_t length)
{
	static const unsigned char masks[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	uint32_t c = bytes[0] & masks[length];

	for (size_t i = 1; i < length; i++)
		c = c << 6 | (bytes[i] & 0x3f);
	return c;
}

static bool is_harmless(uint32_t c, size_t length)
{
	/* The first character that needs so many bytes: a shorter one has another form.
	 */
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	static const struct {
		uint32_t first, last;
	} harmful[] = {
		{ 0x00, 0x08 },		  { 0x0b, 0x1f }, /* all but tab and newline */
		{ 0x7f, 0x9f },				  /* delete, and ISO 6429 */
		{ 0x061c, 0x061c },			  /* Arabic letter mark */
		{ 0x200e, 0x200f }, /* left-to-right, right-to-left mark */
		{ 0x2028, 0x202e }, /* separators, embeddings, overrides */
		{ 0x2066, 0x2069 }, /* isolates */
		{ 0xd800, 0xdfff }, /* halves of UTF-16 */
		{ 0x110000, UINT32_MAX },
	};

	for (size_t i = 0; i < ARRAY_SIZE(harmful); i++)
		if (c >= harmful[i].first && c <= harmful[i].last)
			return false;
	return c >= smallest[length];
}

size_t sanitizer_take(struct sanitizer *sanitizer, unsigned char byte,
		      char out[static SANITIZER_ROOM])
{
	unsigned char *held = sanitizer->held;
	size_t n = 0, length;

	/* What breaks off is one fault, and the byte a new begin. */
	if (sanitizer->n_held && (byte & 0xc0) != 0x80) {
		out[n++] = '?';
		sanitizer->n_held = 0;
	}
	held[sanitizer->n_held++] = byte;
	length = length_of(held[0]);
	if (length > sanitizer->n_held)
		return n;
	if (length && is_harmless(decode(held, length), length)) {
		memcpy(out + n, held, length);
		n += length;
	} else {
		out[n++] = '?';
	}
	sanitizer->n_held = 0;
	return n;
}

void sanitize(char *text)
{
	struct sanitizer sanitizer = { 0 };
	char *to = text;

	/* There is never more text than before, so it can be written where it is read. */
	for (const char *from = text; *from; from++) {
		unsigned char byte = (unsigned char)*from;
		char out[SANITIZER_ROOM];
		size_t n;

		/* Most are ASCII, and each line of the kernel log comes by here. */
		if (byte >= ' ' && byte < 0x7f && sanitizer.n_held == 0) {
			*to++ = *from;
			continue;
		}
		n = sanitizer_take(&sanitizer, byte == '\n' ? '\r' : byte, out);
		memcpy(to, out, n);
		to += n;
	}
	if (sanitizer.n_held)
		*to++ = '?';
	*to = '\0';
}
