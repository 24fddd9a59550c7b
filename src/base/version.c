/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/version.h"

#include "base/array.h"
#include "base/letters.h"

enum comparison { EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL };

struct term {
	enum comparison comparison;
	const char *version;
	bool alternative; /* the terms from here to the next such one are one "and" */
};

struct version_range {
	char *text; /* what the terms point into */
	struct term *terms;
	size_t n_terms;
};

/* Where in a version we are. */
struct cursor {
	const char *at;
	bool ended; /* no more numbers, AT is what follows them */
};

/* A number as its digits, without leading zeros: it may be longer than any integer. */
struct number {
	const char *digits;
	size_t length;
};

static struct number take_number(const char **text)
{
	struct number number;

	while (**text == '0')
		(*text)++;
	number.digits = *text;
	while (is_digit(**text))
		(*text)++;
	number.length = (size_t)(*text - number.digits);
	return number;
}

static struct number next_number(struct cursor *cursor)
{
	struct number number = { 0 };

	if (cursor->ended)
		return number;
	number = take_number(&cursor->at);
	if ((*cursor->at == '.' || *cursor->at == '-') && is_digit(cursor->at[1]))
		cursor->at++;
	else
		cursor->ended = true;
	return number;
}

static int compare_numbers(struct number a, struct number b)
{
	if (a.length != b.length)
		return a.length < b.length ? -1 : 1;
	return a.length ? memcmp(a.digits, b.digits, a.length) : 0;
}

static bool is_candidate(const char *text)
{
	return strncmp(text, "-rc", 3) == 0 && is_digit(text[3]);
}

static void skip_candidate(const char **text)
{
	if (!is_candidate(*text))
		return;
	*text += strlen("-rc");
	take_number(text);
}

static int compare_candidates(const char *a, const char *b)
{
	if (!is_candidate(a) || !is_candidate(b))
		return is_candidate(b) - is_candidate(a);
	a += strlen("-rc");
	b += strlen("-rc");
	return compare_numbers(take_number(&a), take_number(&b));
}

int version_compare(const char *a, const char *b)
{
	struct cursor x = { .at = a }, y = { .at = b };

	do {
		int r = compare_numbers(next_number(&x), next_number(&y));

		if (r != 0)
			return r;
	} while (!x.ended || !y.ended);
	return compare_candidates(x.at, y.at);
}

bool version_is_valid(const char *text)
{
	return is_digit(*text);
}

int version_upstream(const char *release, char **ret)
{
	const char *end = release;
	char *upstream;

	if (!version_is_valid(release))
		return -EINVAL;
	take_number(&end);
	while (*end == '.' && is_digit(end[1])) {
		end++;
		take_number(&end);
	}
	skip_candidate(&end);
	upstream = strndup(release, (size_t)(end - release));
	if (!upstream)
		return -ENOMEM;
	*ret = upstream;
	return 0;
}

/* In a range nothing may follow the numbers: it would not be compared. */
static bool is_whole_version(const char *text)
{
	struct cursor cursor = { .at = text };

	if (!version_is_valid(text))
		return false;
	while (!cursor.ended)
		next_number(&cursor);
	skip_candidate(&cursor.at);
	return *cursor.at == '\0';
}

