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

static int read_card(struct card_session *session, unsigned ifindex, const char *name)
{
	struct nic *nic;
	int r;

	nic = array_append(session->facts->nics, session->facts->n_nics);
	if (!nic)
		return -ENOMEM;
	/* The other interfaces of the function have events of their own. */
	r = nic_read_interface(&session->env, ifindex, name, nic);
	if (r < 0) {
		session->facts->n_nics--;
		return r;
	}
	return 0;
}

/* Most cards have no quirk, and then nothing more need be known of them. */
static int read_rest(struct card_session *session)
{
	struct nic *nic = &session->facts->nics[0];
	int r;

	if (session->db->n == 0)
		return 0;
	r = nic_read_details(&session->env, nic);
	if (r >= 0 && nic->driver)
		r = host_read_driver(&session->env, session->facts, nic->driver);
	return r < 0 ? r : record_read(&session->env, nic);
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

/* Few quirks are about the system, and reading what it is costs as much as reading the
 * card. */
static bool asks_for_system(const struct quirk_db *db)
{
	for (size_t i = 0; i < db->n; i++)
		if (db->quirks[i]->match[MATCH_SYSTEM].text)
			return true;
	return false;
}

static int load(struct card_session *session, unsigned ifindex, const char *name,
		struct problems *problems)
{
	int r;

	session->facts = calloc(1, sizeof(*session->facts));
	if (!session->facts)
		return -ENOMEM;
	r = host_read(&session->env, session->facts);
	log_debug_follow_udev(&session->env, session->facts->cmdline);
	if (r >= 0)
		r = policy_load(&session->env, session->facts->cmdline, problems,
				&session->policy);
	if (r >= 0 && session->policy->mode == RUN_OFF)
		return -ECANCELED;
	if (r >= 0)
		r = read_card(session, ifindex, name);
	if (r >= 0) {
		const struct quirk_card card = nic_quirk_card(&session->facts->nics[0]);

		r = quirk_db_load_for_card(&session->env, &card, problems, &session->db);
	}
	if (r >= 0)
		r = read_rest(session);
	if (r >= 0 && asks_for_system(session->db))
		r = host_read_system(&session->env, session->facts);
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
