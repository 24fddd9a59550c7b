/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/revert.h"
#include "base/log.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/context.h"

static bool is_interface_chosen(unsigned ifindex, const unsigned *ifindexes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ifindexes[i] == ifindex)
			return true;
	return n == 0;
}

static void print_reverted(const char *place, const struct revert_result *result,
			   int error)
{
	if (result->undone)
		print("%s: %zu put back\n", place, result->undone);
	if (result->left)
		print("%s: %zu left alone, changed since by somebody else\n", place,
		      result->left);
	if (result->failed)
		print("%s: %zu could not be put back\n", place, result->failed);
	if (error < 0)
		log_stderr("%s: %s", place, strerror(-error));
}

/* Whether something is recorded of an interface that is not here. */
static bool has_absent(const struct nic *nic)
{
	for (size_t i = 0; i < nic->changes.n; i++)
		if (!action_is_of_card(nic->changes.list[i].type))
			return true;
	return false;
}

/* Whether everything that could be put back is. */
static bool revert(const struct options *options, struct ethtool *ethtool,
		   const struct nic *nic, const struct iface *iface)
{
	struct revert_result result = { 0 };
	int r;

	r = revert_changes(&options->env, ethtool, nic, iface, &result);
	print_reverted(iface ? iface->name : nic->slot, &result, r);
	return r >= 0 && result.failed == 0;
}

int cmd_revert(const struct options *options, int argc, char **argv)
{
	_cleanup_(ethtool_closep) struct ethtool *ethtool = NULL;
	_cleanup_(context_clear) struct context context = { 0 };
	_cleanup_free_ unsigned *ifindexes = NULL;
	size_t changes = 0, n_chosen = 0;
	bool done = true;
	int r;

	if (options->facts_file || !env_is_live(&options->env)) {
		log_stderr(
			"a host that is only described cannot be changed: revert is for "
			"the running one");
		return EXIT_UNUSABLE;
	}
	if (geteuid() != 0) {
		log_stderr("only root can put settings back");
		return EXIT_UNUSABLE;
	}
	if (context_load(options, SCAN_LINKS, &context) < 0 ||
	    context_find_interfaces(options, &context, argc, argv, &ifindexes,
				    &n_chosen) < 0)
		return EXIT_UNUSABLE;
	r = ethtool_open(&ethtool);
	if (r < 0) {
		log_stderr("%s", r == -EOPNOTSUPP ? ETHTOOL_MISSING : strerror(-r));
		return EXIT_UNUSABLE;
	}
	for (size_t i = 0; i < context.facts->n_nics; i++) {
		const struct nic *nic = &context.facts->nics[i];

		bool chosen = argc == 0;

		for (size_t j = 0; j < nic->n_ifaces; j++) {
			const struct iface *iface = &nic->ifaces[j];

			if (!is_interface_chosen(iface->ifindex, ifindexes, n_chosen))
				continue;
			chosen = true;
			changes += iface->changes.n;
			done &= revert(options, ethtool, nic, iface);
		}
		if (!chosen)
			continue;
		changes += nic->changes.n;
		if (has_absent(nic))
			print("%s: its interface is not here, its settings stay\n",
			      nic->slot);
		done &= revert(options, ethtool, nic, NULL);
	}
	if (changes == 0)
		print("Nothing to put back.\n");
	return done ? EXIT_IN_PLACE : EXIT_NOT_IN_PLACE;
}
