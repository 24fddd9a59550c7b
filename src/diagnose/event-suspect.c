/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/event-suspect.h"

#include "diagnose/event-card.h"
#include "plan/plan-match.h"
#include "quirk/pci-ids.h"

/* The quirk whose match means that the kernel never resets a hung card by itself. */
#define QUIRK_NEVER_RESETS "hang-without-reset"

/* The driver as it was when it happened, as far as the log shows it; else as it is. */
static struct driver driver_then(const struct event *event, const struct facts *facts,
				 const struct nic *nic)
{
	const struct log_driver *seen = &event->driver;
	struct driver driver = { 0 };

	if (seen->origin != ORIGIN_UNKNOWN) {
		driver.origin = seen->origin;
		if (*seen->version)
			driver.version = seen->version;
		else if (seen->origin == ORIGIN_IN_TREE && *event->kernel)
			driver.version = event->kernel;
	} else if (nic) {
		driver = facts_driver(facts, nic);
	}
	if (*event->subject.driver)
		driver.name = event->subject.driver;
	return driver;
}

/* Whether the quirk matches the host as it was when it happened, as far as the log shows.
 */
static int match_then(const struct quirk *quirk, const struct event *event,
		      const struct facts *facts, const struct nic *nic,
		      const struct log_card *seen, struct plan_quirk *ret)
{
	struct facts then = *facts;
	const struct nic unknown = {
		.vendor = event_card_seen_device(seen) >= 0 ? PCI_VENDOR_INTEL : -1,
		.device = event_card_seen_device(seen),
		.subsystem_vendor = -1,
		.subsystem_device = -1,
		.revision = -1,
		.class = -1,
	};
	struct driver driver;
	char kernel[sizeof(event->kernel)], upstream[sizeof(event->kernel_upstream)];

	memcpy(kernel, event->kernel, sizeof(kernel));
	memcpy(upstream, event->kernel_upstream, sizeof(upstream));
	if (*kernel && (!facts->kernel || !streq(kernel, facts->kernel))) {
		then.kernel = kernel;
		then.kernel_upstream = *upstream ? upstream : NULL;
	}
	driver = driver_then(event, facts, nic);
	return plan_match(quirk, &then, nic ?: &unknown, &driver, ret);
}

static int may_be_quirk(const struct quirk *quirk, const struct event *event,
			const struct facts *facts, const struct nic *nic,
			const struct log_card *seen, bool *ret)
{
	struct plan_quirk laid = { 0 };
	int r = match_then(quirk, event, facts, nic, seen, &laid);

	if (r >= 0)
		*ret = laid.possible;
	plan_quirk_clear(&laid);
	return r;
}

static const struct plan_quirk *find_plan_quirk(const struct plan_card *card,
						const struct quirk *quirk)
{
	for (size_t i = 0; card && i < card->n_quirks; i++)
		if (card->quirks[i].quirk == quirk)
			return &card->quirks[i];
	return NULL;
}

/* A message of a driver that is not known may be of any: too little to suspect a quirk.
 */
static bool is_of_driver(const struct quirk *quirk, const char *driver)
{
	const struct match *match = &quirk->match[MATCH_DRIVER];

	return *driver && (!match->text || strings_contain(&match->strings, driver));
}

static bool has_same_cure(const struct quirk *a, const struct quirk *b)
{
	if (a->n_actions != b->n_actions)
		return false;
	for (size_t i = 0; i < a->n_actions; i++) {
		const struct action *one = &a->actions[i], *other = &b->actions[i];

		if (one->type != other->type || one->on != other->on ||
		    one->step != other->step ||
		    !streq(one->name ?: "", other->name ?: ""))
			return false;
	}
	return true;
}

/*
 * Whether OTHER makes QUIRK superfluous as a suspect: it has a cure where QUIRK has none
 * and only waits for the message, or the same cure by better evidence.
 */
static bool stands_behind(const struct quirk *quirk, const struct quirk *other,
			  enum incident_kind kind)
{
	if (other->n_actions == 0)
		return false;
	if (quirk->n_actions == 0)
		return !incident_kinds_contain(&quirk->symptoms, kind);
	return other->evidence < quirk->evidence && has_same_cure(quirk, other);
}

static bool is_superfluous(const struct conclusion *conclusion, const struct quirk *quirk,
			   enum incident_kind kind)
{
	for (size_t i = 0; i < conclusion->n_quirks; i++)
		if (stands_behind(quirk, conclusion->quirks[i].quirk, kind))
			return true;
	return false;
}

/* Those that are kept move up. What they overwrite was superfluous, and so was what stood
 * behind that: it stands behind the same one. */
static void drop_superfluous(struct conclusion *conclusion, enum incident_kind kind)
{
	size_t kept = 0;

	for (size_t i = 0; i < conclusion->n_quirks; i++)
		if (!is_superfluous(conclusion, conclusion->quirks[i].quirk, kind))
			conclusion->quirks[kept++] = conclusion->quirks[i];
	conclusion->n_quirks = kept;
}

