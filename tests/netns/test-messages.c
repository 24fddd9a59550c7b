/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the ethtool layer sends, and how it reads what no virtual card could answer. */
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <setjmp.h>
#include <stdarg.h>

#include "fake-kernel.h"
#include "netlink/ethtool.h"

#include <cmocka.h>

#define IFINDEX 7

static struct datagram answer;

static int setup(void **state)
{
	struct ethtool *ethtool;

	kernel = (struct fake_kernel){ .mode = KERNEL_REAL };
	assert_int_equal(ethtool_open(&ethtool), 0);
	*state = ethtool;
	return 0;
}

static int teardown(void **state)
{
	ethtool_close(*state);
	return 0;
}

struct bit {
	uint32_t index;
	const char *name;
	bool on;
};

/* A set with a mask lists bits and values, as the kernel does it for what it offers; one
 * without a mask lists what is on. */
static void put_bitset(struct nlmsghdr *message, uint16_t type, bool has_mask,
		       const struct bit *bits, size_t n)
{
	struct nlattr *bitset, *list, *nest;

	bitset = mnl_attr_nest_start(message, type);
	if (!has_mask)
		mnl_attr_put(message, ETHTOOL_A_BITSET_NOMASK, 0, NULL);
	mnl_attr_put_u32(message, ETHTOOL_A_BITSET_SIZE, 64);
	list = mnl_attr_nest_start(message, ETHTOOL_A_BITSET_BITS);
	for (size_t i = 0; i < n; i++) {
		nest = mnl_attr_nest_start(message, ETHTOOL_A_BITSET_BITS_BIT);
		mnl_attr_put_u32(message, ETHTOOL_A_BITSET_BIT_INDEX, bits[i].index);
		mnl_attr_put_strz(message, ETHTOOL_A_BITSET_BIT_NAME, bits[i].name);
		if (bits[i].on)
			mnl_attr_put(message, ETHTOOL_A_BITSET_BIT_VALUE, 0, NULL);
		mnl_attr_nest_end(message, nest);
	}
	mnl_attr_nest_end(message, list);
	mnl_attr_nest_end(message, bitset);
}

static void answer_private_flags(const struct bit *bits, size_t n)
{
	put_bitset(answer_begin(&answer), ETHTOOL_A_PRIVFLAGS_FLAGS, true, bits, n);
	answer_end(&answer);
	kernel_fake(&answer, 1);
}

static void private_flags_are_read_in_the_drivers_order(void **state)
{
	const struct bit bits[] = {
		{ 0, "legacy-rx", false },
		{ 2, "flow-director-atr", true },
		{ 9, "disable-fw-lldp", false },
	};
	struct setting *flags;
	size_t n;

	answer_private_flags(bits, ARRAY_SIZE(bits));
	assert_int_equal(ethtool_get_private_flags(*state, IFINDEX, &flags, &n), 0);
	assert_int_equal(n, ARRAY_SIZE(bits));
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(flags[i].name, bits[i].name);
		assert_int_equal(flags[i].on, bits[i].on);
	}
	settings_free(flags, n);
}

static void bits_without_a_name_are_left_out(void **state)
{
	const struct bit bits[] = {
		{ 0, "", true },
		{ 1, "legacy-rx", true },
	};
	struct setting *flags;
	size_t n;

	answer_private_flags(bits, ARRAY_SIZE(bits));
	assert_int_equal(ethtool_get_private_flags(*state, IFINDEX, &flags, &n), 0);
	assert_int_equal(n, 1);
	assert_string_equal(flags[0].name, "legacy-rx");
	settings_free(flags, n);
}

static void attributes_of_later_kernels_are_passed_over(void **state)
{
	struct nlmsghdr *message = answer_begin(&answer);
	struct nlattr *bitset, *list;
	struct setting *flags;
	size_t n;

	mnl_attr_put_u32(message, ETHTOOL_A_PRIVFLAGS_MAX + 1, 0);
	bitset = mnl_attr_nest_start(message, ETHTOOL_A_PRIVFLAGS_FLAGS);
	mnl_attr_put_u32(message, ETHTOOL_A_BITSET_MAX + 1, 0);
	list = mnl_attr_nest_start(message, ETHTOOL_A_BITSET_BITS);
	mnl_attr_put_u32(message, ETHTOOL_A_BITSET_BITS_MAX + 1, 0);
	mnl_attr_nest_end(message, list);
	mnl_attr_nest_end(message, bitset);
	answer_end(&answer);
	kernel_fake(&answer, 1);
	assert_int_equal(ethtool_get_private_flags(*state, IFINDEX, &flags, &n), 0);
	assert_int_equal(n, 0);
}

static void driver_without_flags_has_an_empty_list(void **state)
{
	struct setting *flags;
	size_t n;

	answer_private_flags(NULL, 0);
	assert_int_equal(ethtool_get_private_flags(*state, IFINDEX, &flags, &n), 0);
	assert_int_equal(n, 0);
	settings_free(flags, n);
}

