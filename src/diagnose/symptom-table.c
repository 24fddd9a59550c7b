/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/symptom.h"

/*
 * Messages of the drivers in Linux 6.1 and 6.12 and of Intel's own builds of them, and of
 * the kernel about them. An asterisk stands for what a message fills in. Where two rows
 * fit one line, the first does.
 */
#define CRITICAL(kind, pattern, drivers)                                                 \
	{                                                                                \
		kind, pattern, drivers, GRAVITY_CRITICAL, SUBJECT_CARD, ROLE_EVENT       \
	}
#define INFO(kind, pattern, drivers)                                                     \
	{                                                                                \
		kind, pattern, drivers, GRAVITY_INFO, SUBJECT_CARD, ROLE_EVENT           \
	}
#define BENIGN(kind, pattern, drivers)                                                   \
	{                                                                                \
		kind, pattern, drivers, GRAVITY_BENIGN, SUBJECT_CARD, ROLE_EVENT         \
	}
#define RDMA(kind, pattern)                                                              \
	{                                                                                \
		kind, pattern, "ice", GRAVITY_CRITICAL, SUBJECT_NO_PORT, ROLE_EVENT      \
	}
#define MEMORY(kind, pattern, role)                                                      \
	{                                                                                \
		kind, pattern, NULL, GRAVITY_CRITICAL, SUBJECT_NONE, role                \
	}
#define TRACE(pattern, driver)                                                           \
	{                                                                                \
		"trace", pattern, driver, GRAVITY_INFO, SUBJECT_NONE, ROLE_TRACE         \
	}
#define MARK(kind, pattern)                                                              \
	{                                                                                \
		kind, pattern, NULL, GRAVITY_INFO, SUBJECT_CARD, ROLE_MARK               \
	}
#define VERSION_OF(pattern)                                                              \
	{                                                                                \
		"version", pattern, NULL, GRAVITY_INFO, SUBJECT_DRIVER, ROLE_VERSION     \
	}

