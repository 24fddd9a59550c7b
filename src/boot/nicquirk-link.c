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

#include "apply/apply-log.h"
#include "apply/apply.h"
#include "apply/card-session.h"
#include "base/capabilities.h"
#include "base/container.h"
#include "base/log.h"
#include "base/process.h"
#include "base/terminal.h"
#include "plan/plan-text.h"
#include "quirk/policy.h"
#include "quirk/quirk-index-write.h"

/* Seconds. udev gives an event 180; a network that waits for us should not wait that
 * long. */
#define TIME_LIMIT  5
#define INDEX_LIMIT 1

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

static int report_result(const struct card_session *session, bool dry_run)
{
	const struct plan_card *card = card_session_card(session);
	_cleanup_free_ char *ids = NULL, *summary = NULL, *place = NULL;

	if (plan_text_ids(card, &ids) < 0)
		return -ENOMEM;
	if (*ids)
		print("NICQUIRK=%s\nNICQUIRK_STATE=%s\n", ids,
		      verdict_name(card->verdict));
	if (plan_card_is_confirmable(card) && !session->policy->watch_off)
		print("NICQUIRK_WATCH=1\n");
	if (plan_text_place(card->nic, &place) < 0)
		return -ENOMEM;
	if (session->facts->ethtool_missing)
		log_kernel(&session->env, "%s: " ETHTOOL_MISSING, place);
	if (!dry_run)
		return apply_log_steps(&session->env, card, "", /* in_place= */ true);
	if (plan_text_summary(card, PLAN_TEXT_NEEDED, &summary) < 0)
		return -ENOMEM;
	if (!*summary)
		return 0;
	if (session->policy->refused)
		log_kernel(&session->env, POLICY_REFUSED, session->policy->refused);
	log_kernel(&session->env, "%s: would set: %s", place, summary);
	return 0;
}

/* The card is seen to: what is left serves speed alone. */
static void end_quietly(int signal _unused_)
{
	_exit(0);
}

/* For the interfaces that come after, on a host whose init runs no nicquirk-generator.
 * udev gets the properties first. */
static void leave_index(const struct env *env)
{
	fflush(terminal_output());
	signal(SIGALRM, end_quietly);
	alarm(INDEX_LIMIT);
	(void)!quirk_index_write(env);
}

static int cure_interface(unsigned ifindex)
{
	/* Never closed: the process is about to end, and to free it piece by piece would
	 * take as long as reading the database. */
	static struct card_session session;
	struct problems problems = { 0 };
	const struct env env = { 0 };
	bool dry_run;
	int r;

	r = card_session_open(&env, ifindex, getenv("INTERFACE"), &problems, &session);
	/* udev shows it at a higher log level; the barrier logs the same to the
	 * journal. */
	problems_print_some(&problems, terminal_errors());
	problems_clear(&problems);
	if (r < 0)
		return r;
	/* A card in a container's network was cured by the host, and is its to watch. An
	 * index that holds was written here, by one who had looked. */
	if (session.db->n && !session.indexed && env_is_container(&session.env))
		return 0;
	process_survive_limits();
	dry_run = session.policy->mode == RUN_DRY;
	if (!dry_run) {
		r = apply_plan(&session.env, session.ethtool, session.plan, ifindex);
		/* The card is cured all the same; only revert will not know of it. */
		if (r < 0)
			log_kernel(&session.env,
				   "cannot keep a record in /run: %s, ignoring",
				   strerror(-r));
	}
	r = report_result(&session, dry_run);
	if (session.unindexed && !dry_run)
		leave_index(&session.env);
	return r;
}

int main(int argc, char **argv)
{
	static char properties[BUFSIZ];
	const char *text = argc > 1 ? argv[1] : getenv("IFINDEX");
	unsigned ifindex;
	int r;

	process_open_descriptors();
	terminal_output_in(properties, sizeof(properties));
	if (argc > 2 || !parse_ifindex(text, &ifindex)) {
		fputs("Usage: nicquirk-link [IFINDEX]\n"
		      "Called by udev, which gives the ifindex in IFINDEX.\n",
		      terminal_errors());
		return 2;
	}
	capabilities_keep(1U << CAP_NET_ADMIN);
	signal(SIGALRM, end_at_time_limit);
	alarm(TIME_LIMIT);
	r = cure_interface(ifindex);
	if (log_debug_is_on())
		log_debug("ifindex %u: %s", ifindex, r < 0 ? strerror(-r) : "seen to");
	/* Switched off, no quirk, no PCI card, or gone again: nothing to say. Else the
	 * card may be as bad as ever, and what udev does with standard error nobody sees.
	 */
	if (r < 0 && r != -ECANCELED && r != -ENOENT && r != -ENODEV && r != -ENODATA &&
	    r != -EINVAL && !env_is_container(&(struct env){ 0 }))
		log_kernel(&(struct env){ 0 }, "ifindex %u: %s, left as it is", ifindex,
			   strerror(-r));
	return 0;
}