static void bit_beyond_all_bounds_is_refused(void **state)
{
	static const uint32_t indexes[] = { 256, 65536, UINT32_MAX };
	struct setting *flags;
	size_t n;

	for (size_t i = 0; i < ARRAY_SIZE(indexes); i++) {
		const struct bit bit = { indexes[i], "legacy-rx", true };

		answer_private_flags(&bit, 1);
		assert_int_equal(ethtool_get_private_flags(*state, IFINDEX, &flags, &n),
				 -EBADMSG);
	}
}

static void compact_bitset_is_refused(void **state)
{
	struct nlmsghdr *message = answer_begin(&answer);
	struct nlattr *bitset;
	struct setting *flags;
	size_t n;

	bitset = mnl_attr_nest_start(message, ETHTOOL_A_PRIVFLAGS_FLAGS);
	mnl_attr_put_u32(message, ETHTOOL_A_BITSET_SIZE, 2);
	mnl_attr_put_u32(message, ETHTOOL_A_BITSET_VALUE, 1);
	mnl_attr_put_u32(message, ETHTOOL_A_BITSET_MASK, 3);
	mnl_attr_nest_end(message, bitset);
	answer_end(&answer);
	kernel_fake(&answer, 1);
	assert_int_equal(ethtool_get_private_flags(*state, IFINDEX, &flags, &n),
			 -EBADMSG);
}

static void answer_features(void)
{
	static const struct bit hw[] = {
		{ 0, "changeable", true },	{ 1, "never-to-change", true },
		{ 2, "not-offered", false },	{ 3, "wanted-in-vain", true },
		{ 4, "kept-by-another", true }, { 70, "of-a-later-kernel", true },
	};
	static const struct bit wanted[] = {
		{ 0, "changeable", false },
		{ 3, "wanted-in-vain", false },
	};
	static const struct bit active[] = {
		{ 0, "changeable", false },	    { 1, "never-to-change", false },
		{ 2, "not-offered", false },	    { 4, "kept-by-another", false },
		{ 70, "of-a-later-kernel", false },
	};
	static const struct bit nochange[] = {
		{ 1, "never-to-change", false },
	};
	struct nlmsghdr *message = answer_begin(&answer);

	put_bitset(message, ETHTOOL_A_FEATURES_HW, true, hw, ARRAY_SIZE(hw));
	put_bitset(message, ETHTOOL_A_FEATURES_WANTED, false, wanted, ARRAY_SIZE(wanted));
	put_bitset(message, ETHTOOL_A_FEATURES_ACTIVE, false, active, ARRAY_SIZE(active));
	put_bitset(message, ETHTOOL_A_FEATURES_NOCHANGE, false, nochange,
		   ARRAY_SIZE(nochange));
	answer_end(&answer);
	kernel_fake(&answer, 1);
}

static void features_are_put_together_from_four_sets(void **state)
{
	static const struct {
		const char *name;
		bool on, fixed, requested;
	} expected[] = {
		{ "changeable", true, false, false },
		{ "never-to-change", true, true, false },
		{ "not-offered", true, true, false },
		{ "wanted-in-vain", false, false, true },
		{ "kept-by-another", true, false, true },
		{ "of-a-later-kernel", true, false, true },
	};
	struct setting *features;
	size_t n;

	answer_features();
	assert_int_equal(ethtool_get_features(*state, IFINDEX, &features, &n), 0);
	assert_int_equal(n, ARRAY_SIZE(expected));
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(features[i].name, expected[i].name);
		assert_int_equal(features[i].on, expected[i].on);
		assert_int_equal(features[i].fixed, expected[i].fixed);
		assert_int_equal(features[i].requested, expected[i].requested);
	}
	settings_free(features, n);
}

static void answer_eee(uint8_t enabled)
{
	struct nlmsghdr *message = answer_begin(&answer);

	mnl_attr_put_u8(message, ETHTOOL_A_EEE_ACTIVE, !enabled);
	mnl_attr_put_u8(message, ETHTOOL_A_EEE_ENABLED, enabled);
	answer_end(&answer);
	kernel_fake(&answer, 1);
}

static void eee_is_what_is_enabled_not_what_is_active(void **state)
{
	bool on;

	answer_eee(1);
	assert_int_equal(ethtool_get_eee(*state, IFINDEX, &on), 0);
	assert_true(on);
	answer_eee(0);
	assert_int_equal(ethtool_get_eee(*state, IFINDEX, &on), 0);
	assert_false(on);
}

static void eee_that_is_not_told_is_refused(void **state)
{
	bool on;

	answer_begin(&answer);
	answer_end(&answer);
	kernel_fake(&answer, 1);
	assert_int_equal(ethtool_get_eee(*state, IFINDEX, &on), -EBADMSG);
}