const struct symptom symptoms[] = {
	/* e1000e netdev.c, igb_main.c, igc_main.c, ixgbe_main.c */
	CRITICAL("tx-hang", "Detected Hardware Unit Hang", "e1000e"),
	CRITICAL("tx-hang", "Detected Tx Unit Hang", NULL),
	CRITICAL("adapter-reset", "Reset adapter unexpectedly", "e1000e"),
	CRITICAL("adapter-reset", "Reset adapter", NULL), /* igb, igc, ixgbe */
	CRITICAL("adapter-reset", "tx hang * detected on queue *, resetting adapter",
		 "ixgbe"),
	CRITICAL("adapter-reset", "initiating reset due to tx timeout", "ixgbe"),
	CRITICAL("tx-pause", "Try turning off Tx pause (flow control) via ethtool",
		 "e1000e"),
	/* net/sched/sch_generic.c; the device stands before it or in it, by age */
	CRITICAL("tx-timeout", "NETDEV WATCHDOG: * timed out", NULL),
	/* i40e_main.c, ice_main.c */
	CRITICAL("queue-stuck", "tx_timeout: VSI_seid: ", "i40e"),
	CRITICAL("queue-stuck", "tx_timeout: VSI_num: ", "ice"),
	CRITICAL("adapter-lost", "tx_timeout recovery unsuccessful", "i40e ice"),
	CRITICAL("adapter-reset", "tx_timeout recovery level ", "i40e ice"),
	CRITICAL("driver-issue", "TX driver issue detected", "i40e"),
	CRITICAL("driver-issue", "RX driver issue detected", "i40e"),
	INFO("vf-driver-issue", "Malicious Driver Detection events detected on PF",
	     "ice i40e"),
	INFO("vf-driver-issue", "Malicious Driver Detection event * detected on VF",
	     "ice"),
	CRITICAL("driver-issue", "Malicious Driver Detection event", "i40e ice ixgbe"),
	/* igc_main.c, igb_main.c */
	CRITICAL("link-lost", "PCIe link lost", "igc igb"),
	{ "register-read", "Failed to read reg 0x", "igc igb", GRAVITY_CRITICAL,
	  SUBJECT_DRIVER, ROLE_EVENT },
	CRITICAL("unsupported-sfp",
		 "Rx/Tx is disabled on this device because an unsupported SFP module",
		 "i40e"),
	CRITICAL(
		"unsupported-sfp",
		"failed to load because an unsupported SFP+ or QSFP module type was detected",
		"ixgbe"),
	CRITICAL("firmware-recovery", "irmware recovery mode detected", "i40e ixgbe ice"),
	CRITICAL("safe-mode", "Entering Safe Mode", "ice"),
	CRITICAL("safe-mode", "Entering safe mode", "ice"),
	CRITICAL("safe-mode", "Device is in Safe Mode", "ice"),
	CRITICAL("safe-mode", "error occurred on the device while loading the DDP",
		 "ice"),
	/* drivers/infiniband/hw/irdma/main.c */
	RDMA("rdma-error", "ICE OICR event notification: oicr = "),
	RDMA("rdma-error", "critical PE Error, GLPE_CRITERR="),
	RDMA("hmc-error", ": HMC Error"),
	CRITICAL("blank-nvm", "unidentified MAC or BLANK NVM", "i40e"),
	CRITICAL("nvm-checksum", "The NVM Checksum Is Not Valid", NULL),
	CRITICAL("nvm-checksum", "The EEPROM Checksum Is Not Valid", NULL),
	CRITICAL("overheated", "network adapter was stopped because it overheated",
		 "igb igc"),
	CRITICAL("overheated",
		 "Network adapter has been stopped because it has over heated", "ixgbe"),
	CRITICAL("phy-blocked", "ME blocked access to PHY after reset", "e1000e"),
	{ "probe-failed", ": probe of * failed with error", NULL, GRAVITY_CRITICAL,
	  SUBJECT_DRIVER, ROLE_EVENT },
	CRITICAL("probe-failed", "probe with driver * failed with error", NULL),

	/* mm/page_alloc.c, mm/usercopy.c, lib/: of no driver until the trace names one */
	MEMORY("bad-page", "Bad page state in process", ROLE_REPORT),
	MEMORY("bad-page", "page dumped because: PAGE_FLAGS_CHECK_AT_FREE",
	       ROLE_CONTINUE),
	MEMORY("usercopy", "usercopy: Kernel memory exposure attempt", ROLE_REPORT),
	MEMORY("usercopy", "usercopy: Kernel memory overwrite attempt", ROLE_REPORT),
	MEMORY("usercopy", "kernel BUG at mm/usercopy.c", ROLE_CONTINUE),
	MEMORY("queue-limits", "kernel BUG at lib/dynamic_queue_limits.c", ROLE_REPORT),
	{ "page-allocation", "age allocation failure", NULL, GRAVITY_BENIGN, SUBJECT_NONE,
	  ROLE_REPORT },

	/* What looks bad and is not, and what is only worth knowing. */
	BENIGN("nvm-newer", "detected a newer version of the NVM image", "i40e"),
	INFO("nvm-older", "detected an older version of the NVM image", "i40e"),
	{ "out-of-tree", ": loading out-of-tree module taints kernel", NULL, GRAVITY_INFO,
	  SUBJECT_DRIVER, ROLE_EVENT },
	{ "unsigned", "module verification failed: signature and/or", NULL, GRAVITY_INFO,
	  SUBJECT_DRIVER, ROLE_EVENT },
	{ "irdma-symbols", "irdma: Unknown symbol ice_", "ice", GRAVITY_BENIGN,
	  SUBJECT_NONE, ROLE_EVENT },
	{ "irdma-symbols", "irdma: disagrees about version of symbol ice_", "ice",
	  GRAVITY_BENIGN, SUBJECT_NONE, ROLE_EVENT },
	{ "client-symbols", "i40e_register_client", "i40e", GRAVITY_BENIGN, SUBJECT_NONE,
	  ROLE_EVENT },
	{ "client-symbols", "i40e_unregister_client", "i40e", GRAVITY_BENIGN,
	  SUBJECT_NONE, ROLE_EVENT },
	BENIGN("tx-queue-choice", "selects TX queue *, but real number of TX queues is",
	       NULL),
	BENIGN("c-states",
	       "Some CPU C-states have been disabled in order to enable jumbo", "e1000e"),
	BENIGN("no-ptm", "PCIe PTM not supported by PCIe bus/controller", "igc"),
	INFO("fw-lldp-on", "FW LLDP is enabled", "i40e ice"),
	INFO("fw-lldp-off", "FW LLDP is disabled", "i40e ice"),
	BENIGN("no-dcb", "Query for DCB configuration failed", "i40e"),
	BENIGN("no-dcb", "DCB init failed ", "i40e"),
	BENIGN("vf-opcode-24", "VF * failed opcode 24", "i40e ice"),
	INFO("slow-slot", "PCI-Express bandwidth available for this device may be insuff",
	     NULL),
	INFO("rx-filters", " adding RX filters on ", "i40e"),

	/* What is known of the drivers themselves. */
	VERSION_OF("Network Driver - version "),
	VERSION_OF("Intel(R) PRO/1000 Network Driver - "),
	VERSION_OF(" Linux Driver - version "),
	{ "modules", "Modules linked in:", NULL, GRAVITY_INFO, SUBJECT_NONE, ROLE_TRACE },
	{ "tainted", " Tainted: ", NULL, GRAVITY_INFO, SUBJECT_NONE, ROLE_TRACE },
	TRACE("i40e_napi_poll+0x", "i40e"),
	TRACE("ice_napi_poll+0x", "ice"),
	TRACE("ixgbe_poll+0x", "ixgbe"),
	TRACE("igb_poll+0x", "igb"),
	TRACE("igc_poll+0x", "igc"),
	TRACE("e1000e_poll+0x", "e1000e"),
	/* drivers/pci/probe.c */
	{ "device", "] type 00 class 0x02", NULL, GRAVITY_INFO, SUBJECT_NONE,
	  ROLE_DEVICE },
	MARK("link-up", "NIC Link is Up"),
	MARK("link-up", "NIC Link is up"),
	MARK("link-down", "NIC Link is Down"),
	MARK("link-down", "NIC Link is down"),
	MARK("probe", "Intel(R) * Network Connection"),
	/* net/8021q/vlan.c, net/ipv6/addrconf.c: the interface was raised */
	MARK("ifup", "adding VLAN 0 to HW filter on device "),
	MARK("ifup", "ADDRCONF(NETDEV_UP): "),
	{ "own", "nicquirk: ", NULL, GRAVITY_INFO, SUBJECT_NONE, ROLE_OWN },
	{ "boot", "Linux version ", NULL, GRAVITY_INFO, SUBJECT_NONE, ROLE_BOOT },
	{ 0 },
};

