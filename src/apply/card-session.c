/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/card-session.h"

#include "base/log.h"
#include "facts/host.h"
#include "facts/incident-store.h"
#include "facts/nic.h"
#include "facts/record.h"
#include "plan/plan-debug.h"
#include "quirk/policy.h"
#include "quirk/quirk-file.h"
#include "quirk/quirk-index.h"

void card_session_close(struct card_session *session)
{
	ethtool_close(session->ethtool);
	plan_free(session->plan);
	policy_free(session->policy);
	quirk_db_free(session->db);
	facts_free(session->facts);
	*session = (struct card_session){ 0 };
}

struct plan_card *card_session_card(const struct card_session *session)
{
	return &session->plan->cards[0];
}

static int read_card(struct card_session *session, const struct nic_place *place)
{
	struct nic *nic;
	int r;

	nic = array_append(session->facts->nics, session->facts->n_nics);
	if (!nic)
		return -ENOMEM;
	/* The other interfaces of the function have events of their own. */
	r = nic_read_interface(&session->env, place, nic);
	if (r < 0)
		session->facts->n_nics--;
	return r;
}

/* Whether a quirk that may be the card's asks for that key. */
static bool is_asked(const struct quirk_db *db, enum match_key key)
{
	for (size_t i = 0; i < db->n; i++)
		if (db->quirks[i]->match[key].text)
			return true;
	return false;
}

/* Whether one of them is about the driver's build, or keeps another module out. */
static bool is_about_modules(const struct quirk_db *db)
{
	for (size_t i = 0; i < db->n; i++)
		if (quirk_action_types(db->quirks[i], db->quirks[i]->n_steps) &
		    ACTIONS_ON_MODULES)
			return true;
	return is_asked(db, MATCH_ORIGIN) || is_asked(db, MATCH_DRIVER_VERSION);
}

/* What the quirks ask for, and no more: each is a file or several. */
static int read_rest(struct card_session *session)
{
	struct nic *nic = &session->facts->nics[0];
	const struct quirk_db *db = session->db;
	int r = 0;

	if (db->n == 0)
		return 0;
	if (is_asked(db, MATCH_REVISION))
		r = nic_read_details(&session->env, nic);
	if (r >= 0 && is_about_modules(db))
		r = card_session_read_driver(session);
	if (r >= 0 && is_asked(db, MATCH_SYSTEM))
		r = host_read_system(&session->env, session->facts);
	return r < 0 ? r : record_read(&session->env, nic);
}

int card_session_read_driver(struct card_session *session)
{
	const struct nic *nic = &session->facts->nics[0];

	return nic->driver ? host_read_driver(&session->env, session->facts, nic->driver)
			   : 0;
}

/*
 * Most cards have no quirk: the kernel is asked only for what a quirk of this one is
 * about, and the incidents are read only where one may count.
 */
static int read_what_matters(struct card_session *session, struct problems *problems)
{
	const struct plan_card *card = card_session_card(session);
	const bool confirmable = plan_card_is_confirmable(card);
	const unsigned needs = plan_card_needs(card);
	int r = 0;

	if (!needs && !confirmable)
		return 0;
	if (confirmable)
		r = incident_store_read_facts(&session->env, problems, session->facts);
	if (r >= 0 && needs) {
		r = ethtool_open(&session->ethtool);
		session->facts->ethtool_missing = r == -EOPNOTSUPP;
	}
	/* Without it ASPM can be read and set all the same. */
	if (needs && (r >= 0 || session->facts->ethtool_missing))
		r = nic_read_settings(&session->env, &session->facts->nics[0],
				      session->ethtool, needs);
	if (r < 0)
		return r;
	session->plan = plan_free(session->plan);
	return plan_make(session->facts, session->db, session->policy, &session->plan);
}

static int load(struct card_session *session, unsigned ifindex, const char *name,
		struct problems *problems)
{
	const struct quirk_index *index;
	struct nic_place place;
	int r;

	r = nic_find_interface(&session->env, ifindex, name, &place);
	if (r < 0)
		return r;
	index = quirk_index_open(&session->env);
	/* Most interfaces end here, so nothing else has been looked at yet. */
	if (index && !quirk_index_concerns(index, &place.card)) {
		log_debug("%s: no quirk concerns it (driver %s)", place.name,
			  *place.driver ? place.driver : "none");
		return -ENODATA;
	}
	session->facts = calloc(1, sizeof(*session->facts));
	if (!session->facts)
		return -ENOMEM;
	r = host_read(&session->env, session->facts);
	log_debug_follow_udev(&session->env, session->facts->cmdline);
	/* With an index the debug level would show fewer interfaces. */
	session->indexed = index;
	session->unindexed = !index && !log_debug_is_on();
	if (r >= 0)
		r = policy_load(&session->env, session->facts->cmdline, problems,
				&session->policy);
	if (r >= 0 && session->policy->mode == RUN_OFF)
		return -ECANCELED;
	if (r >= 0)
		r = read_card(session, &place);
	if (r >= 0) {
		const struct quirk_card card = nic_quirk_card(&session->facts->nics[0]);

		r = quirk_db_load_for_cards(&session->env,
					    &(struct quirk_cards){ &card, 1 }, index,
					    problems, &session->db);
	}
	if (r >= 0)
		r = read_rest(session);
	if (r >= 0)
		r = plan_make(session->facts, session->db, session->policy,
			      &session->plan);
	return r < 0 ? r : read_what_matters(session, problems);
}

int card_session_open(const struct env *env, unsigned ifindex, const char *name,
		      struct problems *problems, struct card_session *ret)
{
	struct card_session session = { .env = *env };
	int r;

	r = load(&session, ifindex, name, problems);
	if (r < 0) {
		card_session_close(&session);
		return r;
	}
	plan_debug(session.plan);
	*ret = session;
	return 0;
}