/* The attribute of that type in a list of attributes, or NULL. */
static const struct nlattr *find_attr(const void *list, size_t length, uint16_t type)
{
	const struct nlattr *attr = list;
	const char *end = (const char *)list + length;

	for (; mnl_attr_ok(attr, (int)(end - (const char *)attr));
	     attr = mnl_attr_next(attr))
		if (mnl_attr_get_type(attr) == type)
			return attr;
	return NULL;
}

static const struct nlattr *find_in_nest(const struct nlattr *nest, uint16_t type)
{
	assert_non_null(nest);
	assert_true(nest->nla_type & NLA_F_NESTED);
	return find_attr(mnl_attr_get_payload(nest), mnl_attr_get_payload_len(nest),
			 type);
}

static const struct nlattr *find_in_request(uint16_t type)
{
	const struct nlmsghdr *request = (struct nlmsghdr *)kernel.request.data;

	return find_attr(mnl_nlmsg_get_payload_offset(request, GENL_HDRLEN),
			 mnl_nlmsg_get_payload_len(request) - GENL_HDRLEN, type);
}

/* What all requests to set something have in common. */
static void assert_request(uint8_t command, uint16_t header_type)
{
	const struct nlmsghdr *request = (struct nlmsghdr *)kernel.request.data;
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(request);
	const struct nlattr *header = find_in_request(header_type), *attr;

	assert_int_equal(request->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	assert_int_equal(genl->cmd, command);
	attr = find_in_nest(header, ETHTOOL_A_HEADER_DEV_INDEX);
	assert_int_equal(mnl_attr_get_u32(attr), IFINDEX);
	attr = find_in_nest(header, ETHTOOL_A_HEADER_FLAGS);
	assert_int_equal(mnl_attr_get_u32(attr), ETHTOOL_FLAG_OMIT_REPLY);
	assert_null(find_in_nest(header, ETHTOOL_A_HEADER_DEV_NAME));
}

static void assert_bit(const struct nlattr *bit, const struct request *setting)
{
	const struct nlattr *name = find_in_nest(bit, ETHTOOL_A_BITSET_BIT_NAME);

	assert_string_equal(mnl_attr_get_str(name), setting->name);
	assert_int_equal(find_in_nest(bit, ETHTOOL_A_BITSET_BIT_VALUE) != NULL,
			 setting->on);
}

static void private_flags_are_set_by_name_in_one_request(void **state)
{
	const struct request settings[] = {
		{ "legacy-rx", .on = true },
		{ "disable-fw-lldp", .on = false },
	};
	const struct nlattr *bitset, *bits;

	answer_error(&answer, 0);
	kernel_fake(&answer, 1);
	assert_int_equal(ethtool_set_private_flags(*state, IFINDEX, settings, 2), 0);
	assert_request(ETHTOOL_MSG_PRIVFLAGS_SET, ETHTOOL_A_PRIVFLAGS_HEADER);
	bitset = find_in_request(ETHTOOL_A_PRIVFLAGS_FLAGS);
	/* Without a mask, all other flags would be cleared. */
	assert_null(find_in_nest(bitset, ETHTOOL_A_BITSET_NOMASK));
	bits = find_in_nest(bitset, ETHTOOL_A_BITSET_BITS);
	assert_bit(mnl_attr_get_payload(bits), &settings[0]);
	assert_bit(mnl_attr_next(mnl_attr_get_payload(bits)), &settings[1]);
}

static void setting_eee_says_nothing_of_modes_and_timers(void **state)
{
	const struct nlattr *enabled;

	answer_error(&answer, 0);
	kernel_fake(&answer, 1);
	assert_int_equal(ethtool_set_eee(*state, IFINDEX, false), 0);
	assert_request(ETHTOOL_MSG_EEE_SET, ETHTOOL_A_EEE_HEADER);
	enabled = find_in_request(ETHTOOL_A_EEE_ENABLED);
	assert_non_null(enabled);
	assert_int_equal(mnl_attr_get_payload_len(enabled), 1);
	assert_int_equal(mnl_attr_get_u8(enabled), 0);
	for (uint16_t type = 0; type <= ETHTOOL_A_EEE_MAX; type++)
		if (type != ETHTOOL_A_EEE_HEADER && type != ETHTOOL_A_EEE_ENABLED)
			assert_null(find_in_request(type));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(private_flags_are_read_in_the_drivers_order),
		TEST(bits_without_a_name_are_left_out),
		TEST(attributes_of_later_kernels_are_passed_over),
		TEST(driver_without_flags_has_an_empty_list),
		TEST(bit_beyond_all_bounds_is_refused),
		TEST(compact_bitset_is_refused),
		TEST(features_are_put_together_from_four_sets),
		TEST(eee_is_what_is_enabled_not_what_is_active),
		TEST(eee_that_is_not_told_is_refused),
		TEST(private_flags_are_set_by_name_in_one_request),
		TEST(setting_eee_says_nothing_of_modes_and_timers),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
