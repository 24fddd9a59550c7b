/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/host-scan.h"
#include "lint/kernel-pin.h"
#include "lint/lint-check.h"

/* The host as it would be under another kernel. */
struct future {
	struct facts *facts;
	struct plan *plan;
};

static void future_clear(struct future *future)
{
	plan_free(future->plan);
	facts_free(future->facts);
}

static int plan_for_kernel(const struct lint *lint, const char *release,
			   struct future *ret)
{
	const struct scan scan = { .env = lint->env, .release = release };
	int r = host_scan(&scan, SCAN_BUILDS | SCAN_MODINFO, &ret->facts);

	return r < 0 ? r : plan_make(ret->facts, lint->db, lint->policy, &ret->plan);
}

/* Whether a quirk is in the way of a kernel: not where it has yet to show up on this
 * host. */
static bool matches(const struct plan_quirk *entry)
{
	return entry->match && entry->verdict > VERDICT_WATCHED;
}

/*
 * The first quirk that matches under one kernel and not under the other, and with UNCURED
 * such as nothing can be set for. The cards and quirks of both plans are the same.
 */
static const struct quirk *find_gained(const struct plan *with,
				       const struct plan *without, bool uncured)
{
	for (size_t i = 0; i < with->n_cards && i < without->n_cards; i++)
		for (size_t j = 0; j < with->cards[i].n_quirks; j++) {
			const struct plan_quirk *entry = &with->cards[i].quirks[j];

			if (matches(entry) && !matches(&without->cards[i].quirks[j]) &&
			    (!entry->acts || !uncured))
				return entry->quirk;
		}
	return NULL;
}

static int compare_kernels(struct lint *lint, const struct kernel_pin *pin,
			   const char *newest, const struct plan *pinned,
			   const struct plan *free_to_go)
{
	const struct quirk *cured, *gone;

	/* What nobody can cure is a reason to stay. */
	if (find_gained(free_to_go, pinned, /* uncured= */ true))
		return 0;
	cured = find_gained(free_to_go, pinned, /* uncured= */ false);
	gone = find_gained(pinned, free_to_go, /* uncured= */ false);
	return lint_add(lint, LINT_KERNEL_PIN, pin->file, pin->line,
			"pins %s, and %s is installed: %s%s%s%s", pin->release, newest,
			cured ? "of what matches there, nicquirk cures "
			      : "no quirk of this host's cards matches there that does "
				"not match here",
			cured ? cured->id : "", gone ? "; it has the fix of " : "",
			gone ? gone->id : "");
}

/* A host without a card that any quirk names may be pinned for reasons that are not
 * ours. */
static bool has_named_card(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_cards; i++)
		for (size_t j = 0; j < plan->cards[i].n_quirks; j++)
			if (plan->cards[i].quirks[j].named)
				return true;
	return false;
}

int lint_kernel_pin(struct lint *lint)
{
	struct future pinned = { 0 }, free_to_go = { 0 };
	_cleanup_free_ char *newest = NULL;
	struct kernel_pin pin = { 0 };
	int r;

	r = kernel_pin_read(lint->env, lint->problems, &pin);
	if (r < 0 || !pin.release || !has_named_card(lint->plan))
		goto out;
	r = kernel_newest(lint->env, &newest);
	if (r < 0 || strverscmp(newest, pin.release) <= 0) {
		r = r == -ENOMEM ? r : 0;
		goto out;
	}
	r = plan_for_kernel(lint, pin.release, &pinned);
	if (r >= 0)
		r = plan_for_kernel(lint, newest, &free_to_go);
	if (r >= 0)
		r = compare_kernels(lint, &pin, newest, pinned.plan, free_to_go.plan);

out:
	future_clear(&pinned);
	future_clear(&free_to_go);
	kernel_pin_clear(&pin);
	return r;
}
