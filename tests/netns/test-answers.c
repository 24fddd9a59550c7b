/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the ethtool layer makes of answers that are cut, wrong, late or not there. */
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <net/if.h>
#include <setjmp.h>
#include <stdarg.h>
#include <time.h>

#include "fake-kernel.h"
#include "netlink/ethtool.h"

#include <cmocka.h>

static unsigned ifindex;
static struct datagram genuine; /* the real kernel's answer for all features */
static struct datagram answers[4];

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

static int setup_group(void **state _unused_)
{
	struct setting *features;
	struct ethtool *ethtool;
	size_t n;
	int r;

	assert_int_equal(system("ip link add nq0 type veth peer name nq1"), 0);
	ifindex = if_nametoindex("nq0");
	assert_int_equal(ethtool_open(&ethtool), 0);
	r = ethtool_get_features(ethtool, ifindex, &features, &n);
	assert_int_equal(r, 0);
	settings_free(features, n);
	ethtool_close(ethtool);
	genuine = kernel.genuine;
	assert_true(genuine.length > 1000);
	return 0;
}

/* Asks for the features, and checks that a failure leaves the results alone. */
static int get_features(struct ethtool *ethtool)
{
	struct setting *features = NULL;
	size_t n = 0;
	int r = ethtool_get_features(ethtool, ifindex, &features, &n);

	assert_int_equal(features != NULL, r == 0);
	assert_int_equal(n > 0, r == 0);
	settings_free(features, n);
	return r;
}

static void genuine_answer_is_understood_again(void **state)
{
	kernel_fake(&genuine, 1);
	assert_int_equal(get_features(*state), 0);
}

/* What a kernel answers that has the family, with the messages up to LAST. */
static void answer_family(struct datagram *answer, uint32_t last)
{
	struct nlmsghdr *message = answer_begin(answer);
	struct nlattr *ops, *op;

	((struct genlmsghdr *)mnl_nlmsg_get_payload(message))->cmd = CTRL_CMD_NEWFAMILY;
	mnl_attr_put_strz(message, CTRL_ATTR_FAMILY_NAME, ETHTOOL_GENL_NAME);
	mnl_attr_put_u16(message, CTRL_ATTR_FAMILY_ID, 20);
	ops = mnl_attr_nest_start(message, CTRL_ATTR_OPS);
	for (uint32_t command = 1; command <= last; command++) {
		op = mnl_attr_nest_start(message, (uint16_t)command);
		mnl_attr_put_u32(message, CTRL_ATTR_OP_ID, command);
		mnl_attr_put_u32(message, CTRL_ATTR_OP_FLAGS, 0);
		mnl_attr_nest_end(message, op);
	}
	mnl_attr_nest_end(message, ops);
	answer_end(answer);
}

static int open_with(uint32_t last)
{
	struct ethtool *ethtool = NULL;
	int r;

	answer_family(&answers[0], last);
	kernel_fake(answers, 1);
	r = ethtool_open(&ethtool);
	ethtool_close(ethtool);
	return r;
}

static void kernel_before_5_8_has_no_features(void **state _unused_)
{
	/* Linux 5.6 ends with ETHTOOL_MSG_WOL_SET, 5.7 with _FEATURES_GET's predecessor.
	 */
	assert_int_equal(open_with(ETHTOOL_MSG_WOL_SET), -EOPNOTSUPP);
	assert_int_equal(open_with(ETHTOOL_MSG_FEATURES_GET - 1), -EOPNOTSUPP);
	assert_int_equal(open_with(ETHTOOL_MSG_FEATURES_GET), 0);
	assert_int_equal(open_with(ETHTOOL_MSG_EEE_SET), 0);
}

static void datagram_cut_anywhere_is_refused(void **state)
{
	struct datagram *cut = &answers[0];

	for (size_t length = 1; length < genuine.length; length++) {
		*cut = genuine;
		cut->length = length;
		kernel_fake(cut, 1);
		assert_int_equal(get_features(*state), -EBADMSG);
	}
}

