/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <malloc.h>
#include <time.h>

#include "apply/apply.h"
#include "apply/card-session.h"
#include "facts/incident-store.h"
#include "plan/plan-text.h"
#include "watch/watch-state.h"

/* Drivers print a line every 2 or 4 s while a hang lasts. */
#define STILL_ON_SECONDS 10

/* What goes into the store. */
struct addition {
	const struct env *env;
	const struct nic *nic;
	struct incident incident;
};

static int store_addition(struct incident_store *store, void *data)
{
	struct addition *addition = data;
	struct card_id card;

	card_id_of(addition->env, store->machine_id, addition->nic, &card);
	return incident_store_add(store, &card, &addition->incident);
}

/* Whether some quirk of the card waits for that kind. */
static bool is_awaited(const struct card_session *session, const char *kind)
{
	const struct plan_card *planned = card_session_card(session);
	enum incident_kind number;

	if (incident_kind_find(kind, &number) < 0)
		return false;
	for (size_t i = 0; i < planned->n_quirks; i++) {
		const struct plan_quirk *entry = &planned->quirks[i];

		if (plan_quirk_is_confirmable(entry) &&
		    incident_kinds_contain(&entry->quirk->confirms, number))
			return true;
	}
	return false;
}

static int fill_in(const struct watch *watch, const struct watch_card *card,
		   const struct card_session *session, const struct episode *episode,
		   struct incident *ret)
{
	const struct driver driver =
		facts_driver(session->facts, card_session_card(session)->nic);
	const struct incident seen = {
		.kind = (char *)(uintptr_t)episode->kind,
		.boot = (char *)(uintptr_t)watch->boot,
		.lines = episode->lines,
		.first = episode->first,
		.last = episode->last,
		.kernel = session->facts->kernel,
		.driver_version = driver.origin == ORIGIN_OUT_OF_TREE
					  ? (char *)(uintptr_t)driver.version
					  : NULL,
		.driver_origin = driver.origin,
		.steps = card->steps,
		.n_steps = card->n_steps,
	};

	return incident_copy(&seen, ret);
}

void watch_store(struct watch *watch, struct watch_card *card,
		 const struct episode *episode)
{
	_cleanup_(card_session_close) struct card_session session = { 0 };
	struct addition addition = { .env = &watch->env };
	char place[WATCH_PLACE_SIZE];
	int r;

	if (watch->policy->mode == RUN_DRY)
		return;
	r = card_session_open(&watch->env, card->link.ifindex, card->link.name, NULL,
			      &session);
	if (r >= 0 && !is_awaited(&session, episode->kind))
		return;
	if (r >= 0)
		addition.nic = card_session_card(&session)->nic;
	if (r >= 0)
		r = card_session_read_driver(&session);
	if (r >= 0)
		r = fill_in(watch, card, &session, episode, &addition.incident);
	if (r >= 0)
		r = incident_store_update(&watch->env, NULL, store_addition, &addition);
	incident_clear(&addition.incident);
	if (r >= 0 || r == -ENODEV)
		return;
	watch_card_place(card, place);
	watch_say(watch, "%s: cannot keep the incident in /var/lib/nicquirk: %s", place,
		  strerror(-r));
}

/* What apply has tried; with IN_PLACE also which steps of other quirks are in force. */
static int report_steps(struct watch *watch, const struct watch_card *card,
			const struct plan_card *planned, bool in_place)
{
	_cleanup_(strings_clear) struct strings lines = { 0 };
	char place[WATCH_PLACE_SIZE];
	int r;

	r = plan_text_steps(planned, in_place, &lines);
	watch_card_place(card, place);
	for (size_t i = 0; i < lines.n; i++)
		watch_say(watch, "%s: %s", place, lines.list[i]);
	return r;
}

static int report_wishes(struct watch *watch, const struct watch_card *card,
			 const struct plan_card *planned)
{
	_cleanup_free_ char *summary = NULL;
	char place[WATCH_PLACE_SIZE];
	int r;

	r = plan_text_summary(planned, PLAN_TEXT_NEEDED, &summary);
	if (r < 0)
		return r;
	watch_card_place(card, place);
	if (*summary)
		watch_say(watch, "%s: would set: %s", place, summary);
	return 0;
}

void watch_log_steps(struct watch *watch, struct watch_card *card)
{
	_cleanup_(card_session_close) struct card_session session = { 0 };

	/* For whoever reads this log in a later boot: an incident counts by what was in
	 * force. */
	if (card_session_open(&watch->env, card->link.ifindex, card->link.name, NULL,
			      &session) < 0 ||
	    report_steps(watch, card, card_session_card(&session), true) < 0)
		return;
}

void watch_cure(struct watch *watch, struct watch_card *card)
{
	_cleanup_(card_session_close) struct card_session session = { 0 };
	const bool dry_run = watch->policy->watch_only || watch->policy->mode == RUN_DRY;
	char place[WATCH_PLACE_SIZE];
	int r;

	r = card_session_open(&watch->env, card->link.ifindex, card->link.name, NULL,
			      &session);
	if (r >= 0 && !dry_run && session.ethtool)
		r = apply_plan(&watch->env, session.ethtool, session.plan,
			       card->link.ifindex);
	if (r >= 0)
		r = dry_run ? report_wishes(watch, card, card_session_card(&session))
			    : report_steps(watch, card, card_session_card(&session),
					   false);
	/* Database and plan are no longer needed. */
	card_session_close(&session);
	malloc_trim(0);
	if (r >= 0 || r == -ENODEV)
		return;
	watch_card_place(card, place);
	watch_say(watch, "%s: cannot be cured now: %s", place, strerror(-r));
}

/*
 * Goes on from what is stored of this boot and has lasted until now: a hang that began
 * before this program did is the same one. Transmit hangs that are over are counted: one
 * more is the second one.
 */
static void take_up(struct watch *watch, const struct watch_card *card,
		    const struct incidents *incidents)
{
	const int64_t now = time(NULL);
	struct log_subject subject = { 0 };
	struct episode_card *known;
	struct episode episode;
	unsigned hangs = 0;

	snprintf(subject.slot, sizeof(subject.slot), "%s", card->nic.slot);
	for (size_t i = 0; i < incidents->n; i++)
		hangs += streq(incidents->list[i].kind, "tx-hang");
	known = episodes_find_card(&watch->episodes, &subject);
	if (known)
		known->hangs = hangs;
	for (size_t i = 0; i < incidents->n; i++) {
		const struct incident *incident = &incidents->list[i];
		enum incident_kind kind;

		if (!incident->boot || !streq(incident->boot, watch->boot) ||
		    now - incident->last > STILL_ON_SECONDS ||
		    incident_kind_find(incident->kind, &kind) < 0)
			continue;
		if (episodes_prime(&watch->episodes, &subject, incident_kind_name(kind),
				   incident, &episode) &&
		    known && kind == INCIDENT_TX_HANG)
			known->hangs--;
	}
}

void watch_take_imported(struct watch *watch, struct watch_card *card)
{
	_cleanup_(card_session_close) struct card_session session = { 0 };
	const struct incidents *incidents;
	bool is_new;

	if (card_session_open(&watch->env, card->link.ifindex, card->link.name, NULL,
			      &session) < 0)
		return;
	incidents = &card_session_card(&session)->nic->incidents;
	take_up(watch, card, incidents);
	is_new = incidents->n > card->n_incidents;
	card->n_incidents = incidents->n;
	/* At the add event the link stage has seen what was stored then, and nothing
	 * else.
	 */
	if (is_new)
		watch_cure(watch, card);
}
