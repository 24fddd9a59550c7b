/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/watch-card.h"

#include "apply/card-session.h"
#include "base/array.h"

/* The quirk whose match means that the kernel never resets a hung card by itself. */
#define NEVER_RESETS "hang-without-reset"

struct watch_card *watch_cards_find(struct watch_cards *cards, unsigned ifindex)
{
	for (size_t i = 0; i < cards->n; i++)
		if (cards->list[i].link.ifindex == ifindex)
			return &cards->list[i];
	return NULL;
}

struct watch_card *watch_cards_find_slot(struct watch_cards *cards, const char *slot)
{
	for (size_t i = 0; i < cards->n; i++)
		if (streq(cards->list[i].nic.slot, slot))
			return &cards->list[i];
	return NULL;
}

static void clear_steps(struct watch_card *card)
{
	for (size_t i = 0; i < card->n_steps; i++)
		free(card->steps[i].quirk);
	free(card->steps);
	card->steps = NULL;
	card->n_steps = 0;
}

static void watch_card_clear(struct watch_card *card)
{
	clear_steps(card);
	network_state_clear(&card->saved);
	nic_clear(&card->nic);
}

void watch_cards_remove(struct watch_cards *cards, unsigned ifindex)
{
	struct watch_card *card = watch_cards_find(cards, ifindex);

	if (!card)
		return;
	watch_card_clear(card);
	*card = cards->list[--cards->n];
}

void watch_cards_clear(struct watch_cards *cards)
{
	for (size_t i = 0; i < cards->n; i++)
		watch_card_clear(&cards->list[i]);
	free(cards->list);
	*cards = (struct watch_cards){ 0 };
}

static const struct incident_step *find_step_in_force(const struct watch_card *card,
						      const char *quirk)
{
	for (size_t i = 0; i < card->n_steps; i++)
		if (streq(card->steps[i].quirk, quirk))
			return &card->steps[i];
	return NULL;
}

/* Adds the step of each quirk that can be confirmed, and that has any. */
static int read_steps(struct watch_card *card, const struct card_session *session,
		      const struct watch_card *before, bool reset)
{
	const struct plan_card *planned = card_session_card(session);

	for (size_t i = 0; i < planned->n_quirks; i++) {
		const struct plan_quirk *entry = &planned->quirks[i];
		const struct incident_step *old;
		struct incident_step *added;
		int step = plan_quirk_in_force(entry);

		if (!plan_quirk_is_confirmable(entry) || !entry->quirk->n_actions)
			continue;
		old = before ? find_step_in_force(before, entry->quirk->id) : NULL;
		/* No setting but EEE and receive checksums resets the card: what hangs
		 * hangs on. */
		if (old && !reset && old->step < step)
			step = old->step;
		added = array_append(card->steps, card->n_steps);
		if (!added)
			return -ENOMEM;
		added->step = step;
		added->quirk = strdup(entry->quirk->id);
		if (!added->quirk)
			return -ENOMEM;
	}
	return 0;
}

static bool has_same_steps(const struct watch_card *a, const struct watch_card *b)
{
	for (size_t i = 0; i < a->n_steps; i++) {
		const struct incident_step *other =
			find_step_in_force(b, a->steps[i].quirk);

		if (!other || other->step != a->steps[i].step)
			return false;
	}
	return a->n_steps == b->n_steps;
}

int watch_card_update_steps(struct watch_card *card, const struct env *env, bool reset)
{
	_cleanup_(card_session_close) struct card_session session = { 0 };
	_cleanup_(clear_steps) struct watch_card now = { 0 };
	bool same;
	int r;

	r = card_session_open(env, card->link.ifindex, card->link.name, NULL, &session);
	if (r >= 0)
		r = read_steps(&now, &session, card, reset);
	if (r < 0)
		return r;
	same = has_same_steps(card, &now);
	clear_steps(card);
	card->steps = TAKE_PTR(now.steps);
	card->n_steps = now.n_steps;
	now.n_steps = 0;
	return !same;
}

static int copy_name(const char *from, char **ret)
{
	*ret = from ? strdup(from) : NULL;
	return from && !*ret ? -ENOMEM : 0;
}

static int copy_card(const struct nic *from, struct nic *ret)
{
	*ret = (struct nic){
		.vendor = from->vendor,
		.device = from->device,
		.subsystem_vendor = from->subsystem_vendor,
		.subsystem_device = from->subsystem_device,
		.revision = from->revision,
		.class = from->class,
	};
	if (copy_name(from->slot, &ret->slot) < 0)
		return -ENOMEM;
	return copy_name(from->driver, &ret->driver);
}

static int read_watch_card(struct watch_card *card, const struct card_session *session)
{
	const struct plan_card *planned = card_session_card(session);
	int r;

	r = copy_card(planned->nic, &card->nic);
	if (r >= 0)
		r = read_steps(card, session, NULL, /* reset= */ true);
	if (r < 0)
		return r;
	card->n_incidents = planned->nic->incidents.n;
	card->recoverable = recovery_init(&card->recovery, card->nic.driver);
	for (size_t i = 0; i < planned->n_quirks; i++) {
		const struct plan_quirk *entry = &planned->quirks[i];
		/* Who skips it says that this kernel does. */
		if (entry->match && !entry->skipped &&
		    streq(entry->quirk->id, NEVER_RESETS))
			card->recovery.never_resets = true;
	}
	return plan_card_is_confirmable(planned);
}

int watch_cards_add(struct watch_cards *cards, const struct env *env,
		    const struct link *link)
{
	_cleanup_(card_session_close) struct card_session session = { 0 };
	_cleanup_(watch_card_clear) struct watch_card card = { .link = *link };
	struct watch_card *added;
	int r;

	watch_cards_remove(cards, link->ifindex);
	r = card_session_open(env, link->ifindex, link->name, NULL, &session);
	if (r < 0)
		/* No card, or none of ours. */
		return r == -ENOMEM ? r : 0;
	r = read_watch_card(&card, &session);
	if (r <= 0)
		return r;
	added = array_append(cards->list, cards->n);
	if (!added)
		return -ENOMEM;
	*added = card;
	card = (struct watch_card){ 0 };
	return 1;
}

void watch_card_place(const struct watch_card *card, char ret[static WATCH_PLACE_SIZE])
{
	snprintf(ret, WATCH_PLACE_SIZE, "%s (%s)", card->link.name, card->nic.slot);
}
