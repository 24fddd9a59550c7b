/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <signal.h>

#include "apply/apply-log.h"
#include "apply/apply.h"
#include "base/clock.h"
#include "base/container.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/context.h"
#include "facts/in-use.h"
#include "host/module.h"
#include "host/udev-wait.h"
#include "plan/plan-module.h"
#include "plan/plan-text.h"

/* Seconds for all that is no waiting for udev: what is read and set. systemd gives the
 * barrier 30, with ten to wait. */
#define WORK_LIMIT 15

/* What says that the network was reached, for the handler, which may not look it up. */
static char reached_path[PATH_MAX];

static void go_on_at_time_limit(int signal _unused_)
{
	static const char text[] = "<4>nicquirk: the barrier is out of time, going on\n";
	int kmsg = open("/dev/kmsg", O_WRONLY | O_CLOEXEC | O_NONBLOCK);

	(void)!open(reached_path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	(void)!write(kmsg >= 0 ? kmsg : STDERR_FILENO, text, sizeof(text) - 1);
	_exit(EXIT_IN_PLACE);
}

/* A fifo in a folder that a library reads holds up who reads it, and so the network. */
static void limit_time(const struct options *options)
{
	if (network_reached_path(&options->env, reached_path) < 0 ||
	    options->timeout > INT_MAX - WORK_LIMIT)
		return;
	signal(SIGALRM, go_on_at_time_limit);
	alarm(options->timeout + WORK_LIMIT);
}

/*
 * Whether the quirk has something to set on the card: now, or once the driver is there
 * that its builds on disk, as far as the plan knows them, would make of it.
 */
static int will_act(const struct plan *plan, const struct plan_card *card,
		    const struct plan_quirk *entry, bool look_at_builds, bool *ret)
{
	*ret = entry->possible && !entry->skipped && entry->acts;
	if (!*ret || card->nic->driver || !look_at_builds)
		return 0;
	return plan_module_may_match(plan, card, entry, ret);
}

static int is_affected(const struct plan *plan, const struct plan_card *card,
		       bool look_at_builds, bool *ret)
{
	int r = 0;

	*ret = false;
	for (size_t i = 0; i < card->n_quirks && !*ret && r >= 0; i++)
		r = will_act(plan, card, &card->quirks[i], look_at_builds, ret);
	return r;
}

/* Whether a driver is there or would be loaded; true also where that cannot be found out.
 */
static bool can_bind(const struct env *env, const struct nic *nic)
{
	_cleanup_(strings_clear) struct strings names = { 0 };

	return module_card_drivers(env, nic, /* allowed= */ true, &names) < 0 ||
	       names.n > 0;
}

/* Adds the slots of the affected cards. */
static int find_affected(const struct env *env, const struct plan *plan,
			 bool look_at_builds, struct strings *ret)
{
	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct plan_card *card = &plan->cards[i];
		bool affected;
		int r;

		r = is_affected(plan, card, look_at_builds, &affected);
		if (r >= 0 && affected && can_bind(env, card->nic))
			r = strings_add(ret, card->nic->slot);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Whether the link stage has been here: it leaves its name in udev's database. */
static bool was_seen(const struct iface *iface)
{
	_cleanup_free_ char *ids = NULL;

	return udev_property(iface->name, "NICQUIRK", &ids) == 0;
}

static int find_link_file(const struct iface *iface, char **ret)
{
	int r = udev_property(iface->name, "ID_NET_LINK_FILE", ret);

	return r == -ENOMEM ? r : 0;
}

/* What our record shows as granted and is otherwise now was changed by somebody. */
static int report_changed(const struct plan_card *card, const struct iface *iface,
			  const char *place)
{
	_cleanup_free_ char *link_file = NULL, *summary = NULL;

	if (find_link_file(iface, &link_file) < 0 ||
	    plan_text_summary(card, PLAN_TEXT_CHANGED, &summary) < 0)
		return -ENOMEM;
	log_stderr("%s: changed since udev set it, left alone: %s; ID_NET_LINK_FILE=%s",
		   place, summary, link_file ?: "(none)");
	return 0;
}

static int cure_late(const struct env *env, struct plan *plan, const struct iface *iface,
		     const char *place)
{
	_cleanup_(ethtool_closep) struct ethtool *ethtool = NULL;
	int r;

	r = ethtool_open(&ethtool);
	if (r == -EOPNOTSUPP) {
		log_stderr("%s: " ETHTOOL_MISSING, place);
		return 0;
	}
	if (r < 0)
		return r;
	if (apply_plan(env, ethtool, plan, iface->ifindex) < 0)
		log_stderr("%s: cannot keep a record in /run, ignoring", place);
	return 0;
}

/* Whether a setting is in that state, on this interface or on the card itself. */
static bool has_setting_in(const struct plan_card *card, const struct iface *iface,
			   enum action_state state)
{
	for (size_t i = 0; i < card->n_quirks; i++)
		for (size_t j = 0; j < card->quirks[i].n_actions; j++) {
			const struct plan_action *action = &card->quirks[i].actions[j];

			if ((!action->iface || action->iface == iface) &&
			    !action->overruled && action->state == state)
				return true;
		}
	return false;
}

/*
 * Sees to settings that the plan wants and our record does not have: udev did not see the
 * interface, or /var with the incidents came after it.
 */
static int settle_interface(const struct env *env, struct plan *plan,
			    struct plan_card *card, const struct iface *iface,
			    const char *place)
{
	_cleanup_free_ char *summary = NULL;

	if (!iface_is_in_use(env, iface->name))
		return cure_late(env, plan, iface, place);
	if (plan_text_summary(card, PLAN_TEXT_NEEDED, &summary) < 0)
		return -ENOMEM;
	/* Some settings reset the card. */
	log_kernel(env, "%s: %sin use: left alone; \"nicquirk apply %s\" would set: %s",
		   place, was_seen(iface) ? "" : "not seen by udev, and ", iface->name,
		   summary);
	return 0;
}

/* Sees to each interface of a card, then writes down what was set late. */
static int settle_card(const struct env *env, struct plan *plan, struct plan_card *card,
		       const char *place)
{
	const char *note = "set by the barrier: ";
	int r = 0;

	for (size_t i = 0; i < card->nic->n_ifaces && r >= 0; i++) {
		const struct iface *iface = &card->nic->ifaces[i];

		if (has_setting_in(card, iface, STATE_CHANGED))
			r = report_changed(card, iface, place);
		if (r < 0 || !has_setting_in(card, iface, STATE_NEEDED))
			continue;
		if (!was_seen(iface))
			note = "not seen by udev, set by the barrier: ";
		r = settle_interface(env, plan, card, iface, place);
	}
	return r < 0 ? r : apply_log_steps(env, card, note, /* in_place= */ false);
}

/* Reads the plan back on a card and says so, in one line. */
static int check_card(const struct env *env, struct plan *plan, struct plan_card *card,
		      bool dry_run)
{
	_cleanup_free_ char *ids = NULL, *place = NULL;
	int r = 0;

	if (plan_text_ids(card, &ids) < 0 || plan_text_place(card->nic, &place) < 0)
		return -ENOMEM;
	if (card->nic->n_ifaces == 0) {
		log_stderr("%s: has no interface yet, going on", place);
		return 0;
	}
	if (!dry_run)
		r = settle_card(env, plan, card, place);
	log_stderr("%s: %s: %s", place, ids, verdict_name(card->verdict));
	return r;
}

static int check_cards(const struct options *options, struct context *context,
		       const struct strings *slots)
{
	int r;

	/* What was seen before the wait is out of date. */
	r = context_renew(options, SCAN_LINKS, context);
	for (size_t i = 0; r >= 0 && i < context->plan->n_cards; i++) {
		struct plan_card *card = &context->plan->cards[i];

		if (strings_contain(slots, card->nic->slot))
			r = check_card(&options->env, context->plan, card,
				       context->policy->mode == RUN_DRY);
	}
	return r;
}

/* The cards to wait for. Most hosts have none, and should not pay for a look at the disk.
 */
static int find_slots(const struct options *options, struct context *context,
		      struct strings *ret)
{
	_cleanup_(strings_clear) struct strings perhaps = { 0 };
	int r;

	if (context->policy->mode == RUN_OFF)
		return 0;
	r = find_affected(&options->env, context->plan, /* look_at_builds= */ false,
			  &perhaps);
	if (r < 0 || perhaps.n == 0)
		return r;
	r = context_add_modules(options, context);
	if (r < 0)
		return r;
	return find_affected(&options->env, context->plan, /* look_at_builds= */ true,
			     ret);
}

static int wait_for_cards(const struct options *given)
{
	struct options limited = *given, *const options = &limited;
	_cleanup_(context_clear) struct context context = { 0 };
	_cleanup_(strings_clear) struct strings slots = { 0 };
	int r;

	/* Whom to wait for must be known before the wait would be over. */
	options->read_until = clock_ms() + (int64_t)options->timeout * 1000;
	r = context_load(options, 0, &context);
	if (r >= 0)
		r = find_slots(options, &context, &slots);
	if (r < 0 || slots.n == 0)
		return r;
	if (context.policy->refused)
		log_kernel(&options->env, POLICY_REFUSED, context.policy->refused);
	r = udev_wait(&options->env, &slots, options->timeout);
	if (r == -ETIMEDOUT)
		log_stderr("not every affected card is there after %u s, going on",
			   options->timeout);
	else if (r < 0)
		log_stderr("cannot wait for udev: %s, going on", strerror(-r));
	return check_cards(options, &context, &slots);
}

int cmd_wait(const struct options *options, int argc _unused_, char **argv _unused_)
{
	int r;

	if (options->facts_file || !env_is_live(&options->env)) {
		log_stderr("wait is for the running host");
		return EXIT_UNUSABLE;
	}
	/* The host's cards are there, and never get an interface. */
	if (env_is_container(&options->env))
		return EXIT_IN_PLACE;
	limit_time(options);
	r = wait_for_cards(options);
	if (r < 0)
		log_stderr("%s, going on", strerror(-r));
	/* From now on no driver is taken away. */
	r = network_set_reached(&options->env);
	if (r < 0)
		log_stderr("cannot write to /run: %s, ignoring", strerror(-r));
	/* A barrier that fails must not keep the network from coming up. */
	return EXIT_IN_PLACE;
}
