/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/env.h"
#include "facts/facts.h"
#include "netlink/ethtool.h"

#define MACHINE_ID_LENGTH 32

/*
 * The id of this installation, /etc/machine-id, in lower case. 0, or -ENOENT where there
 * is none, as in an initramfs, or where it was not made yet.
 */
_must_check_ int machine_id_read(const struct env *env,
				 char ret[static MACHINE_ID_LENGTH + 1]);

/*
 * Which card something is stored of: bus numbers move, and a card may be exchanged for
 * another one of its model.
 */
struct card_id {
	int32_t vendor, device, subsystem_vendor, subsystem_device; /* -1: unknown */
	/* SipHash of its permanent MAC address, keyed by the machine id; the address
	 * itself is not stored. False: it has none, or this is not the running host. */
	bool has_mac;
	uint64_t mac;
	char slot[24]; /* where it was then */
};

/* What a store with that machine id knows a permanent MAC address by. */
uint64_t card_id_hash_mac(const char *machine_id, const uint8_t mac[static MAC_SIZE]);

/* What identifies a card of this host to a store with that machine id. */
void card_id_of(const struct env *env, const char *machine_id, const struct nic *nic,
		struct card_id *ret);

/* Whether both are one card: by the MAC address, or where one of them has none by the
 * slot. */
bool card_id_equal(const struct card_id *a, const struct card_id *b);
