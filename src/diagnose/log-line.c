/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/log-line.h"

#include <ctype.h>
#include <inttypes.h>

#include "quirk/pci-ids.h"

/*
 * The prefixes are made of elements, which every writer puts together in its own order.
 * Each has a form: 9 is a digit, A a letter, a blank one or more of them, "9+" digits,
 * "*" a word without brackets and colons; the rest stands for itself. What is in braces
 * may be missing.
 */
enum element_kind {
	ELEMENT_OTHER,
	ELEMENT_BOOT,	 /* seconds since boot */
	ELEMENT_WALL,	 /* a wall clock */
	ELEMENT_KMSG,	 /* of /dev/kmsg: microseconds since boot are its third number */
	ELEMENT_HOST,	 /* of the kernel's own messages; only after a time */
	ELEMENT_PROGRAM, /* host and another program; only after a time */
};

struct element {
	enum element_kind kind;
	const char *form;
};

static const struct element elements[] = {
	{ ELEMENT_OTHER, "<9+>1 " }, /* RFC 5424 */
	{ ELEMENT_OTHER, "<9+>" },
	{ ELEMENT_KMSG, "9+,9+,9+,*;" },
	/* ISO 8601, of rsyslog, journalctl -o short-iso and dmesg --time-format iso */
	{ ELEMENT_WALL, "9999-99-99T99:99:99{.9+}{,9+}{Z}{+99}{-99}{:}{99} " },
	{ ELEMENT_WALL, "9999-99-99 99:99:99{.9+}{,9+}{Z}{+99}{-99}{:}{99} " },
	{ ELEMENT_WALL, "AAA 9999-99-99 99:99:99{.9+} *" }, /* short-full: and a zone */
	{ ELEMENT_WALL, "AAA 9+ {9999 }99:99:99{.9+} " },
	{ ELEMENT_WALL, "AAA AAA 9+ 99:99:99 9999 " },	/* OpenWrt's logread */
	{ ELEMENT_WALL, "[AAA AAA 9+ 99:99:99 9999]" }, /* dmesg -T */
	{ ELEMENT_WALL, "[AAA9+ 99:99]" },		/* dmesg -e */
	{ ELEMENT_OTHER, "[ +9+.9+]" },
	{ ELEMENT_BOOT, "[{ }9+.9+ <{ }9+.9+>]" }, /* dmesg -d */
	{ ELEMENT_BOOT, "[{ }9+.9+]" },
	{ ELEMENT_WALL, "9999999999.9+ " }, /* journalctl -o short-unix */
	{ ELEMENT_OTHER, "[{ }T9+]" },	    /* CONFIG_PRINTK_CALLER */
	{ ELEMENT_OTHER, "[{ }C9+]" },
	{ ELEMENT_OTHER, "kern{ }:*{ }: " }, /* dmesg -x */
	{ ELEMENT_OTHER, "user{ }:*{ }: " },
	{ ELEMENT_OTHER, "kernel: " },
	{ ELEMENT_HOST, "* kernel: " },
	{ ELEMENT_HOST, "* kernel[9+]: " },
	{ ELEMENT_HOST, "* kernel - - - " },
	{ ELEMENT_PROGRAM, "* *[9+]: " },
	{ ELEMENT_PROGRAM, "* sudo: " },
	{ ELEMENT_OTHER, "\x1b[{9+}{;9+}m" }, /* dmesg --color=always */
	{ ELEMENT_OTHER, "MESSAGE=" },	      /* journalctl -o export, verbose */
};

static size_t count_leading(const char *text, size_t length, int (*is)(int))
{
	size_t n = 0;

	while (n < length && is((unsigned char)text[n]))
		n++;
	return n;
}

static int is_word(int c)
{
	return c > ' ' && c < 0x7f && c != '[' && c != ']' && c != '<' && c != '>' &&
	       c != ';' && c != ':';
}

/* Whether TEXT begins with FORM, up to its end or a brace, and how long that is. */
static bool take_form(const char *form, const char *text, size_t length, size_t *ret_used)
{
	size_t used = 0, n;

	while (*form && *form != '}') {
		const char *at = text + used;
		const size_t left = length - used;

		if (*form == '{') {
			if (take_form(form + 1, at, left, &n))
				used += n;
			form = strchr(form, '}') + 1;
			continue;
		}
		if (*form == '9') {
			n = count_leading(at, left, isdigit);
			if (form[1] == '+')
				form++;
			else
				n = n ? 1 : 0;
		} else if (*form == 'A') {
			n = left && isalpha((unsigned char)*at) ? 1 : 0;
		} else if (*form == ' ') {
			n = count_leading(at, left, isblank);
		} else if (*form == '*') {
			n = count_leading(at, left, is_word);
		} else {
			n = left && *at == *form ? 1 : 0;
		}
		if (n == 0)
			return false;
		used += n;
		form++;
	}
	*ret_used = used;
	return true;
}

