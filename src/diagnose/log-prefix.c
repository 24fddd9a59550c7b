/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <inttypes.h>

#include "diagnose/log-line.h"
#include "diagnose/log-time.h"

/*
 * The prefixes are made of elements, which every writer puts together in its own order.
 * Each has a form: 9 is a digit, A a letter, a blank one or more of them, "9+" digits,
 * "*" a word without brackets and colons, "W" any word without brackets; the rest stands
 * for itself. What is in braces may be missing.
 */
enum element_kind {
	ELEMENT_OTHER,
	ELEMENT_BOOT,	 /* seconds since boot */
	ELEMENT_WALL,	 /* a wall clock */
	ELEMENT_KMSG,	 /* of /dev/kmsg: microseconds since boot are its third number */
	ELEMENT_START,	 /* only as the first one */
	ELEMENT_QUOTE,	 /* of whoever passed the log on; only before all others */
	ELEMENT_PLACE,	 /* where a search found the line; the same, before a time */
	ELEMENT_USER,	 /* a program wrote it into the kernel's log */
	ELEMENT_CLOCK,	 /* a wall clock without a date; only as the first one */
	ELEMENT_KERNEL,	 /* of the kernel's own messages: no program follows */
	ELEMENT_HOST,	 /* the same with the host; only after a time */
	ELEMENT_PROGRAM, /* host and another program; only after a time */
	/* The same without a number; only after a time without brackets. */
	ELEMENT_NAMELESS,
};

struct element {
	enum element_kind kind;
	const char *form;
};

