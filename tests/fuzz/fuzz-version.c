/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Versions and ranges of them: the first line is a range, the others are versions. The
 * order of versions is a total one, and a range says the same of versions that are equal
 * in it.
 */
#include "base/version.h"
#include "fuzz.h"

#define VERSIONS_MAX 12

static int sign(int order)
{
	return (order > 0) - (order < 0);
}

static void check_order(char *const *versions, size_t n)
{
	for (size_t i = 0; i < n; i++)
		REQUIRE(version_compare(versions[i], versions[i]) == 0);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			REQUIRE(sign(version_compare(versions[i], versions[j])) ==
				-sign(version_compare(versions[j], versions[i])));
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			for (size_t k = 0; k < n; k++)
				REQUIRE(version_compare(versions[i], versions[j]) > 0 ||
					version_compare(versions[j], versions[k]) > 0 ||
					version_compare(versions[i], versions[k]) <= 0);
}

static void check_range(const struct version_range *range, char *const *versions,
			size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool within = version_range_contains(range, versions[i]);

		REQUIRE(!within || version_is_valid(versions[i]));
		for (size_t j = 0; j < n; j++)
			if (version_is_valid(versions[i]) &&
			    version_is_valid(versions[j]) &&
			    version_compare(versions[i], versions[j]) == 0)
				REQUIRE(version_range_contains(range, versions[j]) ==
					within);
	}
}

/* A bound parts the versions into those below, at and above it. */
static void check_bound(const char *bound, char *const *versions, size_t n)
{
	static const struct {
		const char *sign;
		bool below, at, above;
	} signs[] = {
		{ "<", true, false, false }, { "<=", true, true, false },
		{ "=", false, true, false }, { "!=", true, false, true },
		{ ">", false, false, true }, { ">=", false, true, true },
		{ "", false, true, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
		_cleanup_(version_range_freep) struct version_range *range = NULL;
		_cleanup_free_ char *text = NULL;

		REQUIRE(asprintf(&text, "%s%s", signs[i].sign, bound) >= 0);
		if (version_range_parse(text, &range) < 0)
			return;
		for (size_t j = 0; j < n; j++) {
			int order = version_compare(versions[j], bound);
			bool wanted = order < 0	   ? signs[i].below
				      : order == 0 ? signs[i].at
						   : signs[i].above;

			REQUIRE(version_range_contains(range, versions[j]) ==
				(wanted && version_is_valid(versions[j])));
		}
	}
}

static void check_upstream(const char *release)
{
	_cleanup_free_ char *upstream = NULL, *again = NULL;

	REQUIRE((version_upstream(release, &upstream) == 0) == version_is_valid(release));
	if (!upstream)
		return;
	REQUIRE(strncmp(release, upstream, strlen(upstream)) == 0);
	REQUIRE(version_upstream(upstream, &again) == 0);
	REQUIRE_SAME(upstream, again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text =
		fuzz_string((struct bytes){ (const char *)data, size });
	_cleanup_(version_range_freep) struct version_range *range = NULL;
	char *rest = text, *first = strsep(&rest, "\n"), *versions[VERSIONS_MAX];
	size_t n = 0;

	while (rest && n < VERSIONS_MAX)
		versions[n++] = strsep(&rest, "\n");
	check_order(versions, n);
	for (size_t i = 0; i < n; i++) {
		check_upstream(versions[i]);
		/* More than a bound would be a range of its own. */
		if (version_is_valid(versions[i]) && !strpbrk(versions[i], " \t|"))
			check_bound(versions[i], versions, n);
	}
	if (version_range_parse(first, &range) == 0)
		check_range(range, versions, n);
	return 0;
}
