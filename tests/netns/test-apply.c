/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What apply asks of the kernel, and in which order: a card that has all kinds of
 * settings. */
#include "../unit/scratch.h"

#include <linux/ethtool_netlink.h>

#include "apply/apply.h"
#include "fake-kernel.h"
#include "quirk/quirk-file.h"

#define SLOT "0000:00:19.0"
#define HEAD "Title=t\nSeverity=major\nEvidence=A\nMatchDriver=e1000e\n"

/* Facts own their strings. */
static char tso4[] = "tx-tcp-segmentation", tso6[] = "tx-tcp6-segmentation",
	    gro[] = "rx-gro", flag[] = "flag", l1[] = "l1_aspm", nq0[] = "nq0",
	    driver[] = "e1000e", slot[] = SLOT;
static struct setting features[] = {
	{ .name = tso4, .on = true },
	{ .name = tso6, .on = true, .fixed = true },
	{ .name = gro, .on = false },
};
static struct setting private_flags[] = { { .name = flag, .on = true } };
static struct setting aspm[] = { { .name = l1, .on = true } };
static struct iface ifaces[] = { {
	.name = nq0,
	.ifindex = 2,
	.features = features,
	.n_features = ARRAY_SIZE(features),
	.features_known = true,
	.private_flags = private_flags,
	.n_private_flags = ARRAY_SIZE(private_flags),
	.private_flags_known = true,
	.eee = EEE_ON,
} };
static struct nic nics[] = { {
	.slot = slot,
	.vendor = 0x8086,
	.device = 0x153a,
	.driver = driver,
	.aspm = aspm,
	.n_aspm = ARRAY_SIZE(aspm),
	.aspm_known = true,
	.ifaces = ifaces,
	.n_ifaces = ARRAY_SIZE(ifaces),
} };
static const struct facts facts = { .nics = nics, .n_nics = ARRAY_SIZE(nics) };

/* Applies what QUIRKS ask with a kernel that knows of nothing. */
static void apply(struct scratch *scratch, const char *quirks)
{
	static struct datagram answer;
	_cleanup_(policy_freep) struct policy *policy = NULL;
	_cleanup_(quirk_db_freep) struct quirk_db *db = NULL;
	_cleanup_(plan_freep) struct plan *plan = NULL;
	char path[PATH_MAX];
	struct ethtool *ethtool;

	/* There is a /run. */
	scratch_path(scratch, path, ENV_RUN, "records/x");
	scratch_write(scratch, ENV_DATA, "quirks.d/test.quirk", quirks);
	scratch_write(scratch, ENV_SYS, "bus/pci/devices/" SLOT "/link/l1_aspm", "1\n");
	assert_int_equal(quirk_db_load(&scratch->env, NULL, &scratch->problems, &db), 0);
	assert_int_equal(policy_load(&scratch->env, NULL, &scratch->problems, &policy),
			 0);
	assert_int_equal(scratch->problems.n, 0);
	assert_int_equal(plan_make(&facts, db, policy, &plan), 0);
	kernel = (struct fake_kernel){ .mode = KERNEL_REAL };
	assert_int_equal(ethtool_open(&ethtool), 0);
	answer_error(&answer, -EOPNOTSUPP);
	kernel_fake(&answer, 1);
	kernel.is_endless = true;
	assert_int_equal(apply_plan(&scratch->env, ethtool, plan, 2), 0);
	ethtool_close(ethtool);
}

static bool changes_something(uint8_t command)
{
	return command == ETHTOOL_MSG_FEATURES_SET || command == ETHTOOL_MSG_EEE_SET ||
	       command == ETHTOOL_MSG_PRIVFLAGS_SET;
}

static void check_commands(const uint8_t *wanted, size_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < kernel.n_commands; i++) {
		if (!changes_something(kernel.commands[i]))
			continue;
		assert_true(found < n);
		assert_int_equal(kernel.commands[i], wanted[found++]);
	}
	assert_int_equal(found, n);
}

/* Private flags and EEE may reset the card, and a reset may bring a feature back. */
static void features_come_last(void **state)
{
	static const uint8_t wanted[] = {
		ETHTOOL_MSG_PRIVFLAGS_SET,
		ETHTOOL_MSG_EEE_SET,
		ETHTOOL_MSG_FEATURES_SET,
	};
	_cleanup_free_ char *written = NULL;
	struct scratch *scratch = *state;

	apply(scratch, "[q]\n" HEAD "Feature=tx-tcp-segmentation off\nEEE=off\n"
		       "PrivateFlag=flag off\nAspm=l1_aspm off\n");
	check_commands(wanted, ARRAY_SIZE(wanted));
	assert_int_equal(env_read(&scratch->env, ENV_SYS, &written,
				  "bus/pci/devices/" SLOT "/link/l1_aspm"),
			 0);
	assert_string_equal(written, "0");
}

static void what_is_fixed_is_not_asked_for(void **state)
{
	apply(*state, "[q]\n" HEAD "Feature=tx-tcp6-segmentation off\n");
	check_commands(NULL, 0);
}

static void what_is_right_is_not_asked_for(void **state)
{
	apply(*state, "[q]\n" HEAD "Feature=gro off\nPrivateFlag=flag on\n");
	check_commands(NULL, 0);
}

/* Of two quirks that ask opposite things, the one that switches off wins. */
static void what_is_overruled_is_not_asked_for(void **state)
{
	apply(*state, "[a]\n" HEAD "Feature=gro on\n[b]\n" HEAD "Feature=gro off\n");
	check_commands(NULL, 0);
}

static void what_two_quirks_share_is_asked_for_once(void **state)
{
	static const uint8_t wanted[] = { ETHTOOL_MSG_EEE_SET };

	apply(*state, "[a]\n" HEAD "EEE=off\n[b]\n" HEAD "EEE=off\n");
	check_commands(wanted, ARRAY_SIZE(wanted));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH(features_come_last),
		SCRATCH(what_is_fixed_is_not_asked_for),
		SCRATCH(what_is_right_is_not_asked_for),
		SCRATCH(what_is_overruled_is_not_asked_for),
		SCRATCH(what_two_quirks_share_is_asked_for_once),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