static const struct element elements[] = {
	{ ELEMENT_START, "* | " },	       /* docker compose logs */
	{ ELEMENT_START, "W kern:{ }*{ }: " }, /* talosctl dmesg, behind the node */
	{ ELEMENT_USER, "W user:{ }*{ }: " },
	{ ELEMENT_QUOTE, "\xef\xbb\xbf" }, /* a mark of UTF-8 */
	{ ELEMENT_QUOTE, ">" },		   /* of mails and forums */
	{ ELEMENT_QUOTE, "| " },
	{ ELEMENT_PLACE, "*:" }, /* grep with more than one file */
	{ ELEMENT_PLACE, "*:9+:" },
	{ ELEMENT_PLACE, "9+ " }, /* cat -n */
	{ ELEMENT_PLACE, "- " },
	{ ELEMENT_OTHER, "<9+>1 " }, /* RFC 5424 */
	{ ELEMENT_OTHER, "<9+>" },
	{ ELEMENT_KMSG, "9+,9+,9+,*;" },
	/* ISO 8601, of rsyslog, journalctl -o short-iso and dmesg --time-format iso */
	{ ELEMENT_WALL, "9999-99-99T99:99:99{.9+}{,9+}{Z}{+99}{-99}{:}{99} " },
	{ ELEMENT_WALL, "[9999-99-99T99:99:99{.9+}{Z}{+99}{-99}{:}{99}]{:} " },
	{ ELEMENT_WALL, "9999-99-99 99:99:99{.9+}{,9+}{Z}{+99}{-99}{:}{99} " },
	{ ELEMENT_WALL, "AAA 9999-99-99 99:99:99{.9+} *" }, /* short-full: and a zone */
	{ ELEMENT_WALL, "AAA 9+ {9999 }99:99:99{.9+} " },
	{ ELEMENT_WALL, "AAA AAA 9+ 99:99:99 9999 " },	/* OpenWrt's logread */
	{ ELEMENT_WALL, "[AAA AAA 9+ 99:99:99 9999]" }, /* dmesg -T */
	{ ELEMENT_WALL, "[W W 9+ 99:99:99 9999]" },	/* the same in another language */
	{ ELEMENT_WALL, "W 9+ 99:99:99{.9+} " },	/* journalctl in one */
	{ ELEMENT_WALL, "[AAA 9+, 9999, 9+:99:99 AA *]" }, /* OpenWrt's LuCI */
	{ ELEMENT_CLOCK, "99:99:99{.9+} " },
	{ ELEMENT_CLOCK, "[99:99:99{.9+}] " },
	{ ELEMENT_WALL, "[AAA9+ 99:99]" }, /* dmesg -e */
	{ ELEMENT_OTHER, "[ +9+.9+]" },
	{ ELEMENT_BOOT, "[{ }9+.9+ <{ }{9+.9+}{ }>]" }, /* dmesg -d, short-delta */
	{ ELEMENT_BOOT, "[{ }9+.9+]" },
	{ ELEMENT_WALL, "9999999999.9+ " }, /* journalctl -o short-unix */
	{ ELEMENT_OTHER, "[{ }T9+]" },	    /* CONFIG_PRINTK_CALLER */
	{ ELEMENT_OTHER, "[{ }C9+]" },
	{ ELEMENT_OTHER, "kern{ }:{ }*{ }: " }, /* dmesg -x, talosctl without the node */
	{ ELEMENT_USER, "user{ }:{ }*{ }: " },
	{ ELEMENT_KERNEL, "kern.*: " }, /* LuCI */
	{ ELEMENT_USER, "user.*: " },
	{ ELEMENT_USER, "daemon.*: " },
	{ ELEMENT_USER, "audit: type=9+ " }, /* names what programs do */
	{ ELEMENT_OTHER, "* 9+ printk messages dropped * " },
	{ ELEMENT_KERNEL, "kernel: " },
	{ ELEMENT_HOST, "* kernel: " },
	{ ELEMENT_HOST, "* kernel[9+]: " },
	{ ELEMENT_HOST, "* kern.* kernel: " }, /* BusyBox' syslogd */
	{ ELEMENT_PROGRAM, "* user.* *[9+]: " },
	{ ELEMENT_PROGRAM, "* user.* *: " },
	{ ELEMENT_PROGRAM, "* daemon.* *[9+]: " },
	{ ELEMENT_PROGRAM, "* daemon.* *: " },
	{ ELEMENT_HOST, "* kernel - * - " }, /* RFC 5424 */
	{ ELEMENT_PROGRAM, "cpu9+:9+)" },    /* ESXi's vmkernel: its drivers are others */
	{ ELEMENT_PROGRAM, "* *[9+]: " },
	{ ELEMENT_NAMELESS, "* * 9+ * - " },
	{ ELEMENT_NAMELESS, "* * - * - " },
	{ ELEMENT_NAMELESS, "* *: " },
	{ ELEMENT_OTHER, "\x1b[{9+}{;9+}{;9+}m" }, /* colours */
	{ ELEMENT_OTHER, "MESSAGE=" },		   /* journalctl -o export, verbose */
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

static int is_any_word(int c)
{
	return c > ' ' && c != 0x7f && c != '[' && c != ']';
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
		} else if (*form == 'W') {
			n = count_leading(at, left, is_any_word);
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
	char bytes[sizeof(line->time)];
	bool is_ascii = true;

	while (length && strchr("[ \t", *text)) {
		text++;
		length--;
	}
	for (size_t i = 0; i < length; i++)
		if (text[i] == ']' || text[i] == '<')
			length = i;
	while (length && strchr(" \t:", text[length - 1]))
		length--;
	for (size_t i = 0; i < length; i++)
		is_ascii &= (unsigned char)text[i] < 0x80;
	log_escape(line->time, sizeof(line->time), text, length);
	if (is_ascii || length >= sizeof(bytes))
		return;
	/* Other languages' names of months would not be readable. */
	memcpy(bytes, text, length);
	bytes[length] = '\0';
	log_time_translate(line->time, sizeof(line->time), bytes);
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

/* "host e1000e: eth0 NIC Link ..." has no program, nor has "host NETDEV WATCHDOG: ...".
 */
static bool is_program(const char *text, size_t length)
{
	const char *end = text + length, *name = memchr(text, ' ', length);
	char word[24];
	size_t n = 0;
	bool has_lower = false;

	if (!name)
		return false;
	while (name < end && *name == ' ')
		name++;
	while (name + n < end && name[n] != ':' && n < sizeof(word) - 1) {
		word[n] = name[n];
		has_lower |= islower((unsigned char)word[n]) != 0;
		n++;
	}
	word[n] = '\0';
	return has_lower && !streq(word, "kernel") && !streq(word, "nicquirk") &&
	       !log_driver_is_known(word);
}

static bool is_of_a_time(enum element_kind kind)
{
	return kind == ELEMENT_BOOT || kind == ELEMENT_WALL || kind == ELEMENT_KMSG;
}

static bool begins_with_time(const char *text, size_t length)
{
	const size_t blanks = count_leading(text, length, isblank);
	size_t used;

	for (size_t i = 0; i < ARRAY_SIZE(elements); i++)
		if (is_of_a_time(elements[i].kind) &&
		    take_form(elements[i].form, text + blanks, length - blanks, &used))
			return true;
	return false;
}

/* Neither the kernel nor who wrote the log put it there. */
static bool is_of_a_copy(const struct element *element)
{
	return element->kind == ELEMENT_QUOTE || element->kind == ELEMENT_PLACE;
}

/* What has been taken of a line. */
struct prefix {
	enum element_kind time; /* the best kind of time so far */
	bool is_first;		/* nothing but what is of a copy */
	bool is_bare;		/* the last element had no brackets */
	bool is_kernel;
};

/* Whether an element of that kind may stand behind those before it. */
static bool is_in_place(const struct element *element, const struct prefix *before)
{
	const bool only_first = element->kind == ELEMENT_START ||
				element->kind == ELEMENT_CLOCK || is_of_a_copy(element);
	const bool is_program =
		element->kind == ELEMENT_PROGRAM || element->kind == ELEMENT_NAMELESS;

	if ((only_first && !before->is_first) || (is_program && before->is_kernel))
		return false;
	if (element->kind >= ELEMENT_HOST && before->time == ELEMENT_OTHER)
		return false;
	return element->kind != ELEMENT_NAMELESS ||
	       (before->time == ELEMENT_WALL && before->is_bare);
}

/* Takes what an element says of the line. The best kind of time so far. */
static enum element_kind take_element(const struct element *element, const char *text,
				      size_t length, enum element_kind time,
				      struct log_line *line)
{
	switch (element->kind) {
	case ELEMENT_PROGRAM:
	case ELEMENT_NAMELESS:
		line->foreign = true;
		break;
	case ELEMENT_KMSG:
		set_kmsg_time(line, text);
		return time == ELEMENT_WALL ? time : ELEMENT_KMSG;
	case ELEMENT_WALL:
	case ELEMENT_CLOCK:
		if (time != ELEMENT_WALL)
			set_time(line, text, length);
		return ELEMENT_WALL;
	case ELEMENT_BOOT:
		if (time == ELEMENT_OTHER)
			set_time(line, text, length);
		if (line->monotonic < 0)
			line->monotonic = read_boot_time(text, length);
		return time == ELEMENT_WALL ? time : ELEMENT_BOOT;
	default:
		break;
	}
	return time;
}

/* What programs write to /dev/kmsg has a facility of its own. */
static bool has_user_facility(const struct element *element, const char *text)
{
	return element->kind == ELEMENT_USER ||
	       (element->kind == ELEMENT_KMSG && atoi(text) >= 8) ||
	       (element->kind == ELEMENT_OTHER && *text == '<' && atoi(text + 1) >= 8);
}

void log_line_parse(const char *line, size_t length, struct log_line *ret)
{
	static const char own[] = "nicquirk: ";
	struct prefix prefix = { .time = ELEMENT_OTHER, .is_first = true };
	bool is_written = false;
	size_t used, blanks, i;

	ret->time[0] = '\0';
	ret->monotonic = -1;
	ret->foreign = false;
	/* A crash leaves runs of NULs in a log file, and what follows is a line all the
	 * same. A terminal's record has a \r there. */
	while (length && (*line == '\0' || *line == '\r')) {
		line++;
		length--;
	}
	while (length && strchr("\r\n", line[length - 1]) && line[length - 1])
		length--;
	do {
		blanks = count_leading(line, length, isblank);
		for (i = 0; i < ARRAY_SIZE(elements); i++) {
			const struct element *element = &elements[i];
			const char *at = line + blanks;

			if (!is_in_place(element, &prefix) ||
			    !take_form(element->form, at, length - blanks, &used) ||
			    (element->kind == ELEMENT_NAMELESS &&
			     !is_program(at, used)) ||
			    (element->kind == ELEMENT_PLACE &&
			     !begins_with_time(at + used, length - blanks - used)))
				continue;
			prefix.time = take_element(element, at, used, prefix.time, ret);
			is_written |= has_user_facility(element, at);
			prefix.is_bare = *at != '[';
			prefix.is_first &= is_of_a_copy(element);
			prefix.is_kernel |= element->kind == ELEMENT_KERNEL ||
					    element->kind == ELEMENT_HOST;
			line += blanks + used;
			length -= blanks + used;
			break;
		}
	} while (i < ARRAY_SIZE(elements));
	ret->text = line + blanks;
	ret->length = length - blanks;
	/* The journal has the host before our own lines of the kernel's log. */
	if (prefix.time != ELEMENT_OTHER &&
	    take_form("* nicquirk: ", ret->text, ret->length, &used)) {
		ret->text += used - strlen(own);
		ret->length -= used - strlen(own);
	}
	/* Only root can write there, and our own lines come that way. */
	if (is_written &&
	    (ret->length < strlen(own) || memcmp(ret->text, own, strlen(own))))
		ret->foreign = true;
}
