/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/quirk-digest.h"

#include "base/fnv.h"

/* With its end, so that "a", "bc" is not "ab", "c". */
static uint64_t digest_text(uint64_t digest, const char *text)
{
	return fnv_add(digest, text ?: "", strlen(text ?: "") + 1);
}

/* As text: it must not depend on how the machine orders the bytes of a number. */
static uint64_t digest_number(uint64_t digest, long number)
{
	char text[24];

	snprintf(text, sizeof(text), "%ld", number);
	return digest_text(digest, text);
}

static uint64_t digest_match(uint64_t digest, const struct match *match)
{
	struct match_position position = { 0 };
	const struct pci_id *id;

	digest = digest_text(digest, match->text);
	/* The text may name a group. */
	while ((id = match_next_id(match, &position))) {
		digest = digest_number(digest, id->vendor);
		digest = digest_number(digest, id->device);
	}
	/* No vendor: here it ends. */
	return digest_number(digest, -1);
}

static uint64_t digest_kinds(uint64_t digest, const struct incident_kinds *kinds)
{
	digest = digest_number(digest, (long)kinds->n);
	for (size_t i = 0; i < kinds->n; i++)
		digest = digest_text(digest, incident_kind_name(kinds->list[i]));
	return digest;
}

static uint64_t digest_quirk(uint64_t digest, const struct quirk *quirk)
{
	digest = digest_text(digest, quirk->id);
	digest = digest_text(digest, severity_name(quirk->severity));
	digest = digest_text(digest, evidence_name(quirk->evidence));
	for (size_t i = 0; i < MATCH_KEY_MAX; i++)
		digest = digest_match(digest, &quirk->match[i]);
	digest = digest_kinds(digest, &quirk->confirms);
	digest = digest_kinds(digest, &quirk->symptoms);
	digest = digest_number(digest, (long)quirk->n_actions);
	for (size_t i = 0; i < quirk->n_actions; i++) {
		const struct action *action = &quirk->actions[i];

		digest = digest_text(digest, action_type_name(action->type));
		digest = digest_text(digest, action->name);
		digest = digest_number(digest, action->on);
		digest = digest_number(digest, (long)action->step);
	}
	return digest;
}

uint64_t quirk_db_digest(const struct quirk_db *db)
{
	uint64_t digest = FNV_BEGIN;

	for (size_t i = 0; i < db->n; i++)
		digest = digest_quirk(digest, db->quirks[i]);
	return digest;
}
