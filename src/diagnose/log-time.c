/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/log-time.h"

#include <ctype.h>
#include <time.h>

/* What is shorter was not printed as seconds since 1970 in this century. */
#define EPOCH_DIGITS 10

static const char month_names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

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

static bool take_month(const char **at, int *ret)
{
	for (int month = 0; month < 12; month++)
		if (strncmp(*at, month_names + 3 * month, 3) == 0) {
			*at += 3;
			*ret = month;
			return true;
		}
	return false;
}

/* "00:42:10", with or without a fraction */
static bool take_clock(const char **at, struct tm *tm)
{
	if (!take_time_number(at, 2, &tm->tm_hour) || !take_char(at, ":") ||
	    !take_time_number(at, 2, &tm->tm_min) || !take_char(at, ":") ||
	    !take_time_number(at, 2, &tm->tm_sec))
		return false;
	if (strchr(".,", **at) && isdigit((unsigned char)(*at)[1]))
		for ((*at)++; isdigit((unsigned char)**at);)
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

/* "Sun ": a day of the week before the date */
static void skip_weekday(const char **at)
{
	const char *word = *at;

	while (isalpha((unsigned char)*word) || (unsigned char)*word >= 0x80)
		word++;
	if (*word != ' ')
		return;
	skip_blanks(&word);
	if (isalnum((unsigned char)*word) && !isdigit((unsigned char)word[-1]))
		*at = word;
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
	struct tm tm = { .tm_isdst = -1 };
	int64_t seconds = read_epoch(time);
	bool has_year = true;
	int ahead, month;

	if (seconds >= 0)
		return seconds;
	if (!take_month(&at, &month))
		skip_weekday(&at);
	else
		at = time;
	if (!take_iso(&at, &tm)) {
		/* Nothing that take_iso() takes begins with a letter. */
		if (!take_syslog(&at, &tm, &has_year) || !has_year)
			return -1;
	}
	seconds = take_zone(&at, &ahead) ? timegm(&tm) - ahead : mktime(&tm);
	return seconds >= 0 ? seconds : -1;
}

int64_t log_time_in_year(const char *time)
{
	const char *at = time;
	struct tm tm = { 0 };
	bool has_year;

	if (!take_syslog(&at, &tm, &has_year) || has_year)
		return -1;
	return (((tm.tm_mon * 31 + tm.tm_mday - 1) * INT64_C(24) + tm.tm_hour) * 60 +
		tm.tm_min) *
		       60 +
	       tm.tm_sec;
}