static void message_cut_anywhere_is_refused(void **state)
{
	struct datagram *cut = &answers[0];

	for (size_t length = NLMSG_HDRLEN; length < genuine.length; length++) {
		*cut = genuine;
		cut->length = length;
		((struct nlmsghdr *)cut->data)->nlmsg_len = (uint32_t)length;
		kernel_fake(cut, 1);
		assert_int_equal(get_features(*state), -EBADMSG);
	}
}

static struct nlattr *last_attr(void *payload, size_t length)
{
	struct nlattr *attr = payload;
	char *end = (char *)payload + length;

	while ((char *)attr + MNL_ALIGN(attr->nla_len) < end)
		attr = mnl_attr_next(attr);
	return attr;
}

/* The cut goes through the name of the last bit, and DEPTH nests around it know of it. */
static void cut_last_name(struct datagram *datagram, unsigned depth)
{
	struct nlmsghdr *message = (struct nlmsghdr *)datagram->data;
	struct nlattr *attr;

	attr = last_attr(mnl_nlmsg_get_payload_offset(message, GENL_HDRLEN),
			 mnl_nlmsg_get_payload_len(message) - GENL_HDRLEN);
	datagram->length -= 4;
	message->nlmsg_len -= 4;
	while (depth--) {
		struct nlattr *inner;

		inner = last_attr(mnl_attr_get_payload(attr),
				  mnl_attr_get_payload_len(attr));
		attr->nla_len -= 4;
		attr = inner;
	}
}

static void cut_within_the_nests_is_refused(void **state)
{
	/* The set, its bits, the bit, the name. */
	for (unsigned depth = 0; depth <= 4; depth++) {
		answers[0] = genuine;
		cut_last_name(answers, depth);
		kernel_fake(answers, 1);
		assert_int_equal(get_features(*state), -EBADMSG);
	}
}

static void rubbish_in_any_byte_does_no_harm(void **state)
{
	static const unsigned char masks[] = { 0x01, 0x04, 0x80, 0xff };
	struct datagram *spoilt = &answers[0];
	size_t n_refused = 0;

	for (size_t i = 0; i < genuine.length * ARRAY_SIZE(masks); i++) {
		*spoilt = genuine;
		spoilt->data[i / ARRAY_SIZE(masks)] ^= (char)masks[i % ARRAY_SIZE(masks)];
		kernel_fake(spoilt, 1);
		n_refused += get_features(*state) < 0;
	}
	/* The lengths alone are a quarter of it all. */
	assert_true(n_refused > genuine.length / 4);
}

/* A length that is negative for who takes it for signed, and attributes without an
 * end. */
static void length_beyond_all_bounds_is_refused(void **state)
{
	static const struct nlattr empty = { .nla_len = NLA_HDRLEN };

	answers[0] = genuine;
	answers[0].length = sizeof(answers[0].data);
	for (size_t i = MNL_ALIGN(genuine.length); i < answers[0].length; i += NLA_HDRLEN)
		memcpy(answers[0].data + i, &empty, NLA_HDRLEN);
	((struct nlmsghdr *)answers[0].data)->nlmsg_len = 1U << 31;
	kernel_fake(answers, 1);
	assert_int_equal(get_features(*state), -EBADMSG);
}

static void answer_longer_than_the_buffer_is_refused(void **state)
{
	answers[0] = genuine;
	answers[0].is_cut = true;
	kernel_fake(answers, 1);
	assert_int_equal(get_features(*state), -EBADMSG);
}

static void answers_to_others_are_passed_over(void **state)
{
	answer_error(&answers[0], -EPERM);
	answers[0].addressee = TO_EARLIER_REQUEST;
	answer_error(&answers[1], -EPERM);
	answers[1].addressee = TO_OTHER_SOCKET;
	answers[2] = genuine;
	answers[2].addressee = TO_EVERYBODY;
	answers[3] = genuine;
	kernel_fake(answers, 4);
	assert_int_equal(get_features(*state), 0);
	assert_int_equal(kernel.n_given, 4);
}

static void late_acknowledgement_is_not_taken_for_the_own_one(void **state)
{
	const struct request setting = { .name = "tx-tcp-segmentation", .on = false };

	answer_error(&answers[0], 0);
	answers[0].addressee = TO_EARLIER_REQUEST;
	answer_error(&answers[1], -EPERM);
	kernel_fake(answers, 2);
	assert_int_equal(ethtool_set_features(*state, ifindex, &setting, 1), -EPERM);
}

