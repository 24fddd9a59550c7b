/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts/card-id.h"

#include "base/siphash.h"
#include "netlink/ethtool.h"

_Static_assert(MACHINE_ID_LENGTH == 2 * SIPHASH_KEY_SIZE, "the key is a machine id");

int machine_id_read(const struct env *env, char ret[static MACHINE_ID_LENGTH + 1])
{
	_cleanup_free_ char *text = NULL;
	int r;

	r = env_read(env, ENV_ROOT, &text, "etc/machine-id");
	if (r < 0)
		return r == -ENOMEM ? r : -ENOENT;
	/* Empty or "uninitialized" in an image that boots for the first time. */
	if (strlen(text) != MACHINE_ID_LENGTH ||
	    strspn(text, "0123456789abcdef") != MACHINE_ID_LENGTH)
		return -ENOENT;
	strcpy(ret, text);
	return 0;
}

static unsigned digit(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10) & 0xf;
}

uint64_t card_id_hash_mac(const char *machine_id, const uint8_t mac[static MAC_SIZE])
{
	uint8_t key[SIPHASH_KEY_SIZE];

	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (uint8_t)(digit(machine_id[2 * i]) << 4 |
				   digit(machine_id[2 * i + 1]));
	return siphash(key, mac, MAC_SIZE);
}

void card_id_of(const struct env *env, const char *machine_id, const struct nic *nic,
		struct card_id *ret)
{
	uint8_t mac[MAC_SIZE];

	*ret = (struct card_id){
		.vendor = nic->vendor,
		.device = nic->device,
		.subsystem_vendor = nic->subsystem_vendor,
		.subsystem_device = nic->subsystem_device,
	};
	snprintf(ret->slot, sizeof(ret->slot), "%s", nic->slot ?: "");
	for (size_t i = 0; env_is_live(env) && i < nic->n_ifaces && !ret->has_mac; i++)
		if (ethtool_get_permanent_mac(nic->ifaces[i].ifindex, mac) == 0) {
			ret->has_mac = true;
			ret->mac = card_id_hash_mac(machine_id, mac);
		}
}

bool card_id_equal(const struct card_id *a, const struct card_id *b)
{
	if (a->vendor != b->vendor || a->device != b->device ||
	    a->subsystem_vendor != b->subsystem_vendor ||
	    a->subsystem_device != b->subsystem_device)
		return false;
	return a->has_mac && b->has_mac ? a->mac == b->mac : streq(a->slot, b->slot);
}
