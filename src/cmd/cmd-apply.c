/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/apply.h"
#include "base/log.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/context.h"
#include "cmd/plan-json.h"
#include "cmd/visible.h"
#include "host/json.h"
#include "plan/plan-text.h"

/* Only this host can be changed, and only by root. */
static bool can_apply(const struct options *options)
{
	if (options->facts_file || !env_is_live(&options->env))
		log_stderr(
			"a host that is only described can only be asked with --dry-run");
	else if (geteuid() != 0)
		log_stderr(
			"only root can change settings; --dry-run shows what they would be");
	else
		return true;
	return false;
}

/* The interfaces that the caller names; none stands for every card. */
struct choice {
	unsigned *ifindexes;
	size_t n;
};

static void choice_clear(struct choice *choice)
{
	free(choice->ifindexes);
}

static bool is_card_chosen(const struct choice *choice, const struct nic *nic)
{
	for (size_t i = 0; i < choice->n; i++)
		for (size_t j = 0; j < nic->n_ifaces; j++)
			if (nic->ifaces[j].ifindex == choice->ifindexes[i])
				return true;
	return choice->n == 0;
}

/* As at boot, what was changed is found in the kernel log afterwards. */
static int log_applied(const struct options *options, const struct plan *plan,
		       const struct choice *choice)
{
	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct plan_card *card = &plan->cards[i];
		_cleanup_free_ char *summary = NULL, *place = NULL;

		if (!is_card_chosen(choice, card->nic))
			continue;
		if (plan_text_summary(card, /* dry_run= */ false, &summary) < 0 ||
		    plan_text_place(card->nic, &place) < 0)
			return -ENOMEM;
		if (*summary)
			log_kernel(&options->env, "%s: set by hand: %s", place, summary);
	}
	return 0;
}

static int apply_chosen(const struct options *options, struct plan *plan,
			const struct choice *choice)
{
	_cleanup_(ethtool_closep) struct ethtool *ethtool = NULL;
	int r;

	r = ethtool_open(&ethtool);
	if (r == -EOPNOTSUPP) {
		log_stderr(ETHTOOL_MISSING);
	} else if (r < 0) {
		log_stderr("ethtool netlink: %s", strerror(-r));
		return r;
	}
	for (size_t i = 0; i < choice->n || i == 0; i++) {
		r = apply_plan(&options->env, ethtool, plan,
			       choice->n ? choice->ifindexes[i] : 0);
		if (r < 0)
			log_stderr("cannot keep a record in /run: %s, ignoring",
				   strerror(-r));
	}
	return log_applied(options, plan, choice);
}

static int print_lines(const struct plan *plan, const struct choice *choice, bool dry_run)
{
	bool any = false;

	for (size_t i = 0; i < plan->n_cards; i++) {
		const struct plan_card *card = &plan->cards[i];
		_cleanup_free_ char *summary = NULL, *place = NULL;

		if (!is_card_chosen(choice, card->nic))
			continue;
		if (plan_text_summary(card, dry_run ? PLAN_TEXT_NEEDED : PLAN_TEXT_TRIED,
				      &summary) < 0 ||
		    plan_text_place(card->nic, &place) < 0)
			return -ENOMEM;
		if (*summary)
			print("%s: %s%s\n", place, dry_run ? "would set: " : "", summary);
		any |= *summary;
	}
	if (!any)
		print("Nothing to set.\n");
	return 0;
}

static int print_applied(const struct options *options, const struct plan *plan,
			 const struct choice *choice)
{
	_cleanup_(json_putp) struct json_object *json = NULL;
	int r;

	if (!options->json)
		return print_lines(plan, choice, options->dry_run);
	r = plan_to_json(plan, &json);
	if (r >= 0)
		json_print(json);
	return r;
}

static int exit_status(const struct plan *plan, const struct choice *choice)
{
	for (size_t i = 0; i < plan->n_cards; i++)
		if (is_card_chosen(choice, plan->cards[i].nic) &&
		    plan->cards[i].verdict >= VERDICT_NEEDS_ACTION)
			return EXIT_NOT_IN_PLACE;
	return EXIT_IN_PLACE;
}

int cmd_apply(const struct options *options, int argc, char **argv)
{
	_cleanup_(choice_clear) struct choice choice = { 0 };
	_cleanup_(context_clear) struct context context = { 0 };
	int r;

	if (!options->dry_run && !can_apply(options))
		return EXIT_UNUSABLE;
	if (context_load(options, SCAN_ALL, &context) < 0 ||
	    visible_check(options, &context) < 0 ||
	    context_find_interfaces(options, &context, argc, argv, &choice.ifindexes,
				    &choice.n) < 0)
		return EXIT_UNUSABLE;
	if (!options->dry_run && context.policy->refused) {
		log_stderr(POLICY_REFUSED, context.policy->refused);
		return EXIT_UNUSABLE;
	}
	/* Who asks for it by hand wants it in spite of what was changed before. */
	plan_reclaim_changed(context.plan);
	if (!options->dry_run && apply_chosen(options, context.plan, &choice) < 0)
		return EXIT_UNUSABLE;
	r = print_applied(options, context.plan, &choice);
	if (r < 0) {
		log_stderr("%s", strerror(-r));
		return EXIT_UNUSABLE;
	}
	return exit_status(context.plan, &choice);
}