static const struct symptom_kind kinds[] = {
	{ "tx-hang", "transmit unit hangs",
	  "The card has stopped sending what it was given; the driver resets it, which may not help.",
	  "See whether it ends without TCP segmentation offload: ethtool -K INTERFACE tso off" },
	{ "adapter-reset", "the driver resets the card",
	  "The driver found the card stuck and starts it anew.", NULL },
	{ "tx-pause", "transmit hangs with flow control on",
	  "The driver's own hint for a card that hangs.", "ethtool -A INTERFACE tx off" },
	{ "tx-timeout", "transmit queue times out",
	  "The kernel waited in vain for the card to send.", NULL },
	{ "queue-stuck", "transmit queue is stuck",
	  "The driver's own word on a transmit timeout, with the state of the queue.",
	  NULL },
	{ "adapter-lost", "the card does not recover",
	  "All resets were in vain: the port is dead until the driver is loaded anew.",
	  "Reboot, or unload and load the driver." },
	{ "driver-issue", "the card rejects what the driver gives it",
	  "The card found a malformed descriptor and stopped the queue.", NULL },
	{ "vf-driver-issue", "the card rejects what a virtual function gives it",
	  "The driver in a guest did something that the card does not let through. Harmless while a "
	  "virtual function adds all the VLANs that it may have.",
	  NULL },
	{ "link-lost", "the card fell off the PCI bus",
	  "A read of its registers gave nothing but ones; the driver has let go of it.",
	  "Reboot, or bind the driver anew." },
	{ "register-read", "a register of the card cannot be read",
	  "The warning that goes with the loss of the PCI link.", NULL },
	{ "unsupported-sfp", "unsupported SFP module", "The port stays off.",
	  "Use another module; ixgbe has the parameter allow_unsupported_sfp." },
	{ "firmware-recovery", "firmware is in recovery mode",
	  "An update of the card's firmware did not finish.",
	  "Write the card's NVM anew with Intel's or the system's own tool." },
	{ "safe-mode", "the card is in safe mode",
	  "Its DDP package is missing or does not fit: one queue, no offloads, whatever is set.",
	  "Install the package (firmware file ice.pkg of linux-firmware) and make the initramfs anew." },
	{ "rdma-error", "the RDMA engine reports errors", "Each may reset the card.",
	  "If RDMA is not used: blacklist irdma, or boot with module_blacklist=irdma." },
	{ "hmc-error", "the RDMA engine's memory reports errors", "It resets the card.",
	  "If RDMA is not used: blacklist irdma, or boot with module_blacklist=irdma." },
	{ "blank-nvm", "the driver does not know the card's NVM",
	  "The driver is older than the card, or the card's NVM is blank.",
	  "Use a newer kernel or driver." },
	{ "nvm-checksum", "the card's NVM fails its checksum",
	  "The driver refuses such a card.",
	  "Use a newer kernel, which tolerates it on some cards; else write the NVM anew." },
	{ "overheated", "the card was stopped because of its temperature", NULL,
	  "Cool it, then power the host off and on." },
	{ "phy-blocked", "the management engine keeps the driver from the PHY", NULL,
	  "Update the BIOS, or switch AMT off there." },
	{ "probe-failed", "the driver cannot start the card", NULL,
	  "Look at the lines before it." },
	{ "bad-page", "memory pages are freed while in use",
	  "Something writes to memory that is not its own, or counts its pages wrong.",
	  "Look at the driver in the trace; test the memory if there is none." },
	{ "usercopy", "kernel memory is read where it must not be",
	  "A page was given away while the network still used it.",
	  "Look at the driver in the trace." },
	{ "queue-limits", "the kernel stops in the transmit queue's accounting", NULL,
	  "Use a newer kernel." },
	{ "page-allocation", "the kernel found no free page at once",
	  "Harmless now and then under load, the driver tries again. With memory that shrinks "
	  "steadily it is the sign of a leak.",
	  NULL },
	{ "nvm-newer", "the driver finds the card's NVM newer than itself",
	  "Harmless: the numbers are versions of the interface to the firmware, newer ones still "
	  "understand older drivers, and newer kernels do not print it any more. No reason to install "
	  "another driver.",
	  NULL },
	{ "nvm-older", "the card's NVM is older than the driver wants",
	  "Meant seriously: the firmware lacks what the driver relies on.",
	  "Update the card's NVM." },
	{ "out-of-tree", "an out-of-tree driver is loaded",
	  "The driver does not come with the kernel.", NULL },
	{ "unsigned", "a driver without a valid signature is loaded",
	  "What any driver built on the host itself causes.", NULL },
	{ "irdma-symbols", "irdma does not fit the out-of-tree ice",
	  "Harmless: the kernel's irdma cannot be loaded beside Intel's ice, and RDMA is all that "
	  "is lost.",
	  NULL },
	{ "client-symbols", "depmod misses symbols of the RDMA client",
	  "Harmless: i40iw does not fit the out-of-tree i40e, and RDMA is all that is lost.",
	  NULL },
	{ "tx-queue-choice", "a transmit queue was chosen that does not exist",
	  "Harmless: the number of queues was just being changed, and the kernel takes queue 0.",
	  NULL },
	{ "c-states", "CPU sleep states are off because of jumbo frames",
	  "Harmless: what the card needs with this MTU. It costs power.", NULL },
	{ "no-ptm", "no PTM on this PCI bus",
	  "Harmless: only the most precise form of time keeping is missing.", NULL },
	{ "fw-lldp-on", "the firmware's LLDP agent is on",
	  "It swallows LLDP frames, and may disturb LACP.", NULL },
	{ "fw-lldp-off", "the firmware's LLDP agent is off", NULL, NULL },
	{ "no-dcb", "no data centre bridging",
	  "Harmless: nobody at the other end of the cable speaks it.", NULL },
	{ "vf-opcode-24", "a virtual function's request was refused",
	  "Harmless, says Intel: the guest's driver asks for what this one does not have.",
	  NULL },
	{ "slow-slot", "the PCI slot is slower than the card",
	  "Full speed on all ports at once is not to be had here.",
	  "Move the card to a wider or newer slot, if that speed is needed." },
	{ "rx-filters", "the card has no room for more filters",
	  "Mostly a bridge with all VLANs allowed; the card takes every frame then, which works but "
	  "breaks VLANs of virtual functions.",
	  "Allow fewer VLANs (bridge-vids), or switch rx-vlan-filter off." },
	{ "trace", "a kernel trace runs through the driver",
	  "The driver was at work when the kernel printed a trace; that alone says nothing about it.",
	  NULL },
	{ "tainted", "the kernel is tainted",
	  "The letters after \"Tainted:\" tell it: O an out-of-tree module, E an unsigned one, B a "
	  "bad page, D the kernel has died once before.",
	  NULL },
};

const struct symptom_kind *symptom_kind_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (streq(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}
