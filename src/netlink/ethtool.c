/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netlink/ethtool.h"

#include <linux/ethtool_netlink.h>

#include "base/array.h"
#include "netlink/genl.h"

/* Linux 6.18 has 64 features, and no more than 32 private flags are possible. */
#define BITS_MAX 256

struct ethtool {
	struct genl genl;
};

/* A bitset as the kernel spells it out; the names lie in the answer. */
struct bitset {
	bool listed_is_on; /* a list of bits that are on, instead of bits and values */
	size_t n;	   /* one more than the highest bit that is listed */
	const char *names[BITS_MAX]; /* NULL: not listed, or a bit without a name */
	bool on[BITS_MAX];
};

int ethtool_open(struct ethtool **ret)
{
	_cleanup_free_ struct ethtool *ethtool = NULL;
	int r;

	ethtool = malloc(sizeof(*ethtool));
	if (!ethtool)
		return -ENOMEM;
	/* The family is there since Linux 5.6, the messages for features since 5.8. */
	r = genl_open(&ethtool->genl, ETHTOOL_GENL_NAME, ETHTOOL_MSG_FEATURES_GET);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(ethtool);
	return 0;
}

struct ethtool *ethtool_close(struct ethtool *ethtool)
{
	if (ethtool)
		genl_close(&ethtool->genl);
	free(ethtool);
	return NULL;
}

/* The kernel's messages all begin with the same header; FLAGS are ETHTOOL_FLAG_*. */
static struct nlmsghdr *begin(struct ethtool *ethtool, uint8_t command, uint16_t header,
			      unsigned ifindex, uint32_t flags)
{
	struct nlmsghdr *request = genl_begin(&ethtool->genl, command);
	struct nlattr *nest = nl_nest_start(request, header);

	/* By index alone: udev may rename the interface at any time. */
	nl_put_u32(request, ETHTOOL_A_HEADER_DEV_INDEX, ifindex);
	nl_put_u32(request, ETHTOOL_A_HEADER_FLAGS, flags);
	nl_nest_end(request, nest);
	return request;
}

static bool put_bit(struct nlmsghdr *request, const struct request *setting)
{
	struct nlattr *bit;

	bit = nl_nest_start_check(request, GENL_BUFFER_SIZE, ETHTOOL_A_BITSET_BITS_BIT);
	if (!bit || !nl_put_strz_check(request, GENL_BUFFER_SIZE,
				       ETHTOOL_A_BITSET_BIT_NAME, setting->name))
		return false;
	if (setting->on &&
	    !nl_put_check(request, GENL_BUFFER_SIZE, ETHTOOL_A_BITSET_BIT_VALUE, 0, NULL))
		return false;
	nl_nest_end(request, bit);
	return true;
}

/* Bits that are not listed stay as they are. */
static bool put_bitset(struct nlmsghdr *request, uint16_t type,
		       const struct request *settings, size_t n)
{
	struct nlattr *bitset, *bits;

	bitset = nl_nest_start_check(request, GENL_BUFFER_SIZE, type);
	if (!bitset)
		return false;
	bits = nl_nest_start_check(request, GENL_BUFFER_SIZE, ETHTOOL_A_BITSET_BITS);
	if (!bits)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!put_bit(request, &settings[i]))
			return false;
	nl_nest_end(request, bits);
	nl_nest_end(request, bitset);
	return true;
}