/* The time of an element without the brackets and blanks around it. */
static void set_time(struct log_line *line, const char *text, size_t length)
{
	while (length && strchr("[ \t", *text)) {
		text++;
		length--;
	}
	for (size_t i = 0; i < length; i++)
		if (text[i] == ']' || text[i] == '<')
			length = i;
	while (length && strchr(" \t:", text[length - 1]))
		length--;
	log_escape(line->time, sizeof(line->time), text, length);
}

/* "[14405.617001]": the microseconds since boot. */
static int64_t read_boot_time(const char *text, size_t length)
{
	int64_t seconds = 0, useconds = 0;
	int digits = 0;

	while (length && !isdigit((unsigned char)*text))
		text++, length--;
	for (; length && isdigit((unsigned char)*text) && seconds < INT32_MAX;
	     text++, length--)
		seconds = seconds * 10 + *text - '0';
	if (length && *text == '.')
		text++, length--;
	for (; length && isdigit((unsigned char)*text) && digits < 6;
	     text++, length--, digits++)
		useconds = useconds * 10 + *text - '0';
	for (; digits < 6; digits++)
		useconds *= 10;
	return seconds * 1000000 + useconds;
}

static void set_kmsg_time(struct log_line *line, const char *text)
{
	int64_t useconds = 0;

	/* The form has seen to it that both commas are there. */
	text = strchr(strchr(text, ',') + 1, ',') + 1;
	for (; isdigit((unsigned char)*text) && useconds < INT64_MAX / 100; text++)
		useconds = useconds * 10 + *text - '0';
	line->monotonic = useconds;
	snprintf(line->time, sizeof(line->time), "%" PRId64 ".%06" PRId64,
		 useconds / 1000000, useconds % 1000000);
}

void log_line_parse(const char *line, size_t length, struct log_line *ret)
{
	enum element_kind time = ELEMENT_OTHER;
	size_t used, blanks, i;

	ret->time[0] = '\0';
	ret->monotonic = -1;
	ret->foreign = false;
	/* A crash leaves runs of NULs in a log file, and what follows is a line all the
	 * same. */
	while (length && *line == '\0') {
		line++;
		length--;
	}
	while (length && strchr("\r\n", line[length - 1]) && line[length - 1])
		length--;
	do {
		blanks = count_leading(line, length, isblank);
		for (i = 0; i < ARRAY_SIZE(elements); i++) {
			const struct element *element = &elements[i];

			if (element->kind >= ELEMENT_HOST && time == ELEMENT_OTHER)
				continue;
			if (!take_form(element->form, line + blanks, length - blanks,
				       &used))
				continue;
			if (element->kind == ELEMENT_PROGRAM)
				ret->foreign = true;
			else if (element->kind == ELEMENT_KMSG)
				set_kmsg_time(ret, line + blanks);
			else if ((element->kind == ELEMENT_WALL &&
				  time != ELEMENT_WALL) ||
				 (element->kind == ELEMENT_BOOT && time == ELEMENT_OTHER))
				set_time(ret, line + blanks, used);
			if (element->kind == ELEMENT_BOOT && ret->monotonic < 0)
				ret->monotonic = read_boot_time(line + blanks, used);
			if (element->kind != ELEMENT_OTHER &&
			    element->kind < ELEMENT_HOST && time != ELEMENT_WALL)
				time = element->kind;
			line += blanks + used;
			length -= blanks + used;
			break;
		}
	} while (i < ARRAY_SIZE(elements));
	ret->text = line + blanks;
	ret->length = length - blanks;
}

static const char *const known_drivers[] = {
	"e1000e", "igb",     "igc",    "ixgbe", "i40e", "ice",	 "e1000",
	"igbvf",  "ixgbevf", "i40evf", "iavf",	"idpf", "fm10k",
};

bool log_driver_is_known(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(known_drivers); i++)
		if (streq(known_drivers[i], name))
			return true;
	return false;
}

/* "03:00.0", as the IOMMU's drivers print a slot */
static bool is_short_slot(const char *word, size_t length)
{
	char full[sizeof("0000:03:00.0")] = "0000:";

	if (length != strlen("03:00.0"))
		return false;
	memcpy(full + 5, word, length);
	return pci_slot_is_valid(full, strlen(full));
}