static void interrupted_wait_goes_on(void **state)
{
	answers[0] = (struct datagram){ .error = EINTR };
	answers[1] = genuine;
	kernel_fake(answers, 2);
	assert_int_equal(get_features(*state), 0);
}

static void endless_stream_for_others_ends_in_time(void **state)
{
	answers[0] = genuine;
	answers[0].addressee = TO_EVERYBODY;
	kernel_fake(answers, 1);
	kernel.is_endless = true;
	assert_int_equal(get_features(*state), -ETIMEDOUT);
}

static void silent_kernel_is_given_up(void **state)
{
	kernel.mode = KERNEL_SILENT;
	assert_int_equal(get_features(*state), -ETIMEDOUT);
}

static void error_of_the_kernel_is_handed_on(void **state)
{
	answer_error(answers, -EPERM);
	kernel_fake(answers, 1);
	assert_int_equal(get_features(*state), -EPERM);
}

static void error_of_the_socket_is_handed_on(void **state)
{
	answers[0] = (struct datagram){ .error = ENOBUFS };
	kernel_fake(answers, 1);
	assert_int_equal(get_features(*state), -ENOBUFS);
}

static void error_that_is_none_is_refused(void **state)
{
	answer_error(answers, EPERM);
	kernel_fake(answers, 1);
	assert_int_equal(ethtool_set_eee(*state, ifindex, false), -EBADMSG);
}

static void cut_error_is_refused(void **state)
{
	answer_error(answers, -EPERM);
	answers[0].length = NLMSG_HDRLEN + sizeof(int);
	((struct nlmsghdr *)answers[0].data)->nlmsg_len = (uint32_t)answers[0].length;
	kernel_fake(answers, 1);
	assert_int_equal(get_features(*state), -EBADMSG);
}

static void acknowledgement_is_no_answer(void **state)
{
	answer_error(answers, 0);
	kernel_fake(answers, 1);
	assert_int_equal(get_features(*state), -EBADMSG);
}

static void empty_answer_is_refused(void **state)
{
	answer_begin(answers);
	answer_end(answers);
	kernel_fake(answers, 1);
	assert_int_equal(get_features(*state), -EBADMSG);
}

static void kernel_without_the_family_does_not_support_it(void **state _unused_)
{
	struct ethtool *ethtool = NULL;

	answer_error(answers, -ENOENT);
	kernel_fake(answers, 1);
	assert_int_equal(ethtool_open(&ethtool), -EOPNOTSUPP);
	assert_null(ethtool);
}

static void family_without_a_number_is_refused(void **state _unused_)
{
	struct ethtool *ethtool = NULL;

	answer_begin(answers);
	answer_end(answers);
	kernel_fake(answers, 1);
	assert_int_equal(ethtool_open(&ethtool), -EBADMSG);
	assert_null(ethtool);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(genuine_answer_is_understood_again),
		TEST(kernel_before_5_8_has_no_features),
		TEST(datagram_cut_anywhere_is_refused),
		TEST(message_cut_anywhere_is_refused),
		TEST(cut_within_the_nests_is_refused),
		TEST(rubbish_in_any_byte_does_no_harm),
		TEST(length_beyond_all_bounds_is_refused),
		TEST(answer_longer_than_the_buffer_is_refused),
		TEST(answers_to_others_are_passed_over),
		TEST(late_acknowledgement_is_not_taken_for_the_own_one),
		TEST(interrupted_wait_goes_on),
		TEST(endless_stream_for_others_ends_in_time),
		TEST(silent_kernel_is_given_up),
		TEST(error_of_the_kernel_is_handed_on),
		TEST(error_of_the_socket_is_handed_on),
		TEST(error_that_is_none_is_refused),
		TEST(cut_error_is_refused),
		TEST(acknowledgement_is_no_answer),
		TEST(empty_answer_is_refused),
		TEST(kernel_without_the_family_does_not_support_it),
		TEST(family_without_a_number_is_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup_group, NULL);
}