static int read_bit(const struct nlattr *attr, void *data)
{
	static const enum nl_type types[] = {
		[ETHTOOL_A_BITSET_BIT_INDEX] = NL_U32,
		[ETHTOOL_A_BITSET_BIT_NAME] = NL_NUL_STRING,
		[ETHTOOL_A_BITSET_BIT_VALUE] = NL_FLAG,
	};
	const struct nlattr *attrs[ARRAY_SIZE(types)], *name;
	struct bitset *bitset = data;
	uint32_t index;
	int r;

	if (nl_attr_type(attr) != ETHTOOL_A_BITSET_BITS_BIT)
		return 0;
	r = genl_parse_nest(attr, types, ARRAY_SIZE(types), attrs);
	if (r < 0)
		return r;
	if (!attrs[ETHTOOL_A_BITSET_BIT_INDEX])
		return -EBADMSG;
	index = nl_attr_u32(attrs[ETHTOOL_A_BITSET_BIT_INDEX]);
	if (index >= BITS_MAX)
		return -EBADMSG;
	name = attrs[ETHTOOL_A_BITSET_BIT_NAME];
	if (name && *nl_attr_str(name))
		bitset->names[index] = nl_attr_str(name);
	bitset->on[index] = bitset->listed_is_on || attrs[ETHTOOL_A_BITSET_BIT_VALUE];
	if (bitset->n <= index)
		bitset->n = index + 1;
	return 0;
}

/* -EBADMSG where the bitset is missing, or is a compact one, which nobody asked for. */
static int read_bitset(const struct nlattr *attr, struct bitset *ret)
{
	static const enum nl_type types[] = {
		[ETHTOOL_A_BITSET_NOMASK] = NL_FLAG,
		[ETHTOOL_A_BITSET_BITS] = NL_NESTED,
	};
	const struct nlattr *attrs[ARRAY_SIZE(types)];
	int r;

	r = attr ? genl_parse_nest(attr, types, ARRAY_SIZE(types), attrs) : -EBADMSG;
	if (r < 0)
		return r;
	if (!attrs[ETHTOOL_A_BITSET_BITS])
		return -EBADMSG;
	memset(ret, 0, sizeof(*ret));
	ret->listed_is_on = attrs[ETHTOOL_A_BITSET_NOMASK];
	return genl_for_each(attrs[ETHTOOL_A_BITSET_BITS], read_bit, ret);
}

/* Fixed is what the driver does not offer to change, and what nobody may change. */
static int join_features(const struct bitset sets[static ETHTOOL_A_FEATURES_MAX + 1],
			 struct setting **ret, size_t *ret_n)
{
	const struct bitset *hw = &sets[ETHTOOL_A_FEATURES_HW];
	struct setting *features = NULL;
	size_t n = 0;

	for (size_t i = 0; i < hw->n; i++) {
		struct setting *feature;

		if (!hw->names[i])
			continue;
		feature = array_append(features, n);
		if (feature)
			feature->name = strdup(hw->names[i]);
		if (!feature || !feature->name) {
			settings_free(features, n);
			return -ENOMEM;
		}
		feature->on = sets[ETHTOOL_A_FEATURES_ACTIVE].on[i];
		feature->fixed = !hw->on[i] || sets[ETHTOOL_A_FEATURES_NOCHANGE].on[i];
		feature->requested = !feature->fixed &&
				     sets[ETHTOOL_A_FEATURES_WANTED].on[i] != feature->on;
	}
	*ret = features;
	*ret_n = n;
	return 0;
}

int ethtool_get_features(struct ethtool *ethtool, unsigned ifindex, struct setting **ret,
			 size_t *ret_n)
{
	static const enum nl_type types[ETHTOOL_A_FEATURES_MAX + 1] = {
		[ETHTOOL_A_FEATURES_HW] = NL_NESTED,
		[ETHTOOL_A_FEATURES_WANTED] = NL_NESTED,
		[ETHTOOL_A_FEATURES_ACTIVE] = NL_NESTED,
		[ETHTOOL_A_FEATURES_NOCHANGE] = NL_NESTED,
	};
	const struct nlattr *attrs[ARRAY_SIZE(types)];
	struct bitset sets[ARRAY_SIZE(types)];
	const struct nlmsghdr *answer;
	int r;

	begin(ethtool, ETHTOOL_MSG_FEATURES_GET, ETHTOOL_A_FEATURES_HEADER, ifindex, 0);
	r = genl_ask(&ethtool->genl, &answer);
	if (r < 0)
		return r;
	r = genl_parse(answer, types, ARRAY_SIZE(types), attrs);
	for (size_t i = ETHTOOL_A_FEATURES_HW; r == 0 && i < ARRAY_SIZE(types); i++)
		r = read_bitset(attrs[i], &sets[i]);
	return r < 0 ? r : join_features(sets, ret, ret_n);
}

