/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ethtool layer against the kernel it runs on, with a veth pair in a namespace. */
#include "netlink/ethtool.h"

#include <net/if.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define INTERFACE "nq0"
#define PEER	  "nq1"

struct fixture {
	struct ethtool *ethtool;
	unsigned ifindex;
};

static void run(const char *command)
{
	assert_int_equal(system(command), 0);
}

/* Each test gets a pair as the kernel makes it. */
static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	run("ip link add " INTERFACE " type veth peer name " PEER);
	fixture->ifindex = if_nametoindex(INTERFACE);
	assert_int_equal(ethtool_open(&fixture->ethtool), 0);
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	ethtool_close(fixture->ethtool);
	if (if_indextoname(fixture->ifindex, (char[IF_NAMESIZE]){ 0 }))
		run("ip link delete " INTERFACE);
	free(fixture);
	return 0;
}

/* Without its name, which does not outlive the list. */
static struct setting read_feature(const struct fixture *fixture, const char *name)
{
	struct setting *features, copy = { 0 };
	bool found = false;
	size_t n;
	int r;

	r = ethtool_get_features(fixture->ethtool, fixture->ifindex, &features, &n);
	assert_int_equal(r, 0);
	for (size_t i = 0; i < n && !found; i++)
		if (streq(features[i].name, name)) {
			found = true;
			copy = features[i];
			copy.name = NULL;
		}
	settings_free(features, n);
	assert_true(found);
	return copy;
}

static int set_features(const struct fixture *fixture, const struct request *settings,
			size_t n)
{
	return ethtool_set_features(fixture->ethtool, fixture->ifindex, settings, n);
}

static int set_feature(const struct fixture *fixture, const char *name, bool on)
{
	const struct request setting = { .name = name, .on = on };

	return set_features(fixture, &setting, 1);
}

