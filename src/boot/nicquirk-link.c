/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The udev helper: cures the one interface whose "add" event is being handled. It prints
 * properties for udev on standard output, and fails open: unless it is called wrongly its
 * exit status is 0, so that udev goes on as ever.
 */
#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>

#include "apply/apply.h"
#include "base/capabilities.h"
#include "base/log.h"
#include "base/terminal.h"
#include "facts/host.h"
#include "facts/nic.h"
#include "facts/record.h"
#include "netlink/ethtool.h"
#include "plan/plan-text.h"
#include "plan/plan.h"
#include "quirk/policy.h"
#include "quirk/quirk-file.h"

/* Seconds. udev gives an event 180; a network that waits for us should not wait that
 * long. */
#define TIME_LIMIT 5

static void end_at_time_limit(int signal _unused_)
{
	static const char text[] =
		"<4>nicquirk: nicquirk-link is out of time, giving up\n";
	int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC | O_NONBLOCK);

	if (write(fd >= 0 ? fd : STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(0);
	_exit(0);
}

static bool parse_ifindex(const char *text, unsigned *ret)
{
	unsigned long value;
	char *end;

	if (!text || !isdigit((unsigned char)*text))
		return false;
	value = strtoul(text, &end, 10);
	if (*end || value == 0 || value > INT_MAX)
		return false;
	*ret = (unsigned)value;
	return true;
}

struct session {
	struct env env;
	struct facts *facts;
	struct quirk_db *db;
	struct policy *policy;
	struct plan *plan;
	struct ethtool *ethtool;
};

static void session_clear(struct session *session)
{
	ethtool_close(session->ethtool);
	plan_free(session->plan);
	policy_free(session->policy);
	quirk_db_free(session->db);
	facts_free(session->facts);
}

static int read_facts(struct session *session, unsigned ifindex)
{
	struct nic *nic;
	int r;

	nic = array_append(session->facts->nics, session->facts->n_nics);
	if (!nic)
		return -ENOMEM;
	/* The other interfaces of the function have events of their own. */
	r = nic_read_interface(&session->env, ifindex, getenv("INTERFACE"), nic);
	if (r < 0) {
		session->facts->n_nics--;
		return r;
	}
	if (nic->driver) {
		r = host_read_driver(&session->env, session->facts, nic->driver);
		if (r < 0)
			return r;
	}
	return record_read(&session->env, nic);
}

/* Most cards have no quirk: the kernel is asked only for what a quirk of this one is
 * about. */
static int read_needed_settings(struct session *session)
{
	unsigned needs = plan_card_needs(&session->plan->cards[0]);
	int r;

	if (!needs)
		return 0;
	r = ethtool_open(&session->ethtool);
	if (r >= 0)
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

static int load_session(struct session *session, unsigned ifindex)
{
	struct problems problems = { 0 };
	int r;

	session->facts = calloc(1, sizeof(*session->facts));
	if (!session->facts)
		return -ENOMEM;
	r = host_read(&session->env, session->facts);
	if (r >= 0)
		r = policy_load(&session->env, session->facts->cmdline, &problems,
				&session->policy);
	if (r >= 0 && session->policy->mode == RUN_OFF)
		r = -ECANCELED;
	if (r >= 0)
		r = read_facts(session, ifindex);
	if (r >= 0) {
		const struct quirk_card card = nic_quirk_card(&session->facts->nics[0]);

		r = quirk_db_load_for_card(&session->env, &card, &problems, &session->db);
	}
	/* udev shows it where it is told to log more; the barrier tells the same to the
	 * journal. */
	problems_print_some(&problems, terminal_errors());
	problems_clear(&problems);
	if (r >= 0 && asks_for_system(session->db))
		r = host_read_system(&session->env, session->facts);
	if (r >= 0)
		r = plan_make(session->facts, session->db, session->policy,
			      &session->plan);
	return r < 0 ? r : read_needed_settings(session);
}

static int report_result(const struct session *session, bool dry_run)
{
	const struct plan_card *card = &session->plan->cards[0];
	_cleanup_free_ char *ids = NULL, *summary = NULL, *place = NULL;

	if (plan_text_ids(card, &ids) < 0 ||
	    plan_text_summary(card, dry_run, &summary) < 0)
		return -ENOMEM;
	if (*ids)
		print("NICQUIRK=%s\nNICQUIRK_STATE=%s\n", ids,
		      verdict_name(card->verdict));
	if (!*summary)
		return 0;
	if (plan_text_place(card->nic, &place) < 0)
		return -ENOMEM;
	log_kernel(&session->env, "%s: %s%s", place, dry_run ? "would set: " : "",
		   summary);
	return 0;
}

static int cure_interface(unsigned ifindex)
{
	_cleanup_(session_clear) struct session session = { 0 };
	bool dry_run;
	int r;

	r = load_session(&session, ifindex);
	if (r < 0)
		return r;
	dry_run = session.policy->mode == RUN_DRY;
	if (!dry_run) {
		r = apply_plan(&session.env, session.ethtool, session.plan, ifindex);
		/* The card is cured all the same; only revert will not know of it. */
		if (r < 0)
			log_kernel(&session.env,
				   "cannot keep a record in /run: %s, ignoring",
				   strerror(-r));
	}
	return report_result(&session, dry_run);
}

int main(int argc, char **argv)
{
	const char *text = argc > 1 ? argv[1] : getenv("IFINDEX");
	unsigned ifindex;
	int r;

	if (argc > 2 || !parse_ifindex(text, &ifindex)) {
		fputs("Usage: nicquirk-link [IFINDEX]\n"
		      "Called by udev, which gives the ifindex in IFINDEX.\n",
		      terminal_errors());
		return 2;
	}
	capabilities_keep(1U << CAP_NET_ADMIN);
	/* A limit on the size of files is an error like others, and no reason to die. */
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGALRM, end_at_time_limit);
	alarm(TIME_LIMIT);
	r = cure_interface(ifindex);
	/* Switched off, no PCI card, or gone again: nothing to say. */
	if (r < 0 && r != -ECANCELED && r != -ENOENT && r != -ENODEV && r != -EINVAL)
		log_stderr("ifindex %u: %s, ignoring", ifindex, strerror(-r));
	return 0;
}
