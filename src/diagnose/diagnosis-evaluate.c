/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/diagnosis-evaluate.h"

#include <stdarg.h>

#include "plan/plan-match.h"

static int advise(struct strings *advice, const char *format, ...) _printf_(2, 3);

/* The same is said once, however many quirks say it. */
static int advise(struct strings *advice, const char *format, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list args;
	int r;

	va_start(args, format);
	r = vasprintf(&text, format, args);
	va_end(args);
	if (r < 0) {
		text = NULL;
		return -ENOMEM;
	}
	return strings_contain(advice, text) ? 0 : strings_add(advice, text);
}

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
	if (seen && nic->vendor >= 0 && nic->device >= 0 &&
	    (seen->vendor != nic->vendor || seen->device != nic->device))
		return false;
	return !nic->driver || !*subject->driver || streq(nic->driver, subject->driver);
}

/* The card that an event is about; where the log names a driver alone, one of that
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

/* The driver as it was when it happened, as far as the log tells; else as it is. */
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
		.vendor = seen ? seen->vendor : -1,
		.device = seen ? seen->device : -1,
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
	return 0;
}

/* The decision on the driver, where the quirk is about its build. */
static const struct plan_module *find_decision(const struct plan *plan,
					       const struct conclusion_quirk *found)
{
	bool about_build = false;

	for (size_t i = 0; i < found->quirk->n_actions; i++)
		if (found->quirk->actions[i].type == ACTION_BUILD)
			about_build = true;
	for (size_t i = 0; about_build && i < plan->n_modules; i++) {
		const struct plan_module *module = &plan->modules[i];

		if (found->card->nic->driver &&
		    streq(module->module->name, found->card->nic->driver))
			return module;
	}
	return NULL;
}

static int advise_needed(struct conclusion *conclusion, const struct plan *plan,
			 const struct conclusion_quirk *found)
{
	const struct plan_module *module = find_decision(plan, found);

	if (module && module->decision != DECISION_KEEP)
		return advise(&conclusion->advice,
			      "reboot, for the build of the driver: %s: %s: %s",
			      module->module->name, decision_name(module->decision),
			      module->reason);
	for (size_t i = 0; i < found->quirk->n_actions; i++)
		if (found->quirk->actions[i].type == ACTION_BUILD)
			return 0;
	if (!conclusion->nic || conclusion->nic->n_ifaces == 0)
		return advise(&conclusion->advice, "nicquirk apply");
	return advise(
		&conclusion->advice,
		"nicquirk apply %s; with nicquirk enabled, the next boot does it by itself",
		conclusion_interface(conclusion));
}

/* What the administrator can still ask for. */
static int advise_more(struct conclusion *conclusion,
		       const struct conclusion_quirk *found)
{
	const struct quirk *quirk = found->quirk;

	if (found->entry->step < quirk->n_steps)
		return advise(
			&conclusion->advice,
			"if it has happened since the cure is in place: \"[Step] %s=%u\" in "
			"nicquirk.conf",
			quirk->id, found->entry->step + 1);
	return advise(&conclusion->advice,
		      "nothing, unless it has happened since the cure is in place");
}

static int advise_quirk(struct conclusion *conclusion, const struct plan *plan,
			const struct conclusion_quirk *found)
{
	const struct quirk *quirk = found->quirk;
	const struct plan_quirk *entry = found->entry;
	int r = 0;

	if (!entry)
		r = advise(
			&conclusion->advice,
			"nicquirk report on the host of the log, then --facts here: its "
			"cards decide which quirk it is");
	else if (!entry->match)
		r = advise(
			&conclusion->advice,
			"nothing: as this host is now, %s does not concern it any more",
			quirk->id);
	else if (entry->skipped)
		r = advise(&conclusion->advice,
			   "%s is skipped by this host's configuration", quirk->id);
	else if (entry->verdict == VERDICT_NEEDS_ACTION)
		r = advise_needed(conclusion, plan, found);
	else if (entry->verdict == VERDICT_MITIGATED)
		r = advise_more(conclusion, found);
	else if (entry->verdict == VERDICT_FAILED)
		r = advise(&conclusion->advice,
			   "the kernel did not grant the cure: nicquirk explain %s",
			   quirk->id);
	else if (quirk->n_actions)
		r = advise(&conclusion->advice,
			   "nothing is set unasked on evidence %s: to try it, \"[Policy] "
			   "Evidence=%s\" in nicquirk.conf",
			   evidence_name(quirk->evidence),
			   evidence_name(quirk->evidence));
	if (entry ? !entry->match : conclusion->n_quirks > 1)
		return r;
	for (size_t i = 0; i < quirk->advice.n && r >= 0; i++)
		r = advise(&conclusion->advice, "%s", quirk->advice.list[i]);
	return r;
}

/* The table's advice speaks of INTERFACE. */
static int advise_kind(struct conclusion *conclusion, const char *text)
{
	static const char placeholder[] = "INTERFACE";
	const char *name = conclusion_interface(conclusion);
	const char *at = strstr(text, placeholder);

	if (!at || !*name)
		return advise(&conclusion->advice, "%s", text);
	return advise(&conclusion->advice, "%.*s%s%s", (int)(at - text), text, name,
		      at + sizeof(placeholder) - 1);
}

static int conclude(const struct event *event, const struct log_card *seen,
		    const struct quirk_db *db, const struct plan *plan,
		    struct conclusion *ret)
{
	const struct symptom_kind *kind = symptom_kind_find(event->symptom->kind);
	const struct plan_card *card;
	bool is_the_one;
	int r;

	ret->event = event;
	card = find_event_card(plan, &event->subject, seen, &is_the_one);
	if (card && is_the_one)
		ret->nic = card->nic;
	r = add_suspects(ret, db, plan, card, seen);
	for (size_t i = 0; i < ret->n_quirks && r >= 0; i++)
		r = advise_quirk(ret, plan, &ret->quirks[i]);
	if (r >= 0 && ret->n_quirks == 0 && kind && kind->advice)
		r = advise_kind(ret, kind->advice);
	return r;
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
		struct conclusion *conclusion =
			array_append(conclusions.list, conclusions.n);

		if (!conclusion ||
		    conclude(event, find_seen(diagnosis, event->subject.slot), db, plan,
			     conclusion) < 0)
			return -ENOMEM;
	}
	*ret = conclusions;
	conclusions = (struct conclusions){ 0 };
	return 0;
}

const char *conclusion_quirk_state(const struct conclusion_quirk *quirk)
{
	if (!quirk->entry)
		return NULL;
	if (!quirk->entry->match)
		return "no-match";
	return quirk->entry->skipped ? "skipped" : verdict_name(quirk->entry->verdict);
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
	for (size_t i = 0; i < conclusions->n; i++) {
		free(conclusions->list[i].quirks);
		strings_clear(&conclusions->list[i].advice);
	}
	free(conclusions->list);
	*conclusions = (struct conclusions){ 0 };
}
