/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The begin of the module stage, at the "add" of a card. Most cards have a driver
 * that no quirk and no [Pin] asks anything of: for them this is all that a boot pays. For
 * any other, and in doubt, it becomes "nicquirk udev-pci", which prints what udev is to
 * know.
 */
#include <limits.h>
#include <signal.h>

#include "base/env.h"
#include "base/log.h"
#include "base/process.h"
#include "base/terminal.h"
#include "facts/modalias.h"
#include "facts/modprobe-alias.h"
#include "facts/module-index.h"
#include "quirk/module-demand.h"
#include "quirk/pci-ids.h"

/* Seconds for a dozen small files. udev-pci has a limit of its own, which begins anew. */
#define TIME_LIMIT 2

/* "nicquirk --root DIR udev-pci SLOT" */
static char *long_way[6];

/*
 * Beside this program, where it was built or copied to another place (stage 1 of NixOS);
 * else where it is installed. Only what a signal handler may do.
 */
static void take_long_way(void)
{
	static const char command[] = "nicquirk";
	char path[PATH_MAX];
	ssize_t length;

	alarm(0);
	length = readlink("/proc/self/exe", path, sizeof(path) - sizeof(command));
	while (length > 0 && path[length - 1] != '/')
		length--;
	if (length > 0) {
		memcpy(path + length, command, sizeof(command));
		execv(path, long_way);
	}
	execv(BINDIR "/nicquirk", long_way);
}

static void take_it_at_time_limit(int signal _unused_)
{
	sigset_t all;

	/* A handler runs with its signal blocked, and that would outlive it. */
	sigfillset(&all);
	sigprocmask(SIG_UNBLOCK, &all, NULL);
	take_long_way();
	_exit(0);
}

static void prepare_long_way(char *root, char *slot)
{
	static char command[] = "nicquirk", option[] = "--root", verb[] = "udev-pci";
	size_t n = 0;

	long_way[n++] = command;
	if (root) {
		long_way[n++] = option;
		long_way[n++] = root;
	}
	long_way[n++] = verb;
	long_way[n] = slot;
}

/* Whether somebody has said by hand which driver is to bind to it. */
static bool has_override(const struct env *env, const char *slot)
{
	char name[NAME_MAX + 1];
	int r;

	r = env_read_into(env, ENV_SYS, name, sizeof(name),
			  "bus/pci/devices/%s/driver_override", slot);
	/* The kernel's way to say that there is none. */
	return r == -ENOENT ? false : r < 0 || !streq(name, "(null)");
}

/* Whether the driver that runs it, if one does, is the one that is known to. */
static bool has_usual_driver(const struct env *env, const char *slot,
			     const struct pci_modalias *card)
{
	char name[NAME_MAX + 1];
	int r;

	r = env_link_into(env, ENV_SYS, name, sizeof(name), "bus/pci/devices/%s/driver",
			  slot);
	return r == -ENOENT ||
	       (r == 0 && pci_ids_is_known(name, card->vendor, card->device));
}

/* Whether a quirk or a [Pin] may ask something of the driver of the card: 1, 0 or -errno.
 */
static int is_demanded(const struct env *env, const struct pci_modalias *card)
{
	_cleanup_(module_demands_clear) struct module_demands demands = { 0 };
	int r;

	if (!pci_ids_is_known(/* driver= */ NULL, card->vendor, card->device))
		return 1;
	r = module_demands_read(env, /* seen= */ NULL, &demands);
	if (r < 0 || demands.any)
		return r < 0 ? r : 1;
	for (size_t i = 0; i < demands.drivers.n; i++)
		if (pci_ids_is_known(demands.drivers.list[i], card->vendor, card->device))
			return 1;
	return 0;
}

/* Whether modprobe may be asked for another driver than that of modules.alias: 1, 0 or
 * -errno. */
static int has_alias(const struct env *env, const char *modalias)
{
	_cleanup_(strings_clear) struct strings patterns = { 0 };
	int r = modprobe_patterns(env, /* seen= */ NULL, &patterns);

	for (size_t i = 0; i < patterns.n && r == 0; i++)
		r = modprobe_pattern_matches(patterns.list[i], modalias);
	return r;
}

/* Whether nothing can be asked of the driver of this card; where that cannot be known, it
 * is not so. INDEX is NULL where there is none. */
static bool is_unconcerned(const struct env *env, const struct module_index *index,
			   const char *slot)
{
	/* The kernel's has 54 bytes. */
	char modalias[128];
	struct pci_modalias card;
	int r;

	r = env_read_into(env, ENV_SYS, modalias, sizeof(modalias),
			  "bus/pci/devices/%s/modalias", slot);
	if (r < 0 || pci_modalias_parse(modalias, &card) < 0 ||
	    !has_usual_driver(env, slot, &card) || has_override(env, slot))
		return false;
	if (index) {
		r = module_index_concerns(index, &card, modalias);
	} else {
		r = is_demanded(env, &card);
		if (r == 0)
			r = has_alias(env, modalias);
	}
	log_debug("%s: %s", slot, r == 0 ? "nothing is asked of its driver" : "udev-pci");
	return r == 0;
}

int main(int argc, char **argv)
{
	char *slot = getenv("PCI_SLOT_NAME"), *root = NULL;
	const struct module_index *index;
	struct env env;

	process_begin();
	if (argc > 2 && streq(argv[1], "--root")) {
		root = argv[2];
		argv += 2;
		argc -= 2;
	}
	if (argc == 2)
		slot = argv[1];
	if (argc > 2 || !slot || !pci_slot_is_valid(slot, strlen(slot))) {
		fputs("Usage: nicquirk-pci [--root DIR] [SLOT]\n"
		      "Called by udev, which gives the PCI function in PCI_SLOT_NAME.\n",
		      terminal_errors());
		return 2;
	}
	env = (struct env){ .root = root };
	prepare_long_way(root, slot);
	signal(SIGALRM, take_it_at_time_limit);
	alarm(TIME_LIMIT);
	index = module_index_open(&env);
	if (index ? index->head.debug
		  : log_udev_asks_for_debug(&env, /* cmdline= */ NULL))
		log_debug_enable();
	if (is_unconcerned(&env, index, slot))
		return 0;
	take_long_way();
	log_kernel(&env,
		   "%s: cannot run nicquirk udev-pci: %s, its driver is left to udev",
		   slot, strerror(errno));
	return 0;
}