static enum comparison read_comparison(const char **text)
{
	static const struct {
		const char *sign;
		enum comparison comparison;
	} signs[] = {
		/* The longer ones first. */
		{ "!=", NOT_EQUAL }, { "<=", LESS_EQUAL }, { ">=", GREATER_EQUAL },
		{ "<", LESS },	     { ">", GREATER },	   { "=", EQUAL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
		size_t length = strlen(signs[i].sign);

		if (strncmp(*text, signs[i].sign, length) == 0) {
			*text += length;
			return signs[i].comparison;
		}
	}
	return EQUAL;
}

static int parse_alternative(struct version_range *range, char *text)
{
	bool first = true;
	char *rest = NULL;

	for (char *word = strtok_r(text, " \t", &rest); word;
	     word = strtok_r(NULL, " \t", &rest)) {
		const char *version = word;
		enum comparison comparison = read_comparison(&version);
		struct term *term;

		if (!is_whole_version(version))
			return -EINVAL;
		term = array_append(range->terms, range->n_terms);
		if (!term)
			return -ENOMEM;
		*term = (struct term){
			.comparison = comparison,
			.version = version,
			.alternative = first,
		};
		first = false;
	}
	return first ? -EINVAL : 0;
}

int version_range_parse(const char *text, struct version_range **ret)
{
	_cleanup_(version_range_freep) struct version_range *range = NULL;
	char *rest;

	range = calloc(1, sizeof(*range));
	if (!range)
		return -ENOMEM;
	rest = range->text = strdup(text);
	if (!range->text)
		return -ENOMEM;
	while (rest) {
		int r = parse_alternative(range, strsep(&rest, "|"));

		if (r < 0)
			return r;
	}
	*ret = TAKE_PTR(range);
	return 0;
}

static bool term_holds(const struct term *term, const char *version)
{
	int order = version_compare(version, term->version);

	switch (term->comparison) {
	case EQUAL:
		return order == 0;
	case NOT_EQUAL:
		return order != 0;
	case LESS:
		return order < 0;
	case LESS_EQUAL:
		return order <= 0;
	case GREATER:
		return order > 0;
	case GREATER_EQUAL:
		return order >= 0;
	}
	return false;
}

bool version_range_contains(const struct version_range *range, const char *version)
{
	bool all = false;

	if (!version_is_valid(version))
		return false;
	for (size_t i = 0; i < range->n_terms; i++) {
		if (range->terms[i].alternative) {
			if (all)
				return true;
			all = true;
		}
		all = all && term_holds(&range->terms[i], version);
	}
	return all;
}

#define SERIES_SIZE 64

/* "5.10" of "5.10.0" */
static void copy_series(char ret[static SERIES_SIZE], const char *version)
{
	size_t length = 0;

	/* Of each bound of each range, for each card. */
	for (bool dot = false; length < SERIES_SIZE - 1; length++) {
		if (version[length] == '.' && !dot && length > 0)
			dot = true;
		else if (!is_digit(version[length]))
			break;
		ret[length] = version[length];
	}
	ret[length] = '\0';
}

/* Whether a bound of the range is a version of that series. */
static bool has_bound_in(const struct version_range *range, const char *series)
{
	char of_bound[SERIES_SIZE];

	for (size_t i = 0; i < range->n_terms; i++) {
		copy_series(of_bound, range->terms[i].version);
		if (version_compare(of_bound, series) == 0)
			return true;
	}
	return false;
}

int version_range_contains_series(const struct version_range *range, const char *version)
{
	static const char *const neighbours[] = { "", ".0.1" };
	char series[SERIES_SIZE], first[80], text[192], of_bound[SERIES_SIZE];
	bool contains;

	copy_series(series, version);
	/* It changes only at a bound, and few ranges have one there. */
	if (!has_bound_in(range, series))
		return version_range_contains(range, series);
	snprintf(first, sizeof(first), "%s.0", series);
	contains = version_range_contains(range, first);
	snprintf(text, sizeof(text), "%s.4294967295", series);
	if (version_range_contains(range, text) != contains)
		return -1;
	for (size_t i = 0; i < range->n_terms; i++) {
		copy_series(of_bound, range->terms[i].version);
		if (version_compare(of_bound, series) != 0)
			continue;
		for (size_t j = 0; j < ARRAY_SIZE(neighbours); j++) {
			snprintf(text, sizeof(text), "%.127s%s", range->terms[i].version,
				 neighbours[j]);
			/* A candidate comes before all of them. */
			if (version_compare(text, first) >= 0 &&
			    version_range_contains(range, text) != contains)
				return -1;
		}
	}
	return contains;
}

/* Whether both hold the bound of TERM or a version right beside it. */
static bool meet_at(const struct version_range *a, const struct version_range *b,
		    const struct term *term)
{
	static const char *const neighbours[] = { "", ".0.0.0.1", "-rc0" };
	char version[128];

	for (size_t i = 0; i < ARRAY_SIZE(neighbours); i++) {
		snprintf(version, sizeof(version), "%s%s", term->version, neighbours[i]);
		if (version_range_contains(a, version) &&
		    version_range_contains(b, version))
			return true;
	}
	return false;
}

bool version_ranges_meet(const struct version_range *a, const struct version_range *b)
{
	/* Whether a version lies in a range changes only at a bound of it. */
	for (size_t i = 0; i < a->n_terms; i++)
		if (meet_at(a, b, &a->terms[i]))
			return true;
	for (size_t i = 0; i < b->n_terms; i++)
		if (meet_at(a, b, &b->terms[i]))
			return true;
	return false;
}

struct version_range *version_range_free(struct version_range *range)
{
	if (!range)
		return NULL;
	free(range->text);
	free(range->terms);
	free(range);
	return NULL;
}
