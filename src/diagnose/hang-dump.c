/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/hang-dump.h"

#include <ctype.h>

/* drivers/net/ethernet/intel/e1000e/defines.h: E1000_STATUS_* */
#define STATUS_LINK_UP	  0x02
#define STATUS_TXOFF	  0x10
#define STATUS_SPEED_MASK 0xc0
#define STATUS_SPEED_10	  0x00
/* What the bus answers for a card that is no longer there. */
#define STATUS_GONE 0xffffffff

/* Takes TOKEN, or what HTML has in its place. */
static bool take_token(const char **at, const char *end, const char *token,
		       const char *entity)
{
	const char *const forms[] = { token, entity };

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		const size_t length = strlen(forms[i]);

		if ((size_t)(end - *at) < length || memcmp(*at, forms[i], length) != 0)
			continue;
		*at += length;
		return true;
	}
	return false;
}

static unsigned hex_digit(char c)
{
	return (unsigned)(isdigit((unsigned char)c)
				  ? c - '0'
				  : tolower((unsigned char)c) - 'a' + 10);
}

/* Steps over "<80083>": whether it is one. UINT64_MAX stands for what is longer. */
static bool take_dump_number(const char **at, const char *end, uint64_t *ret)
{
	const size_t most = 2 * sizeof(*ret);
	uint64_t value = 0;
	size_t digits = 0;

	if (!take_token(at, end, "<", "&lt;"))
		return false;
	for (; *at < end && isxdigit((unsigned char)**at); ++*at, digits++)
		value = value << 4 | hex_digit(**at);
	*ret = digits > most ? UINT64_MAX : value;
	return digits && take_token(at, end, ">", "&gt;");
}

/* "MAC Status             <80083>": the number, or -1. */
static int64_t read_field(const char *text, size_t length, const char *name)
{
	const char *end = text + length;
	const char *at = memmem(text, length, name, strlen(name));
	uint64_t value;

	if (!at)
		return -1;
	at += strlen(name);
	while (at < end && isblank((unsigned char)*at))
		at++;
	return take_dump_number(&at, end, &value) && value <= INT64_MAX ? (int64_t)value
									: -1;
}

void hang_dump_parse(const char *text, size_t length, struct hang_dump *ret)
{
	int64_t time_stamp = read_field(text, length, "time_stamp");
	int64_t jiffies = read_field(text, length, "jiffies");

	*ret = (struct hang_dump){
		.mac_status = read_field(text, length, "MAC Status"),
		.time_stamp = time_stamp > 0 ? (uint64_t)time_stamp : 0,
		.jiffies = jiffies > 0 ? (uint64_t)jiffies : 0,
	};
}

bool hang_dump_is_line(const char *text, size_t length)
{
	const char *end = text + length, *at = text;
	uint64_t value;

	/* The next record of a log that has each on one line. */
	if (memmem(text, length, " Unit Hang", 10))
		return false;
	if (memmem(text, length, "buffer_info[", 12))
		return true;
	while (at < end && *at != '<' && *at != '&')
		at++;
	return take_dump_number(&at, end, &value);
}

enum hang_verdict hang_dump_judge(const struct hang_dump *dump, int speed)
{
	const int64_t status = dump->mac_status;

	if (status >= 0) {
		if (status == STATUS_GONE)
			return HANG_CARD_GONE;
		if (!(status & STATUS_LINK_UP))
			return HANG_NO_LINK;
		if (status & STATUS_TXOFF)
			return HANG_PAUSED;
		if ((status & STATUS_SPEED_MASK) == STATUS_SPEED_10)
			return HANG_SLOW;
		return HANG_REAL;
	}
	if (speed < 0)
		return HANG_UNKNOWN;
	if (speed == 0)
		return HANG_NO_LINK;
	return speed <= 10 ? HANG_SLOW : HANG_REAL;
}

const char *hang_verdict_text(enum hang_verdict verdict)
{
	static const char *const texts[] = {
		[HANG_UNKNOWN] = "the log does not show whether the link was up",
		[HANG_NO_LINK] = "the link was down",
		[HANG_PAUSED] = "the other end's PAUSE frames kept the card from sending",
		[HANG_SLOW] = "the link was at 10 Mb/s: check the cable",
		[HANG_CARD_GONE] = "the card had fallen off the PCI bus",
		[HANG_EMULATED] = "the card is emulated",
	};
	_Static_assert(ARRAY_SIZE(texts) == HANG_VERDICTS, "a text for each verdict");

	return texts[verdict];
}
