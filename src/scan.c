/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan.h"

#include "ethtool.h"
#include "host.h"
#include "nic.h"
#include "pci.h"
#include "record.h"

static int scan_card(const struct env *env, struct pci *pci, bool named,
		     struct ethtool *ethtool, const char *slot, struct facts *facts)
{
	struct nic *nic;
	int r;

	nic = array_append(facts->nics, facts->n_nics);
	if (!nic)
		return -ENOMEM;
	r = nic_read(env, slot, /* ifindex= */ 0, nic);
	if (r < 0) {
		/* Unplugged while we looked. */
		facts->n_nics--;
		return r == -ENODEV ? 0 : r;
	}
	if (named)
		r = pci_name(pci, nic->vendor, nic->device, &nic->name);
	if (r != -ENOMEM && ethtool)
		r = nic_read_settings(nic, ethtool, NIC_ALL);
	if (r != -ENOMEM)
		r = record_read(env, nic);
	if (r != -ENOMEM && nic->driver)
		r = host_read_driver(env, facts, nic->driver);
	return r == -ENOMEM ? r : 0;
}

int scan_host(const struct env *env, unsigned wanted, struct facts **ret)
{
	_cleanup_(facts_freep) struct facts *facts = calloc(1, sizeof(*facts));
	_cleanup_(ethtool_closep) struct ethtool *ethtool = NULL;
	_cleanup_(pci_closep) struct pci *pci = NULL;
	struct strings slots = { 0 };
	int r;

	if (!facts)
		return -ENOMEM;
	r = host_read(env, facts);
	if (r < 0)
		return r;
	if ((wanted & SCAN_LINKS) && env_is_live(env) &&
	    ethtool_open(&ethtool) == -ENOMEM)
		return -ENOMEM;
	r = pci_open(env, &pci);
	if (r >= 0)
		r = pci_network_slots(pci, &slots);
	for (size_t i = 0; i < slots.n && r >= 0; i++)
		r = scan_card(env, pci, wanted & SCAN_NAMES, ethtool, slots.list[i],
			      facts);
	strings_clear(&slots);
	if (r == -ENOMEM)
		return r;
	*ret = TAKE_PTR(facts);
	return 0;
}
