/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/event-card.h"

#include "diagnose/card-family.h"
#include "quirk/pci-ids.h"

bool event_card_is_named(const struct nic *nic, const char *interface)
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

int32_t event_card_seen_device(const struct log_card *seen)
{
	const struct card_family *family = seen ? card_family_find(seen->family) : NULL;

	if (seen && seen->device >= 0)
		return seen->device;
	return family ? family->device : -1;
}

const struct plan_card *event_card_find(const struct plan *plan,
					const struct log_subject *subject,
					const struct log_card *seen, bool *ret_is_the_one)
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
		    !event_card_is_named(nic, subject->interface))
			continue;
		if (found)
			*ret_is_the_one = false;
		else
			found = card;
	}
	return found;
}

bool event_has_other_card(const struct diagnosis *diagnosis, const struct event *event,
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

bool event_place_is_known(const struct diagnosis *diagnosis, const struct event *event,
			  const struct log_card *seen, const struct nic *nic)
{
	if (event->symptom->subject != SUBJECT_PLACE || nic)
		return true;
	if (seen && seen->vendor == PCI_VENDOR_INTEL)
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
