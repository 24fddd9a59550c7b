/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/log-time.h"

#include <ctype.h>
#include <strings.h>
#include <time.h>

/* What is shorter was not printed as seconds since 1970 in this century. */
#define EPOCH_DIGITS 10

/*
 * How months begin, as strftime("%b") writes them in English, German, French, Spanish,
 * Italian, Portuguese, Dutch, Polish and Russian: the first one that fits is it.
 */
static const struct {
	const char *name;
	int month;
} month_names[] = {
	{ "juil", 6 }, { "juin", 5 }, { "jan", 0 },  { "ene", 0 },  { "gen", 0 },
	{ "sty", 0 },  { "янв", 0 },  { "fev", 1 },  { "fév", 1 },  { "feb", 1 },
	{ "lut", 1 },  { "фев", 1 },  { "mar", 2 },  { "mär", 2 },  { "mrz", 2 },
	{ "mrt", 2 },  { "мар", 2 },  { "apr", 3 },  { "avr", 3 },  { "abr", 3 },
	{ "kwi", 3 },  { "апр", 3 },  { "may", 4 },  { "mai", 4 },  { "mag", 4 },
	{ "mei", 4 },  { "maj", 4 },  { "мая", 4 },  { "май", 4 },  { "jun", 5 },
	{ "giu", 5 },  { "cze", 5 },  { "июн", 5 },  { "jul", 6 },  { "lug", 6 },
	{ "lip", 6 },  { "июл", 6 },  { "aug", 7 },  { "aoû", 7 },  { "ago", 7 },
	{ "sie", 7 },  { "авг", 7 },  { "sep", 8 },  { "set", 8 },  { "wrz", 8 },
	{ "сен", 8 },  { "oct", 9 },  { "okt", 9 },  { "ott", 9 },  { "out", 9 },
	{ "paź", 9 },  { "окт", 9 },  { "nov", 10 }, { "lis", 10 }, { "ноя", 10 },
	{ "dec", 11 }, { "dez", 11 }, { "déc", 11 }, { "dic", 11 }, { "gru", 11 },
	{ "дек", 11 },
};

/* Takes a number of N digits, or with N 0 of one or two. */
static bool take_time_number(const char **at, int n, int *ret)
{
	int digits = 0, value = 0;

	while (isdigit((unsigned char)**at) && digits < (n ?: 2)) {
		value = value * 10 + *(*at)++ - '0';
		digits++;
	}
	*ret = value;
	return digits && (n == 0 || digits == n);
}

static bool take_char(const char **at, const char *any)
{
	if (!**at || !strchr(any, **at))
		return false;
	(*at)++;
	return true;
}

static void skip_blanks(const char **at)
{
	while (isblank((unsigned char)**at))
		(*at)++;
}

/* "Feb", "févr.", "5月": a month in any of those languages. */
static bool take_month(const char **at, int *ret)
{
	static const char chinese[] = "月";
	const char *text = *at;
	int number;

	for (size_t i = 0; i < ARRAY_SIZE(month_names); i++) {
		const char *name = month_names[i].name;

		if (strncasecmp(text, name, strlen(name)) != 0)
			continue;
		*ret = month_names[i].month;
		/* An abbreviation ends with a period here and there. */
		for (text += strlen(name); *text && !strchr(" \t0123456789", *text);)
			text++;
		*at = text;
		return true;
	}
	if (!take_time_number(&text, 0, &number) || number < 1 || number > 12 ||
	    strncmp(text, chinese, strlen(chinese)) != 0)
		return false;
	*ret = number - 1;
	*at = text + strlen(chinese);
	return true;
}

/* "00:42:10", with or without a fraction */
static bool take_clock(const char **at, struct tm *tm)
{
	if (!take_time_number(at, 2, &tm->tm_hour) || !take_char(at, ":") ||
	    !take_time_number(at, 2, &tm->tm_min) || !take_char(at, ":") ||
	    !take_time_number(at, 2, &tm->tm_sec))
		return false;
	if (take_char(at, ".,"))
		while (isdigit((unsigned char)**at))
			(*at)++;
	return tm->tm_hour < 24 && tm->tm_min < 60 && tm->tm_sec <= 60;
}

/* "2026-08-15T00:42:10" */
static bool take_iso(const char **at, struct tm *tm)
{
	if (!take_time_number(at, 4, &tm->tm_year) || !take_char(at, "-") ||
	    !take_time_number(at, 2, &tm->tm_mon) || !take_char(at, "-") ||
	    !take_time_number(at, 2, &tm->tm_mday) || !take_char(at, "T ") ||
	    !take_clock(at, tm))
		return false;
	tm->tm_year -= 1900;
	tm->tm_mon--;
	return tm->tm_mon >= 0 && tm->tm_mon < 12 && tm->tm_mday >= 1 && tm->tm_mday < 32;
}

