/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/diagnosis-evaluate.h"

#include "diagnose/card-family.h"
#include "plan/plan-match.h"

#define VENDOR_INTEL 0x8086

static bool is_named(const struct nic *nic, const char *interface)
{
	for (size_t i = 0; i < nic->n_ifaces; i++)
		if (streq(nic->ifaces[i].name, interface))
			return true;
	return false;
}

/* A card of the host that has another driver or other IDs than the log's is another
 * card. */
static bool may_be(const struct nic *nic, const struct log_subject *subject,
		   const struct log_card *seen)
{
	if (seen && seen->device >= 0 && nic->vendor >= 0 && nic->device >= 0 &&
	    (seen->vendor != nic->vendor || seen->device != nic->device))
		return false;
	return !nic->driver || !*subject->driver || streq(nic->driver, subject->driver);
}

/* The device that the log shows the card to be, or one like it; -1: unknown. */
static int32_t seen_device(const struct log_card *seen)
{
	const struct card_family *family = seen ? card_family_find(seen->family) : NULL;

	if (seen && seen->device >= 0)
		return seen->device;
	return family ? family->device : -1;
}

/* The card of an event; where the log names a driver alone, one of that
 * driver's. */
static const struct plan_card *find_event_card(const struct plan *plan,
					       const struct log_subject *subject,
					       const struct log_card *seen,
					       bool *ret_is_the_one)
{
	const bool by_driver = !*subject->slot && !*subject->interface;
	const struct plan_card *found = NULL;

	*ret_is_the_one = true;
	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct plan_card *card = &plan->cards[i];
		const struct nic *nic = card->nic;

		if (!may_be(nic, subject, seen))
			continue;
		if (by_driver && (!*subject->driver || !nic->driver))
			continue;
		if (*subject->slot && (!nic->slot || !streq(nic->slot, subject->slot)))
			continue;
		if (!*subject->slot && *subject->interface &&
		    !is_named(nic, subject->interface))
			continue;
		if (found)
			*ret_is_the_one = false;
		else
			found = card;
	}
	return found;
}

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

static int may_be_quirk(const struct quirk *quirk, const struct event *event,
			const struct facts *facts, const struct nic *nic,
			const struct log_card *seen, bool *ret)
{
	struct facts then = *facts;
	const struct nic unknown = {
		.vendor = seen_device(seen) >= 0 ? VENDOR_INTEL : -1,
		.device = seen_device(seen),
		.subsystem_vendor = -1,
		.subsystem_device = -1,
		.revision = -1,
		.class = -1,
	};
	struct driver driver;
	struct plan_quirk laid = { 0 };
	char kernel[sizeof(event->kernel)];
	int r;

	memcpy(kernel, event->kernel, sizeof(kernel));
	if (*kernel && (!facts->kernel || !streq(kernel, facts->kernel))) {
		then.kernel = kernel;
		then.kernel_upstream = NULL;
	}
	driver = driver_then(event, facts, nic);
	r = plan_match(quirk, &then, nic ?: &unknown, &driver, &laid);
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

static int add_suspects(struct conclusion *conclusion, const struct quirk_db *db,
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
	if (card || seen_device(seen) >= 0)
		drop_superfluous(conclusion, kind);
	return 0;
}

/*
 * Whether the log alone speaks of another card of that driver than the host's: then a
 * message without a slot may be of either.
 */
static bool has_other_card(const struct diagnosis *diagnosis, const struct event *event,
			   const struct nic *nic)
{
	if (*event->subject.slot || *event->subject.interface)
		return false;
	for (size_t i = 0; i < diagnosis->n_events; i++) {
		const struct log_subject *other = &diagnosis->events[i].subject;

		if (*other->slot && streq(other->driver, event->subject.driver) &&
		    (!nic->slot || !streq(other->slot, nic->slot)))
			return true;
	}
	return false;
}

/* Whether a message that any device's may be is of a card that we know. */
static bool is_known_place(const struct diagnosis *diagnosis, const struct event *event,
			   const struct log_card *seen, const struct nic *nic)
{
	if (event->symptom->subject != SUBJECT_PLACE || nic)
		return true;
	if (seen && seen->vendor == VENDOR_INTEL)
		return true;
	for (size_t i = 0; i < diagnosis->n_events; i++) {
		const struct event *other = &diagnosis->events[i];

		if (other->symptom->subject == SUBJECT_PLACE || !*other->subject.driver)
			continue;
		if (*event->subject.slot
			    ? streq(other->subject.slot, event->subject.slot)
			    : streq(other->subject.interface, event->subject.interface))
			return true;
	}
	return false;
}

/* Whether the log shows that what a timeout or a reset of it came from was a hang. */
static bool is_of_cause(const struct diagnosis *diagnosis, const struct event *event)
{
	static const char *const kinds[] = { "tx-timeout", "adapter-reset" };
	static const char *const drivers[] = { "e1000e", "igb", "igc" };
	bool is_effect = false, is_theirs = false;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		is_effect |= streq(event->symptom->kind, kinds[i]);
	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++)
		is_theirs |= streq(event->subject.driver, drivers[i]);
	if (!is_effect || !is_theirs)
		return true;
	for (size_t i = 0; i < diagnosis->n_events; i++) {
		const struct event *other = &diagnosis->events[i];

		if (streq(other->symptom->kind, "tx-hang") &&
		    streq(other->subject.driver, event->subject.driver) &&
		    (!*other->subject.slot || !*event->subject.slot ||
		     streq(other->subject.slot, event->subject.slot)))
			return true;
	}
	return false;
}