int conclusion_add_suspects(struct conclusion *conclusion, const struct quirk_db *db,
			    const struct plan *plan, const struct plan_card *card,
			    const struct log_card *seen)
{
	const struct event *event = conclusion->event;
	const char *driver = event->subject.driver;
	enum incident_kind kind;

	if (!*driver && card && card->nic->driver)
		driver = card->nic->driver;
	if (incident_kind_find(event->symptom->kind, &kind) < 0)
		return 0;
	for (size_t i = 0; i < db->n; i++) {
		const struct quirk *quirk = db->quirks[i];
		struct conclusion_quirk *added;
		bool possible;
		int r;

		if (!quirk_has_symptom(quirk, kind) || !is_of_driver(quirk, driver))
			continue;
		r = may_be_quirk(quirk, event, plan->facts, card ? card->nic : NULL, seen,
				 &possible);
		if (r < 0)
			return r;
		if (!possible)
			continue;
		added = array_append(conclusion->quirks, conclusion->n_quirks);
		if (!added)
			return -ENOMEM;
		*added = (struct conclusion_quirk){
			.quirk = quirk,
			.card = card,
			.entry = find_plan_quirk(card, quirk),
		};
	}
	/* Of an unknown card each of them may be the one. */
	if (card || event_card_seen_device(seen) >= 0)
		drop_superfluous(conclusion, kind);
	return 0;
}

/* Whether both events are of one card, as far as they name it. */
static bool is_of_same_card(const struct event *a, const struct event *b)
{
	return streq(a->subject.driver, b->subject.driver) &&
	       (!*a->subject.slot || !*b->subject.slot ||
		streq(a->subject.slot, b->subject.slot));
}

bool event_has_other_hang(const struct diagnosis *diagnosis, const struct event *event)
{
	for (size_t i = 0; i < diagnosis->n_events; i++) {
		const struct event *other = &diagnosis->events[i];

		if (other != event && other->has_hang_line &&
		    is_of_same_card(other, event))
			return true;
	}
	return false;
}

bool event_is_of_cause(const struct diagnosis *diagnosis, const struct event *event)
{
	if (!str_in_set(event->symptom->kind, "tx-timeout", "adapter-reset") ||
	    !str_in_set(event->subject.driver, "e1000e", "igb", "igc"))
		return true;
	for (size_t i = 0; i < diagnosis->n_events; i++) {
		const struct event *other = &diagnosis->events[i];

		if (streq(other->symptom->kind, "tx-hang") &&
		    is_of_same_card(other, event))
			return true;
	}
	return false;
}

void conclusion_drop_waiting(struct conclusion *conclusion)
{
	size_t n = 0;

	for (size_t i = 0; i < conclusion->n_quirks; i++) {
		const struct conclusion_quirk *found = &conclusion->quirks[i];
		const bool acts = found->entry && found->entry->match &&
				  found->entry->verdict >= VERDICT_MITIGATED;

		if (acts ||
		    !incident_kinds_contain(&found->quirk->confirms, INCIDENT_TX_HANG))
			conclusion->quirks[n++] = *found;
	}
	conclusion->n_quirks = n;
}

/* Whether the log shows a reset of the event's card in the same boot. */
static bool shows_reset(const struct diagnosis *diagnosis, const struct event *event)
{
	for (size_t i = 0; i < diagnosis->n_events; i++) {
		const struct event *other = &diagnosis->events[i];

		if (streq(other->symptom->kind, "adapter-reset") &&
		    other->boot == event->boot &&
		    streq(other->subject.driver, event->subject.driver) &&
		    streq(other->subject.slot, event->subject.slot))
			return true;
	}
	return false;
}

int event_hang_reset(const struct diagnosis *diagnosis, const struct event *event,
		     const struct quirk_db *db, const struct facts *facts,
		     enum hang_reset *ret)
{
	const struct quirk *never = quirk_db_find(db, QUIRK_NEVER_RESETS);
	struct plan_quirk laid = { 0 };
	int r;

	*ret = HANG_RESET_UNKNOWN;
	if (*event->subject.driver && never &&
	    !is_of_driver(never, event->subject.driver))
		*ret = HANG_RESET_COMES;
	if (shows_reset(diagnosis, event))
		*ret = HANG_RESET_COMES;
	if (*ret != HANG_RESET_UNKNOWN || !never)
		return 0;
	r = match_then(never, event, facts, NULL, NULL, &laid);
	if (r >= 0 && laid.match)
		*ret = HANG_RESET_NEVER;
	else if (r >= 0 && !laid.possible)
		*ret = HANG_RESET_COMES;
	plan_quirk_clear(&laid);
	return r;
}
