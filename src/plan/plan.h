/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/macro.h"
#include "facts/facts.h"
#include "quirk/policy.h"
#include "quirk/quirk.h"

/* From best to worst, so that the verdict on many is the largest one. */
enum verdict {
	VERDICT_OK,	   /* no quirk matches */
	VERDICT_WATCHED,   /* one does, if the fault shows up here */
	VERDICT_ADVICE,	   /* only advice, or evidence below the bar */
	VERDICT_MITIGATED, /* all in place */
	VERDICT_NEEDS_ACTION,
	VERDICT_FAILED, /* asked and not granted, or in place and it still happens */
	VERDICT_MAX,
};

enum action_state {
	STATE_NEEDED,
	STATE_DONE,	   /* by us */
	STATE_ALREADY,	   /* was right before */
	STATE_FIXED,	   /* cannot be changed and is right */
	STATE_REFUSED,	   /* asked, read back, not honoured */
	STATE_UNSUPPORTED, /* this kernel or driver has no such name */
	STATE_CHANGED,	   /* set by us, and otherwise by somebody since: left alone */
	STATE_COUNT,
};

struct plan_key {
	enum match_key key;
	const char *want;
	char *have; /* NULL: unknown */
	bool match;
};

struct plan_action {
	const struct action *action;
	const struct iface
		*iface;	  /* NULL: of the card as a whole, or it has no interface */
	const char *name; /* one setting: a group such as tso becomes several of these */
	bool want;
	int have; /* 0, 1, or -1: unknown */
	enum action_state state;
	bool overruled; /* another quirk asks the opposite: off wins */
	bool tried;	/* by apply, just now */
	int error;	/* negative errno that apply met; 0: none */
};

struct plan_quirk {
	const struct quirk *quirk;
	const struct nic *nic;
	struct plan_key *keys;
	size_t n_keys;
	bool match;
	bool possible; /* no key speaks against it, though some may be unknown */
	bool named;    /* it names the card's driver or device: worth explaining */
	bool skipped;  /* by the administrator */
	bool acts;     /* it has something to do, and its evidence is good enough */

	/* What the kernel log has shown of the card. */
	bool can_confirm;		  /* an incident would count */
	const struct incident *confirmed; /* by the highest step, the newest; NULL: not */
	size_t n_incidents;		  /* that confirm it */
	int highest;	/* step that was in force when one began; -1: unknown */
	bool exhausted; /* one began with the last step in force */

	unsigned step; /* up to which it acts; 0: it does not, or has no steps */
	enum verdict verdict;
	struct plan_action *actions; /* in the order of the steps */
	size_t n_actions;	     /* those up to the step, where it acts */
	size_t n_all;		     /* with those of the steps that wait */
};

struct plan_card {
	const struct nic *nic;
	enum verdict verdict;
	struct plan_quirk *quirks; /* every one of the database, in its order */
	size_t n_quirks;
};

/* What is to be done about a module. */
enum decision {
	DECISION_KEEP,
	DECISION_PIN,	     /* load the chosen build in place of depmod's */
	DECISION_WORKAROUND, /* no better build: keep it, with its quirk's settings */
	DECISION_BLACKLIST,
	DECISION_WARN, /* bad, and nothing can be done that would not be worse */
	DECISION_MAX,
};

/* Why a build cannot serve, the worst last. */
enum flaw {
	FLAW_NONE,
	FLAW_CARD,	 /* it does not know one of the module's cards */
	FLAW_NAME,	 /* its path cannot be written down for modprobe and udev */
	FLAW_KERNEL,	 /* the kernel would not take it */
	FLAW_UNREADABLE, /* its file is damaged, or was not read in time */
};

struct plan_build {
	const struct build *build;
	const struct quirk **quirks; /* those that say to avoid it */
	size_t n_quirks;
	enum flaw flaw;
	char *why;	    /* the flaw in words; NULL: none */
	bool other_release; /* the kernel takes it by the versions of its symbols alone */
};

struct plan_module {
	const struct module *module;
	enum decision decision;
	const struct build *preferred; /* what would be loaded without us */
	const struct build *chosen;    /* NULL: none, blacklisted */
	char *reason;
	char *unkept_pin;	   /* why a [Pin] is not obeyed; NULL: none, or it is */
	const struct module *rdma; /* that needs symbols of it; NULL: none is on disk */
	struct plan_build *builds;
	size_t n_builds;
};

/* A module other than a driver that a quirk wants kept out. */
struct plan_ban {
	const char *name;
	const struct plan_card *card;
	const struct quirk *quirk;
};

struct plan {
	const struct facts *facts;
	enum verdict verdict;
	struct plan_card *cards; /* in the order of the facts */
	size_t n_cards;
	struct plan_module *modules; /* those whose builds are known */
	size_t n_modules;
	struct plan_ban *bans; /* one for each card and module */
	size_t n_bans;
	bool asks_for_root; /* a decision depends on how the root file system is reached
			     */
};

/* "avoid", "unreadable", "unusable" (any other flaw) or "ok". */
const char *plan_build_verdict(const struct plan_build *entry);
const char *decision_name(enum decision decision);
const char *verdict_name(enum verdict verdict);
const char *action_state_name(enum action_state state);

/* The name of its verdict, or "skipped"; NULL where it does not match. */
const char *plan_quirk_state(const struct plan_quirk *entry);

/* Whether an incident of a kind that it waits for would confirm the quirk, so that the
 * card is watched. */
bool plan_quirk_is_confirmable(const struct plan_quirk *entry);
bool plan_card_is_confirmable(const struct plan_card *card);

/*
 * The highest step that is in force on the card: every setting up to it is as wanted,
 * whoever set it, or is not there; steps behind it of which the card has nothing do not
 * count. 0 where none is; -1 where that is unknown, or the quirk sets nothing.
 */
int plan_quirk_in_force(const struct plan_quirk *entry);

/* Whether the quirk concerns the card: it matches and is not one that no incident of the
 * card could ever confirm. */
bool plan_quirk_is_shown(const struct plan_quirk *entry);

/* Whether what is asked is so: done, already, fixed, or off and not even there. */
bool plan_action_is_met(const struct plan_action *action);

/*
 * What to do to whom, and why. Pure: looks at nothing but its arguments, which must
 * outlive the plan. 0 or -ENOMEM.
 */
_must_check_ int plan_make(const struct facts *facts, const struct quirk_db *db,
			   const struct policy *policy, struct plan **ret);

/*
 * What the plan would want to know of the card's interfaces (NIC_FEATURES and so on) to
 * be more than a guess, so that a helper asks the kernel for that and no more.
 */
unsigned plan_card_needs(const struct plan_card *card);

/* Makes what somebody has changed since we set it needed again, for who asks for it by
 * hand. */
void plan_reclaim_changed(struct plan *plan);

/* Works the verdicts out anew, after apply has written down how its actions went. */
void plan_evaluate(struct plan *plan);

/* Frees PLAN, which may be NULL; returns NULL. */
struct plan *plan_free(struct plan *plan);
DEFINE_CLEANUP(struct plan, plan_free)