int ethtool_set_features(struct ethtool *ethtool, unsigned ifindex,
			 const struct request *settings, size_t n)
{
	struct nlmsghdr *request;

	request = begin(ethtool, ETHTOOL_MSG_FEATURES_SET, ETHTOOL_A_FEATURES_HEADER,
			ifindex, ETHTOOL_FLAG_OMIT_REPLY);
	if (!put_bitset(request, ETHTOOL_A_FEATURES_WANTED, settings, n))
		return -EMSGSIZE;
	return genl_tell(&ethtool->genl);
}

int ethtool_get_private_flags(struct ethtool *ethtool, unsigned ifindex,
			      struct setting **ret, size_t *ret_n)
{
	static const enum nl_type types[] = {
		[ETHTOOL_A_PRIVFLAGS_FLAGS] = NL_NESTED,
	};
	const struct nlattr *attrs[ARRAY_SIZE(types)];
	const struct nlmsghdr *answer;
	struct setting *flags = NULL;
	struct bitset set;
	size_t n = 0;
	int r;

	begin(ethtool, ETHTOOL_MSG_PRIVFLAGS_GET, ETHTOOL_A_PRIVFLAGS_HEADER, ifindex, 0);
	r = genl_ask(&ethtool->genl, &answer);
	if (r < 0)
		return r;
	r = genl_parse(answer, types, ARRAY_SIZE(types), attrs);
	if (r == 0)
		r = read_bitset(attrs[ETHTOOL_A_PRIVFLAGS_FLAGS], &set);
	if (r < 0)
		return r;
	for (size_t i = 0; i < set.n; i++)
		if (set.names[i] &&
		    settings_add(&flags, &n, set.names[i], set.on[i]) < 0) {
			settings_free(flags, n);
			return -ENOMEM;
		}
	*ret = flags;
	*ret_n = n;
	return 0;
}

int ethtool_set_private_flags(struct ethtool *ethtool, unsigned ifindex,
			      const struct request *settings, size_t n)
{
	struct nlmsghdr *request;

	request = begin(ethtool, ETHTOOL_MSG_PRIVFLAGS_SET, ETHTOOL_A_PRIVFLAGS_HEADER,
			ifindex, ETHTOOL_FLAG_OMIT_REPLY);
	if (!put_bitset(request, ETHTOOL_A_PRIVFLAGS_FLAGS, settings, n))
		return -EMSGSIZE;
	return genl_tell(&ethtool->genl);
}

int ethtool_get_eee(struct ethtool *ethtool, unsigned ifindex, bool *ret)
{
	static const enum nl_type types[] = {
		[ETHTOOL_A_EEE_ENABLED] = NL_U8,
	};
	const struct nlattr *attrs[ARRAY_SIZE(types)];
	const struct nlmsghdr *answer;
	int r;

	begin(ethtool, ETHTOOL_MSG_EEE_GET, ETHTOOL_A_EEE_HEADER, ifindex, 0);
	r = genl_ask(&ethtool->genl, &answer);
	if (r < 0)
		return r;
	r = genl_parse(answer, types, ARRAY_SIZE(types), attrs);
	if (r < 0)
		return r;
	if (!attrs[ETHTOOL_A_EEE_ENABLED])
		return -EBADMSG;
	*ret = nl_attr_u8(attrs[ETHTOOL_A_EEE_ENABLED]);
	return 0;
}

int ethtool_set_eee(struct ethtool *ethtool, unsigned ifindex, bool on)
{
	struct nlmsghdr *request;

	request = begin(ethtool, ETHTOOL_MSG_EEE_SET, ETHTOOL_A_EEE_HEADER, ifindex,
			ETHTOOL_FLAG_OMIT_REPLY);
	nl_put_u8(request, ETHTOOL_A_EEE_ENABLED, on);
	return genl_tell(&ethtool->genl);
}
