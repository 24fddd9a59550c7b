/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/diagnosis-evaluate.h"

#include "diagnose/card-family.h"
#include "diagnose/event-card.h"
#include "diagnose/event-suspect.h"
#include "facts/nic.h"

/* What is said of a hang depends on the kernel: see the quirk hang-without-reset. */
static const char *hang_meaning(enum hang_reset reset)
{
	static const char *const texts[] = {
		[HANG_RESET_NEVER] =
			"The card has stopped sending. This kernel does not reset it: it "
			"stays so until the port goes down and up.",
		[HANG_RESET_COMES] =
			"The card has stopped sending, and the driver resets "
			"it some seconds later.",
	};

	return texts[reset];
}

/* A session of Intel AMT that redirects a console or a disk holds the card's PHY. */
static bool shows_session(const struct diagnosis *diagnosis, const struct event *event)
{
	for (size_t i = 0; i < diagnosis->n_events; i++)
		if (streq(diagnosis->events[i].symptom->kind, "sol-ider") &&
		    streq(diagnosis->events[i].subject.slot, event->subject.slot))
			return true;
	return false;
}

/* A hypervisor's card stops when its host has no time for it: nothing that is known of
 * real cards is its cure. */
static bool is_emulated_hang(const struct conclusion *conclusion)
{
	return streq(conclusion->event->symptom->kind, "tx-hang") && conclusion->nic &&
	       nic_is_emulated(conclusion->nic);
}

static int explain_emulated_hang(struct conclusion *conclusion)
{
	conclusion->meaning =
		"The card is emulated: it stops when the host of the virtual machine has no "
		"time for it.";
	return strings_add(
		&conclusion->advice,
		"give the virtual machine a virtio (KVM) or vmxnet3 (VMware) card "
		"in its place");
}

static int explain_event(const struct diagnosis *diagnosis, const struct quirk_db *db,
			 const struct plan *plan, struct conclusion *conclusion)
{
	const struct event *event = conclusion->event;
	const struct symptom_kind *kind = symptom_kind_find(event->symptom->kind);
	enum hang_reset reset = HANG_RESET_UNKNOWN;
	int r = 0;

	if (is_emulated_hang(conclusion))
		return explain_emulated_hang(conclusion);
	conclusion->meaning = kind ? kind->meaning : NULL;
	if (streq(event->symptom->kind, "tx-hang"))
		r = event_hang_reset(diagnosis, event, db, plan->facts, &reset);
	if (r >= 0 && reset != HANG_RESET_UNKNOWN)
		conclusion->meaning = hang_meaning(reset);
	/* Few of these are real nowadays, and no quirk is of them. */
	if (r >= 0 && streq(event->symptom->kind, "tx-hang") &&
	    streq(event->subject.driver, "e1000"))
		r = strings_add(&conclusion->advice,
				"in a virtual machine: give it a virtio (KVM) or vmxnet3 "
				"(VMware) card in the place of this one");
	if (r >= 0 && streq(event->symptom->kind, "tx-hang") &&
	    shows_session(diagnosis, event))
		r = strings_add(
			&conclusion->advice,
			"first close the AMT session that the log shows: a host that "
			"hung under load with TSO on held once it was closed");
	return r;
}

static int conclude(const struct diagnosis *diagnosis, const struct event *event,
		    const struct log_card *seen, const struct quirk_db *db,
		    const struct plan *plan, struct conclusion *ret)
{
	const struct plan_card *card;
	bool is_the_one;
	int r = 0;

	ret->event = event;
	ret->seen = seen;
	card = event_card_find(plan, &event->subject, seen, &is_the_one);
	if (card && is_the_one && !event_has_other_card(diagnosis, event, card->nic))
		ret->nic = card->nic;
	if (!is_emulated_hang(ret))
		r = conclusion_add_suspects(ret, db, plan, card, seen);
	ret->is_of_cause = event_is_of_cause(diagnosis, event);
	ret->has_other_hang = event_has_other_hang(diagnosis, event);
	if (!ret->is_of_cause)
		conclusion_drop_waiting(ret);
	if (r >= 0)
		r = explain_event(diagnosis, db, plan, ret);
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
		if (event_place_is_known(diagnosis, event, seen, conclusion->nic))
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

	if (nic && nic->n_ifaces && !event_card_is_named(nic, logged))
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