/* What the kernel takes as the name of an interface, and no program puts before a
 * message. */
static bool is_interface(const char *word, size_t length)
{
	if (length == 0 || length > 15 || !isalpha((unsigned char)*word))
		return false;
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)word[i]) && !strchr("-_.@", word[i]))
			return false;
	return true;
}

struct log_word {
	const char *text;
	size_t length;
	bool colon, parens;
};

/* The name at the end of a word: in JSON and the like it is not parted from what is
 * before it. */
static struct log_word last_name(struct log_word word)
{
	size_t length = 0;

	while (length < word.length &&
	       (isalnum((unsigned char)word.text[word.length - length - 1]) ||
		word.text[word.length - length - 1] == '_'))
		length++;
	word.text += word.length - length;
	word.length = length;
	return word;
}

static void fill(char *field, size_t size, const char *word, size_t length)
{
	if (!*field && length < size) {
		memcpy(field, word, length);
		field[length] = '\0';
	}
}
#define FILL(field, word) fill(field, sizeof(field), (word)->text, (word)->length)

#define WORDS_MAX 12

/* The last words of TEXT: what stands next to the message. */
static size_t split_words(const char *text, size_t length,
			  struct log_word words[WORDS_MAX])
{
	size_t n = 0;

	for (size_t at = 0; at < length;) {
		struct log_word word = { .text = text + at };

		while (at + word.length < length &&
		       !isspace((unsigned char)word.text[word.length]))
			word.length++;
		at += word.length + 1;
		if (word.length == 0)
			continue;
		if (word.text[word.length - 1] == ':') {
			word.length--;
			word.colon = true;
		}
		if (word.length > 2 && *word.text == '(' &&
		    word.text[word.length - 1] == ')') {
			word.text++;
			word.length -= 2;
			word.parens = true;
		}
		if (n == WORDS_MAX)
			memmove(words, words + 1, --n * sizeof(*words));
		words[n++] = word;
	}
	return n;
}

static bool is_known_driver(const struct log_word *word)
{
	char name[sizeof(((struct log_subject *)NULL)->driver)] = "";

	FILL(name, word);
	return log_driver_is_known(name);
}

void log_subject_find(const char *text, size_t length, bool inside,
		      struct log_subject *ret)
{
	struct log_word words[WORDS_MAX];
	size_t n = split_words(text, length, words);
	bool named = false;

	for (size_t i = 0; i < n; i++) {
		const struct log_word *word = &words[i];
		bool first = i == 0, last = i + 1 == n;

		if (pci_slot_is_valid(word->text, word->length)) {
			FILL(ret->slot, word);
			if (!first && !inside) {
				const struct log_word name = last_name(word[-1]);

				FILL(ret->driver, &name);
			}
			if (!last && !inside && word[1].colon && !word[1].parens &&
			    is_interface(word[1].text, word[1].length))
				FILL(ret->interface, word + 1);
			/* "0000:00:19.0 0000:00:19.0 (uninitialized)": no name yet. */
			if (!last && pci_slot_is_valid(word[1].text, word[1].length))
				i++;
			named = true;
		} else if (inside && is_short_slot(word->text, word->length)) {
			if (!*ret->slot)
				snprintf(ret->slot, sizeof(ret->slot), "0000:%.7s",
					 word->text);
			named = true;
		} else if (word->parens && !first && word->colon) {
			/* "eno1 (e1000e): " of the transmit watchdog */
			FILL(ret->driver, word);
			if (is_interface(word[-1].text, word[-1].length))
				FILL(ret->interface, word - 1);
		}
	}
	if (inside || named)
		return;
	for (size_t i = 0; i < n; i++) {
		/* "e1000e: eth0 NIC Link is Up", in older kernels */
		if (i == 1 && n == 2 && words[0].colon && is_known_driver(&words[0]) &&
		    is_interface(words[1].text, words[1].length))
			FILL(ret->interface, &words[1]);
		if (is_known_driver(&words[i]))
			FILL(ret->driver, &words[i]);
		else if ((words[i].colon || n == 1) && !words[i].parens &&
			 is_interface(words[i].text, words[i].length))
			FILL(ret->interface, &words[i]);
	}
}

void log_escape(char *buffer, size_t size, const char *bytes, size_t length)
{
	size_t at = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)bytes[i];
		size_t needs = c >= 0x20 && c < 0x7f ? 1 : 4;

		if (at + needs >= size)
			break;
		if (needs == 1)
			buffer[at] = (char)c;
		else
			snprintf(buffer + at, size - at, "\\x%02x", c);
		at += needs;
	}
	buffer[at] = '\0';
}