/* ethtool(8) shows some features, and only these, under a name of its own. */
static const char *ethtool_name(const char *name)
{
	static const struct {
		const char *kernel, *ethtool;
	} names[] = {
		{ "rx-checksum", "rx-checksumming" },
		{ "tx-generic-segmentation", "generic-segmentation-offload" },
		{ "rx-gro", "generic-receive-offload" },
		{ "rx-lro", "large-receive-offload" },
		{ "rx-vlan-hw-parse", "rx-vlan-offload" },
		{ "tx-vlan-hw-insert", "tx-vlan-offload" },
		{ "rx-ntuple-filter", "ntuple-filters" },
		{ "rx-hashing", "receive-hashing" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (streq(names[i].kernel, name))
			return names[i].ethtool;
	return name;
}

static const char *ethtool_mark(const struct setting *feature)
{
	if (feature->fixed)
		return " [fixed]";
	if (feature->requested)
		return feature->on ? " [requested off]" : " [requested on]";
	return "";
}

static bool stream_has_line(FILE *stream, const char *wanted)
{
	char line[256];

	rewind(stream);
	while (fgets(line, sizeof(line), stream)) {
		line[strcspn(line, "\n")] = '\0';
		if (streq(line + strspn(line, "\t"), wanted))
			return true;
	}
	return false;
}

static void features_read_as_ethtool_shows_them(void **state)
{
	const struct fixture *fixture = *state;
	_cleanup_fclose_ FILE *shown = NULL;
	struct setting *features;
	char file[] = "/tmp/features.XXXXXX", command[128], line[256];
	size_t n;
	int r;

	/* Without scatter-gather, the segmentation that is asked for is not given. */
	assert_int_equal(set_feature(fixture, "tx-scatter-gather", false), 0);
	shown = fdopen(mkstemp(file), "r");
	snprintf(command, sizeof(command), "ethtool -k " INTERFACE " > %s", file);
	run(command);
	unlink(file);
	r = ethtool_get_features(fixture->ethtool, fixture->ifindex, &features, &n);
	assert_int_equal(r, 0);
	assert_true(n > 40);
	for (size_t i = 0; i < n; i++) {
		const struct setting *feature = &features[i];
		snprintf(line, sizeof(line), "%s: %s%s", ethtool_name(feature->name),
			 feature->on ? "on" : "off", ethtool_mark(feature));
		if (!stream_has_line(shown, line))
			fail_msg("ethtool does not show \"%s\"", line);
	}
	settings_free(features, n);
}

static void one_request_sets_several_features(void **state)
{
	const struct fixture *fixture = *state;
	const struct request settings[] = {
		{ "tx-tcp-segmentation", .on = false },
		{ "tx-udp-segmentation", .on = false },
		{ "rx-gro", .on = true },
	};

	assert_int_equal(set_features(fixture, settings, ARRAY_SIZE(settings)), 0);
	assert_false(read_feature(fixture, "tx-tcp-segmentation").on);
	assert_false(read_feature(fixture, "tx-udp-segmentation").on);
	assert_true(read_feature(fixture, "rx-gro").on);
	assert_true(read_feature(fixture, "tx-tcp6-segmentation").on);
}

static void no_settings_are_a_request_that_changes_nothing(void **state)
{
	const struct fixture *fixture = *state;

	assert_int_equal(set_features(fixture, NULL, 0), 0);
	assert_true(read_feature(fixture, "tx-tcp-segmentation").on);
}

static void unknown_name_fails_the_whole_request(void **state)
{
	const struct fixture *fixture = *state;
	const struct request settings[] = {
		{ "tx-tcp-segmentation", .on = false },
		{ "no-such-feature", .on = false },
	};

	assert_int_equal(set_features(fixture, settings, ARRAY_SIZE(settings)),
			 -EOPNOTSUPP);
	assert_true(read_feature(fixture, "tx-tcp-segmentation").on);
}

static void more_than_a_message_holds_is_not_sent(void **state)
{
	const struct fixture *fixture = *state;
	_cleanup_free_ char *name = malloc(40000);
	struct request setting = { .name = name };

	memset(name, 'x', 39999);
	name[39999] = '\0';
	assert_int_equal(set_features(fixture, &setting, 1), -EMSGSIZE);
	/* The socket is as good as before. */
	assert_true(read_feature(fixture, "tx-tcp-segmentation").on);
}

static void fixed_feature_is_understood_but_not_granted(void **state)
{
	const struct fixture *fixture = *state;
	struct setting feature;

	assert_int_equal(set_feature(fixture, "rx-lro", true), 0);
	feature = read_feature(fixture, "rx-lro");
	assert_false(feature.on);
	assert_true(feature.fixed);
	assert_false(feature.requested);
}

static void feature_that_lacks_another_is_only_requested(void **state)
{
	const struct fixture *fixture = *state;
	struct setting feature;

	assert_int_equal(set_feature(fixture, "tx-scatter-gather", false), 0);
	assert_int_equal(set_feature(fixture, "tx-tcp-segmentation", true), 0);
	feature = read_feature(fixture, "tx-tcp-segmentation");
	assert_false(feature.on);
	assert_false(feature.fixed);
	assert_true(feature.requested);
}

static void what_nobody_may_change_is_an_error(void **state)
{
	const struct fixture *fixture = *state;

	assert_true(read_feature(fixture, "vlan-challenged").fixed);
	assert_int_equal(set_feature(fixture, "vlan-challenged", true), -EINVAL);
}

static void interface_is_found_under_its_new_name(void **state)
{
	const struct fixture *fixture = *state;
	char name[IF_NAMESIZE];

	run("ip link set " INTERFACE " name lan0 && ip link set " PEER
	    " name " INTERFACE);
	assert_int_equal(set_feature(fixture, "tx-tcp-segmentation", false), 0);
	assert_false(read_feature(fixture, "tx-tcp-segmentation").on);
	run("ethtool -k " INTERFACE " | grep -q 'tx-tcp-segmentation: on'");
	assert_string_equal(if_indextoname(fixture->ifindex, name), "lan0");
}

static void veth_has_no_flags_no_eee_no_firmware(void **state)
{
	const struct fixture *fixture = *state;
	const struct request setting = { .name = "legacy-rx", .on = false };
	struct ethtool *ethtool = fixture->ethtool;
	unsigned ifindex = fixture->ifindex;
	struct setting *flags;
	char *firmware;
	size_t n;
	bool on;

	assert_int_equal(ethtool_get_private_flags(ethtool, ifindex, &flags, &n),
			 -EOPNOTSUPP);
	assert_int_equal(ethtool_set_private_flags(ethtool, ifindex, &setting, 1),
			 -EOPNOTSUPP);
	assert_int_equal(ethtool_get_eee(ethtool, ifindex, &on), -EOPNOTSUPP);
	assert_int_equal(ethtool_set_eee(ethtool, ifindex, false), -EOPNOTSUPP);
	assert_int_equal(ethtool_get_firmware(ifindex, &firmware), -ENOENT);
}

static void interface_that_is_gone_is_told_by_every_call(void **state)
{
	const struct fixture *fixture = *state;
	const struct request setting = { .name = "tx-tcp-segmentation", .on = false };
	struct ethtool *ethtool = fixture->ethtool;
	unsigned ifindex = fixture->ifindex;
	struct setting *features;
	struct setting *flags;
	char *firmware;
	size_t n;
	bool on;

	run("ip link delete " INTERFACE);
	assert_int_equal(ethtool_get_features(ethtool, ifindex, &features, &n), -ENODEV);
	assert_int_equal(ethtool_set_features(ethtool, ifindex, &setting, 1), -ENODEV);
	assert_int_equal(ethtool_get_private_flags(ethtool, ifindex, &flags, &n),
			 -ENODEV);
	assert_int_equal(ethtool_set_private_flags(ethtool, ifindex, &setting, 1),
			 -ENODEV);
	assert_int_equal(ethtool_get_eee(ethtool, ifindex, &on), -ENODEV);
	assert_int_equal(ethtool_set_eee(ethtool, ifindex, false), -ENODEV);
	assert_int_equal(ethtool_get_firmware(ifindex, &firmware), -ENODEV);
	assert_int_equal(ethtool_get_features(ethtool, 0, &features, &n), -ENODEV);
	assert_int_equal(ethtool_get_features(ethtool, UINT32_MAX, &features, &n),
			 -ENODEV);
}

static void closing_nothing_is_allowed(void **state _unused_)
{
	assert_null(ethtool_close(NULL));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(features_read_as_ethtool_shows_them),
		TEST(one_request_sets_several_features),
		TEST(no_settings_are_a_request_that_changes_nothing),
		TEST(unknown_name_fails_the_whole_request),
		TEST(more_than_a_message_holds_is_not_sent),
		TEST(fixed_feature_is_understood_but_not_granted),
		TEST(feature_that_lacks_another_is_only_requested),
		TEST(what_nobody_may_change_is_an_error),
		TEST(interface_is_found_under_its_new_name),
		TEST(veth_has_no_flags_no_eee_no_firmware),
		TEST(interface_that_is_gone_is_told_by_every_call),
		cmocka_unit_test(closing_nothing_is_allowed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
