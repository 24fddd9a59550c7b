/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/symptom.h"

#include "diagnose/needle.h"

/* What no single line says. */
static const struct symptom derived[] = {
	{ .kind = "pause-storm", .pattern = "", .gravity = GRAVITY_CRITICAL },
	{ .kind = "false-hang", .pattern = "", .gravity = GRAVITY_BENIGN },
	{ .kind = "undocked", .pattern = "", .gravity = GRAVITY_INFO },
	{ .kind = "optional-bar",
	  .pattern = "",
	  .gravity = GRAVITY_BENIGN,
	  .subject = SUBJECT_PLACE },
};

const struct symptom *symptom_of_kind(const char *kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(derived); i++)
		if (streq(derived[i].kind, kind))
			return &derived[i];
	for (const struct symptom *symptom = symptoms; symptom->kind; symptom++)
		if (streq(symptom->kind, kind))
			return symptom;
	return NULL;
}

bool symptom_is_report(const struct symptom *symptom)
{
	return symptom->role == ROLE_REPORT || symptom->role == ROLE_CONTINUE ||
	       symptom->role == ROLE_WARNING;
}

bool symptom_is_incidental(const struct symptom *symptom)
{
	return symptom->role == ROLE_OWN || symptom->role == ROLE_MARK;
}

int symptom_needles(bool all, struct needles **ret)
{
	const char *anchors[NEEDLES_MAX];
	size_t lengths[NEEDLES_MAX], n = 0;

	for (; symptoms[n].kind; n++) {
		if (n == NEEDLES_MAX)
			return -EINVAL;
		if (!all && symptom_is_incidental(&symptoms[n]))
			break;
		anchors[n] = symptom_anchor(&symptoms[n], &lengths[n]);
	}
	return needles_new(anchors, lengths, n, ret);
}

const char *symptom_anchor(const struct symptom *symptom, size_t *ret_length)
{
	const char *best = NULL;

	*ret_length = 0;
	for (const char *part = symptom->pattern; *part;) {
		size_t length = strcspn(part, "*");

		if (length > *ret_length) {
			best = part;
			*ret_length = length;
		}
		part += length;
		part += strspn(part, "*");
	}
	return best;
}

bool symptom_matches(const struct symptom *symptom, const char *bytes, size_t size,
		     struct symptom_match *ret)
{
	struct symptom_match match = { 0 };
	const char *end = bytes + size, *at = bytes;

	for (const char *part = symptom->pattern; *part;) {
		size_t length = strcspn(part, "*");
		const char *found = memmem(at, (size_t)(end - at), part, length);

		if (!found)
			return false;
		if (!match.start) {
			match.start = found;
		} else if (!match.gap) {
			match.gap = at;
			match.gap_length = (size_t)(found - at);
		}
		at = found + length;
		part += length;
		part += strspn(part, "*");
	}
	*ret = match;
	return true;
}

bool symptom_is_of(const struct symptom *symptom, const char *driver)
{
	const size_t length = strlen(driver);
	const char *at = symptom->drivers;

	if (!at)
		return true;
	while (*at) {
		size_t word = strcspn(at, " ");

		if (word == length && memcmp(at, driver, length) == 0)
			return true;
		at += word;
		at += strspn(at, " ");
	}
	return false;
}

const char *gravity_name(enum gravity gravity)
{
	static const char *const names[] = {
		[GRAVITY_BENIGN] = "benign",
		[GRAVITY_INFO] = "info",
		[GRAVITY_CRITICAL] = "critical",
	};
	ASSERT_ROWS(names, GRAVITY_MAX);

	return names[gravity];
}