/* Quirks that wait for a hang have none in a reset without one. */
static void drop_waiting(struct conclusion *conclusion)
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

static int conclude(const struct diagnosis *diagnosis, const struct event *event,
		    const struct log_card *seen, const struct quirk_db *db,
		    const struct plan *plan, struct conclusion *ret)
{
	const struct plan_card *card;
	bool is_the_one;
	int r;

	ret->event = event;
	ret->seen = seen;
	card = find_event_card(plan, &event->subject, seen, &is_the_one);
	if (card && is_the_one && !has_other_card(diagnosis, event, card->nic))
		ret->nic = card->nic;
	r = add_suspects(ret, db, plan, card, seen);
	ret->is_of_cause = is_of_cause(diagnosis, event);
	if (!ret->is_of_cause)
		drop_waiting(ret);
	return r < 0 ? r : conclusion_advise(ret, plan);
}

static void conclusion_clear(struct conclusion *conclusion)
{
	free(conclusion->quirks);
	strings_clear(&conclusion->advice);
	strings_clear(&conclusion->commands);
	*conclusion = (struct conclusion){ 0 };
}

static const struct log_card *find_seen(const struct diagnosis *diagnosis,
					const char *slot)
{
	for (size_t i = 0; i < diagnosis->n_cards; i++)
		if (streq(diagnosis->cards[i].slot, slot))
			return &diagnosis->cards[i];
	return NULL;
}

int diagnosis_evaluate(const struct diagnosis *diagnosis, const struct quirk_db *db,
		       const struct plan *plan, struct conclusions *ret)
{
	_cleanup_(conclusions_clear) struct conclusions conclusions = {
		.diagnosis = diagnosis,
		.plan = plan,
	};

	for (size_t i = 0; i < diagnosis->n_events; i++) {
		const struct event *event = &diagnosis->events[i];
		const struct log_card *seen = find_seen(diagnosis, event->subject.slot);
		struct conclusion *conclusion =
			array_append(conclusions.list, conclusions.n);

		if (!conclusion ||
		    conclude(diagnosis, event, seen, db, plan, conclusion) < 0)
			return -ENOMEM;
		if (is_known_place(diagnosis, event, seen, conclusion->nic))
			continue;
		conclusion_clear(conclusion);
		conclusions.n--;
	}
	*ret = conclusions;
	conclusions = (struct conclusions){ 0 };
	return 0;
}

const char *conclusion_quirk_state(const struct conclusion_quirk *quirk)
{
	const struct plan_quirk *entry = quirk->entry;

	if (!entry || (!entry->match && entry->possible))
		return NULL;
	return plan_quirk_state(entry) ?: "no-match";
}

const char *conclusion_interface(const struct conclusion *conclusion)
{
	const struct nic *nic = conclusion->nic;
	const char *logged = conclusion->event->subject.interface;

	if (nic && nic->n_ifaces && !is_named(nic, logged))
		return nic->ifaces[0].name;
	return logged;
}

const char *conclusion_slot(const struct conclusion *conclusion)
{
	const char *logged = conclusion->event->subject.slot;

	return !*logged && conclusion->nic && conclusion->nic->slot
		       ? conclusion->nic->slot
		       : logged;
}

const char *conclusion_family(const struct conclusion *conclusion)
{
	const struct card_family *family =
		conclusion->seen ? card_family_find(conclusion->seen->family) : NULL;

	return family ? family->name : NULL;
}

enum gravity conclusions_gravity(const struct conclusions *conclusions)
{
	enum gravity worst = GRAVITY_BENIGN;

	for (size_t i = 0; i < conclusions->n; i++)
		if (conclusions->list[i].event->symptom->gravity > worst)
			worst = conclusions->list[i].event->symptom->gravity;
	return worst;
}

void conclusions_clear(struct conclusions *conclusions)
{
	for (size_t i = 0; i < conclusions->n; i++)
		conclusion_clear(&conclusions->list[i]);
	free(conclusions->list);
	*conclusions = (struct conclusions){ 0 };
}
