/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel answers over netlink: the first byte says what was asked, then come
 * datagrams, each with a byte for whom it is and its length in two bytes. An answer that
 * is refused leaves the results alone.
 */
#include <linux/genetlink.h>

#include "fake-kernel.h"
#include "fuzz.h"
#include "netlink/ethtool.h"

#define IFINDEX	      2
#define FAMILY	      21
#define DATAGRAMS_MAX 3

static struct datagram answers[DATAGRAMS_MAX];

static size_t lay_out(const uint8_t *data, size_t size)
{
	size_t n = 0;

	while (size >= 3 && n < DATAGRAMS_MAX) {
		size_t length = data[1] | (size_t)data[2] << 8;
		struct datagram *datagram = &answers[n++];

		datagram->addressee = data[0] % (TO_EVERYBODY + 1);
		datagram->is_cut = data[0] & 0x80;
		data += 3;
		size -= 3;
		if (length > size)
			length = size;
		if (length > sizeof(datagram->data))
			length = sizeof(datagram->data);
		datagram->length = length;
		memset(datagram->data, 0, sizeof(struct nlmsghdr));
		memcpy(datagram->data, data, length);
		data += length;
		size -= length;
	}
	return n;
}

static void ask_features(struct ethtool *ethtool)
{
	struct setting *features = NULL;
	size_t n = 0;
	int r = ethtool_get_features(ethtool, IFINDEX, &features, &n);

	REQUIRE(r <= 0 && (r == 0 || (!features && !n)));
	for (size_t i = 0; i < n; i++)
		REQUIRE(*features[i].name);
	settings_free(features, n);
}

static void ask_flags(struct ethtool *ethtool)
{
	struct setting *flags = NULL;
	size_t n = 0;
	int r = ethtool_get_private_flags(ethtool, IFINDEX, &flags, &n);

	REQUIRE(r <= 0 && (r == 0 || (!flags && !n)));
	for (size_t i = 0; i < n; i++)
		REQUIRE(*flags[i].name);
	settings_free(flags, n);
}

static void ask_eee(struct ethtool *ethtool)
{
	bool on;

	REQUIRE(ethtool_get_eee(ethtool, IFINDEX, &on) <= 0);
}

static void set_eee(struct ethtool *ethtool)
{
	REQUIRE(ethtool_set_eee(ethtool, IFINDEX, false) <= 0);
}

static void open_another(struct ethtool *ethtool _unused_)
{
	struct ethtool *another = NULL;
	int r = ethtool_open(&another);

	REQUIRE(r <= 0 && !another == (r < 0));
	ethtool_close(another);
}

static void (*const questions[])(struct ethtool *ethtool) = {
	ask_features, ask_flags, ask_eee, set_eee, open_another,
};

static struct ethtool *open_once(void)
{
	static struct ethtool *ethtool;
	struct nlmsghdr *message;

	if (ethtool)
		return ethtool;
	message = answer_begin(&answers[0]);
	mnl_attr_put_u16(message, CTRL_ATTR_FAMILY_ID, FAMILY);
	answer_end(&answers[0]);
	kernel_fake(answers, 1);
	REQUIRE(ethtool_open(&ethtool) == 0);
	return ethtool;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ethtool *ethtool = open_once();

	if (size == 0)
		return 0;
	kernel_fake(answers, lay_out(data + 1, size - 1));
	questions[data[0] % ARRAY_SIZE(questions)](ethtool);
	return 0;
}
