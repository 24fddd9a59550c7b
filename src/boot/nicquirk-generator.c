/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asks systemd for nicquirk.service, before any unit is started, on hosts with a card
 * that a quirk may act on: no other host starts a unit of ours. By PCI IDs alone, as /var
 * is not mounted yet. Where that cannot be found out, the unit is wanted: it ends at once
 * where there is nothing to do.
 */
#include <signal.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/container.h"
#include "base/env.h"
#include "base/log.h"
#include "base/process.h"
#include "base/terminal.h"
#include "facts/modalias.h"
#include "facts/module-index-write.h"
#include "quirk/policy.h"
#include "quirk/quirk-index-write.h"
#include "quirk/quirk-reach.h"

#define UNIT "nicquirk.service"

/* Seconds: nothing else of the boot goes on before all generators have ended. */
#define TIME_LIMIT  5
#define INDEX_LIMIT 1

/* "sysinit.target.wants/nicquirk.service" below the folder that systemd has named. */
static char wants[PATH_MAX], link_path[PATH_MAX];

/* Only what a signal handler may do. 0 or -errno. */
static int want_unit(void)
{
	if (mkdir(wants, 0755) < 0 && errno != EEXIST)
		return -errno;
	if (symlink(SYSTEMDUNITDIR "/" UNIT, link_path) < 0 && errno != EEXIST)
		return -errno;
	return 0;
}

static void want_unit_at_time_limit(int signal _unused_)
{
	_exit(want_unit() < 0);
}

static int prepare_link(const char *folder)
{
	if ((size_t)snprintf(wants, sizeof(wants), "%s/sysinit.target.wants", folder) >=
		    sizeof(wants) ||
	    (size_t)snprintf(link_path, sizeof(link_path), "%s/" UNIT, wants) >=
		    sizeof(link_path))
		return -ENAMETOOLONG;
	return 0;
}

/* An initrd's systemd starts no network of ours, and what a container shows are its
 * host's cards. systemd says so since 251; the notes that it goes by are older. */
static bool is_no_place(const struct env *env)
{
	const char *virtualization = getenv("SYSTEMD_VIRTUALIZATION");
	const char *initrd = getenv("SYSTEMD_IN_INITRD");
	char path[PATH_MAX];

	if ((initrd && streq(initrd, "1")) ||
	    (virtualization && strncmp(virtualization, "container", 9) == 0))
		return true;
	if (env_path(path, env, ENV_ROOT, "etc/initrd-release") == 0 &&
	    access(path, F_OK) == 0)
		return true;
	return env_is_container(env);
}

static bool is_reached(const struct quirk_db *db, const struct pci_modalias *card)
{
	const bool wireless = card->sub_class == PCI_SUB_CLASS_NETWORK_OTHER;

	for (size_t i = 0; i < db->n; i++)
		if (quirk_may_reach(db->quirks[i], card->vendor, card->device, wireless))
			return true;
	return false;
}

/* Whether a quirk may act on the PCI function, or what it is cannot be found out: 1, 0 or
 * -errno. */
static int look_at_function(const struct env *env, const struct quirk_db *db,
			    const char *slot)
{
	_cleanup_free_ char *modalias = NULL;
	struct pci_modalias card;
	int r;

	r = env_read(env, ENV_SYS, &modalias, "bus/pci/devices/%s/modalias", slot);
	if (r >= 0)
		r = pci_modalias_parse(modalias, &card);
	if (r < 0)
		return r;
	return card.base_class == PCI_BASE_CLASS_NETWORK && is_reached(db, &card);
}

/* A kernel without PCI has no such folder: 0. So has a host whose sysfs is not there:
 * -ENOENT. */
static int list_functions(const struct env *env, struct strings *ret)
{
	struct strings buses = { 0 };
	int r = env_list(env, ENV_SYS, ret, "bus/pci/devices");

	if (r == -ENOENT) {
		r = env_list(env, ENV_SYS, &buses, "bus");
		strings_clear(&buses);
	}
	return r;
}

/* Whether the host has a card that a quirk may act on: 1, 0 or -errno. */
static int find_card(const struct env *env, const struct quirk_db *db)
{
	_cleanup_(strings_clear) struct strings slots = { 0 };
	int r;

	r = list_functions(env, &slots);
	for (size_t i = 0; i < slots.n && r == 0; i++) {
		r = look_at_function(env, db, slots.list[i]);
		if (r != 0)
			log_debug("%s: %s", slots.list[i],
				  r < 0 ? strerror(-r) : "a quirk may act on it");
	}
	return r;
}

/*
 * The same with database and configuration; what is wrong with them the unit has to say.
 * With a [Pin] the module stage may exchange a driver whose cards no quirk names, and it
 * is the unit that notes when the boot has reached the network.
 */
static int is_wanted_unit(const struct env *env)
{
	_cleanup_(policy_freep) struct policy *policy = NULL;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
	struct problems problems = { 0 };
	bool faulty;
	int r;

	/* The index is for the helper, which runs once for each interface. */
	r = quirk_db_load_indexed(env, &problems, &db);
	if (r >= 0)
		r = policy_load(env, /* cmdline= */ NULL, &problems, &policy);
	faulty = problems.n > 0;
	problems_clear(&problems);
	if (r < 0)
		return r;
	if (faulty || db->n == 0)
		return -EBADMSG;
	return policy->n_pins ? 1 : find_card(env, db);
}

static int ask_for_unit(const struct env *env)
{
	int r = is_wanted_unit(env);

	if (r == 0)
		return 0;
	if (r < 0)
		log_debug("%s, so " UNIT " is wanted", strerror(-r));
	return want_unit();
}

/* The unit is asked for or not: what is left serves speed alone. */
static void end_at_index_limit(int signal _unused_)
{
	_exit(0);
}

/* For nicquirk-pci, at the "add" of each card. */
static void leave_module_index(const struct env *env)
{
	signal(SIGALRM, end_at_index_limit);
	alarm(INDEX_LIMIT);
	(void)!module_index_write(env);
}

int main(int argc, char **argv)
{
	struct env env = { 0 };
	int r;

	process_begin();
	if (argc > 2 && streq(argv[1], "--root")) {
		env.root = argv[2];
		argv += 2;
		argc -= 2;
	}
	/* systemd names three folders; the first is for what has ordinary priority. */
	if (argc != 2 && argc != 4) {
		fputs("Usage: nicquirk-generator [--root DIR] NORMAL-DIR [EARLY-DIR LATE-DIR]\n"
		      "Called by systemd, see systemd.generator(7).\n",
		      terminal_errors());
		return 2;
	}
	r = prepare_link(argv[1]);
	if (r >= 0 && is_no_place(&env))
		return 0;
	signal(SIGALRM, want_unit_at_time_limit);
	alarm(TIME_LIMIT);
	if (r >= 0)
		r = ask_for_unit(&env);
	if (r < 0)
		log_kernel(&env, "cannot ask for " UNIT " in %s: %s", argv[1],
			   strerror(-r));
	else
		leave_module_index(&env);
	return r < 0;
}