/* "Aug 15 00:42:10", "Aug 15 2026 00:42:10", "Aug 15 00:42:10 2026": the year may be
 * missing. */
static bool take_syslog(const char **at, struct tm *tm, bool *ret_has_year)
{
	*ret_has_year = false;
	if (!take_month(at, &tm->tm_mon))
		return false;
	skip_blanks(at);
	if (!take_time_number(at, 0, &tm->tm_mday) || tm->tm_mday < 1 || tm->tm_mday > 31)
		return false;
	skip_blanks(at);
	if (isdigit((unsigned char)(*at)[0]) && (*at)[1] && (*at)[2] && (*at)[2] != ':') {
		*ret_has_year = take_time_number(at, 4, &tm->tm_year);
		skip_blanks(at);
	}
	if (!take_clock(at, tm))
		return false;
	skip_blanks(at);
	if (!*ret_has_year)
		*ret_has_year = take_time_number(at, 4, &tm->tm_year);
	tm->tm_year -= 1900;
	return true;
}

/* The seconds that a zone is ahead of UTC; false for none or for a name. */
static bool take_zone(const char **at, int *ret)
{
	int sign, hours, minutes = 0;

	skip_blanks(at);
	if (take_char(at, "Z") || strncmp(*at, "UTC", 3) == 0) {
		*ret = 0;
		return true;
	}
	sign = **at == '-' ? -1 : 1;
	if (!take_char(at, "+-") || !take_time_number(at, 2, &hours))
		return false;
	take_char(at, ":");
	if (isdigit((unsigned char)**at) && !take_time_number(at, 2, &minutes))
		return false;
	*ret = sign * (hours * 3600 + minutes * 60);
	return true;
}

/* "Sun ", "ven. ", "五 ": a day of the week before the date */
static void skip_weekday(const char **at)
{
	const char *word = *at;

	while (*word && !strchr(" \t0123456789", *word))
		word++;
	if (word == *at || !isblank((unsigned char)*word))
		return;
	skip_blanks(&word);
	if (*word)
		*at = word;
}

/* Takes the parts of a time, its zone left. RET_HAS_YEAR false: there is none. */
static bool take_date(const char **at, struct tm *ret, bool *ret_has_year)
{
	static const struct tm nothing = { .tm_isdst = -1 };
	const char *start = *at;

	for (int with_weekday = 0; with_weekday < 2; with_weekday++) {
		*at = start;
		*ret = nothing;
		*ret_has_year = true;
		if (with_weekday)
			skip_weekday(at);
		start = *at;
		if (take_iso(at, ret))
			return true;
		*at = start;
		*ret = nothing;
		if (take_syslog(at, ret, ret_has_year))
			return true;
	}
	return false;
}

static int64_t read_epoch(const char *time)
{
	const size_t digits = strspn(time, "0123456789");

	if (digits != EPOCH_DIGITS || time[digits] != '.')
		return -1;
	return strtoll(time, NULL, 10);
}

int64_t log_time_wall(const char *time)
{
	const char *at = time;
	int64_t seconds = read_epoch(time);
	bool has_year;
	struct tm tm;
	int ahead;

	if (seconds >= 0)
		return seconds;
	if (!take_date(&at, &tm, &has_year) || !has_year)
		return -1;
	seconds = take_zone(&at, &ahead) ? timegm(&tm) - ahead : mktime(&tm);
	return seconds >= 0 ? seconds : -1;
}

int64_t log_time_in_year(const char *time)
{
	const char *at = time;
	bool has_year;
	struct tm tm;

	if (!take_date(&at, &tm, &has_year) || has_year)
		return -1;
	return (((tm.tm_mon * 31 + tm.tm_mday - 1) * INT64_C(24) + tm.tm_hour) * 60 +
		tm.tm_min) *
		       60 +
	       tm.tm_sec;
}

void log_time_translate(char *buffer, size_t size, const char *time)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const char *at = time;
	bool has_year;
	struct tm tm;

	if (!take_date(&at, &tm, &has_year))
		return;
	if (!has_year)
		snprintf(buffer, size, "%.3s %2d %02d:%02d:%02d", months + 3 * tm.tm_mon,
			 tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
	else
		snprintf(buffer, size, "%04d-%02d-%02d %02d:%02d:%02d", tm.tm_year + 1900,
			 tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}
