/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/context.h"

#include "base/log.h"
#include "base/problem.h"
#include "base/terminal.h"
#include "cmd/find-card.h"
#include "facts/incident-store.h"
#include "host/facts-file.h"
#include "host/host-scan.h"
#include "host/verified-store.h"
#include "plan/plan-debug.h"
#include "quirk/quirk-file.h"

static struct scan scan_of(const struct options *options)
{
	return (struct scan){
		.env = &options->env,
		.release = options->kernel,
		.deadline = options->read_until,
	};
}

static int scan_facts(const struct options *options, unsigned wanted,
		      struct problems *problems, struct facts **ret)
{
	_cleanup_(facts_freep) struct facts *facts = NULL;
	const struct scan scan = scan_of(options);
	int r;

	r = host_scan(&scan, wanted, &facts);
	if (r >= 0 && !(wanted & SCAN_NO_HISTORY))
		r = incident_store_read_facts(&options->env, problems, facts);
	if (r >= 0 && wanted & SCAN_VERIFIED)
		r = verified_store_read(&options->env, problems, facts);
	if (r < 0) {
		log_stderr("cannot look at this host: %s", strerror(-r));
		return r;
	}
	*ret = TAKE_PTR(facts);
	return 0;
}

int context_load_facts(const struct options *options, unsigned wanted, struct facts **ret)
{
	struct problems problems = { 0 };
	int r;

	r = options->facts_file ? facts_read_file(options->facts_file, &problems, ret)
				: scan_facts(options, wanted, &problems, ret);
	problems_print_some(&problems, terminal_errors());
	problems_clear(&problems);
	return r;
}

static int make_plan(struct context *context)
{
	int r;

	context->plan = plan_free(context->plan);
	r = plan_make(context->facts, context->db, context->policy, &context->plan);
	if (r < 0)
		log_stderr("%s", strerror(-r));
	else
		plan_debug(context->plan);
	return r;
}

/* What of it may concern the host's cards. Only an index makes it safe to leave the rest
 * unread: what is wrong with that would not be said. */
static int load_for_cards(const struct options *options, const struct quirk_index *index,
			  struct problems *problems, struct context *ret)
{
	const struct facts *facts = ret->facts;
	_cleanup_free_ struct quirk_card *cards =
		calloc(facts->n_nics + 1, sizeof(*cards));

	if (!cards)
		return -ENOMEM;
	for (size_t i = 0; i < facts->n_nics; i++)
		cards[i] = nic_quirk_card(&facts->nics[i]);
	return quirk_db_load_for_cards(&options->env,
				       &(struct quirk_cards){ cards, facts->n_nics },
				       index, problems, &ret->db);
}

static int load_database(const struct options *options, struct problems *problems,
			 struct context *ret)
{
	const struct quirk_index *index = NULL;

	if (ret->of_cards && !options->quirks_dir && !options->facts_file)
		index = quirk_index_open(&options->env);
	ret->db = quirk_db_free(ret->db);
	return index ? load_for_cards(options, index, problems, ret)
		     : quirk_db_load(&options->env, options->quirks_dir, problems,
				     &ret->db);
}

static int load_context(const struct options *options, unsigned wanted,
			struct problems *problems, struct context *ret)
{
	int r;

	r = context_load_facts(options, wanted, &ret->facts);
	if (r < 0)
		return r;
	r = load_database(options, problems, ret);
	if (r < 0) {
		log_stderr("%s: %s", options->quirks_dir ?: "the database", strerror(-r));
		return r;
	}
	r = policy_load(&options->env, ret->facts->cmdline, problems, &ret->policy);
	if (r < 0) {
		log_stderr("%s", strerror(-r));
		return r;
	}
	return make_plan(ret);
}

static int load_and_tell(const struct options *options, unsigned wanted, bool of_cards,
			 struct context *ret)
{
	_cleanup_(context_clear) struct context context = { .of_cards = of_cards };
	struct problems problems = { 0 };
	int r;

	r = load_context(options, wanted, &problems, &context);
	problems_print_some(&problems, terminal_errors());
	problems_clear(&problems);
	if (r < 0)
		return r;
	*ret = context;
	context = (struct context){ 0 };
	return 0;
}

int context_load(const struct options *options, unsigned wanted, struct context *ret)
{
	return load_and_tell(options, wanted, /* of_cards= */ false, ret);
}

int context_load_of_cards(const struct options *options, unsigned wanted,
			  struct context *ret)
{
	return load_and_tell(options, wanted, /* of_cards= */ true, ret);
}

int context_add(const struct options *options, unsigned wanted, struct context *context)
{
	const struct scan scan = scan_of(options);
	int r;

	if (options->facts_file)
		return 0;
	/* It points into the facts, which are about to grow. */
	context->plan = plan_free(context->plan);
	r = host_scan_more(&scan, wanted, context->facts);
	if (r < 0) {
		log_stderr("cannot look at this host: %s", strerror(-r));
		return r;
	}
	return make_plan(context);
}

int context_add_modules(const struct options *options, struct context *context)
{
	int r = context_add(options, SCAN_BUILDS | SCAN_MODINFO, context);

	if (r >= 0 && context->plan->asks_for_root)
		r = context_add(options, SCAN_ROOT, context);
	return r;
}

int context_renew(const struct options *options, unsigned wanted, struct context *context)
{
	struct facts *facts;
	int r;

	/* What is wrong with the files has been said. */
	r = scan_facts(options, wanted, /* problems= */ NULL, &facts);
	if (r < 0)
		return r;
	context->plan = plan_free(context->plan);
	facts_free(context->facts);
	context->facts = facts;
	if (context->of_cards) {
		r = load_database(options, /* problems= */ NULL, context);
		if (r < 0) {
			log_stderr("the database: %s", strerror(-r));
			return r;
		}
	}
	return make_plan(context);
}

int context_find_interfaces(const struct options *options, const struct context *context,
			    int n, char **names, unsigned **ret, size_t *ret_n)
{
	_cleanup_(found_cards_clear) struct found_cards found = { 0 };
	_cleanup_free_ unsigned *ifindexes = NULL;
	int r;

	for (int i = 0; i < n; i++) {
		_cleanup_(found_cards_clear) struct found_cards one = { 0 };

		r = find_cards_of_word(options, context->facts, names[i], &one);
		if (r >= 0)
			r = find_cards_of_word(options, context->facts, names[i], &found);
		if (r < 0)
			return r;
		if (one.n_ifaces == 0 || one.ifaces[0]->ifindex == 0) {
			find_cards_report(context->facts, names[i]);
			return -ENODEV;
		}
	}
	ifindexes = calloc(found.n_ifaces + 1, sizeof(*ifindexes));
	if (!ifindexes)
		return -ENOMEM;
	for (size_t i = 0; i < found.n_ifaces; i++)
		ifindexes[i] = found.ifaces[i]->ifindex;
	*ret = TAKE_PTR(ifindexes);
	*ret_n = found.n_ifaces;
	return 0;
}

void context_clear(struct context *context)
{
	plan_free(context->plan);
	policy_free(context->policy);
	quirk_db_free(context->db);
	facts_free(context->facts);
	*context = (struct context){ 0 };
}

int context_exit_status(const struct context *context)
{
	return context->plan->verdict >= VERDICT_NEEDS_ACTION ? EXIT_NOT_IN_PLACE
							      : EXIT_IN_PLACE;
}
