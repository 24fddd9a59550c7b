/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/symptom.h"

/*
 * Messages of the drivers in Linux 6.1 and 6.12 and of Intel's own builds of them, and of
 * the kernel about them. An asterisk stands for what a message fills in. Where two rows
 * fit one line, the first does. What the kinds mean is in symptom-kind.c.
 */
#define ROW(kind, pattern, drivers, gravity, subject, role)                              \
	{                                                                                \
		kind, pattern, drivers, GRAVITY_##gravity, SUBJECT_##subject,            \
			ROLE_##role                                                      \
	}
#define CRITICAL(kind, pattern, drivers)                                                 \
	ROW(kind, pattern, drivers, CRITICAL, CARD, EVENT)
#define INFO(kind, pattern, drivers)   ROW(kind, pattern, drivers, INFO, CARD, EVENT)
#define BENIGN(kind, pattern, drivers) ROW(kind, pattern, drivers, BENIGN, CARD, EVENT)
#define RDMA(kind, pattern)	       ROW(kind, pattern, "ice", CRITICAL, NO_PORT, EVENT)
#define MEMORY(kind, pattern, role)    ROW(kind, pattern, NULL, CRITICAL, NONE, role)
/* A kernel that dies: the trace after it names the driver, or it is none of ours. */
#define DEATH(kind, pattern, role) ROW(kind, pattern, NULL, CRITICAL, TRACE, role)
/* "WARNING: FILE:LINE at FUNCTION, CPU#2: PROGRAM/PID" since 6.19: by how FILE begins. */
#define WARNING_AT(file) DEATH("warning", "WARNING: " file "*+0x*, CPU#", WARNING)
/* What any driver or none of ours writes as well: only of a driver, or a card, of ours.
 */
#define OURS(kind, pattern, gravity) ROW(kind, pattern, NULL, gravity, OURS, EVENT)
/* The same of some drivers of ours. */
#define SAME(kind, pattern, drivers)  ROW(kind, pattern, drivers, CRITICAL, OURS, EVENT)
#define PLACE(kind, pattern, gravity) ROW(kind, pattern, NULL, gravity, PLACE, EVENT)
#define TRACE(pattern, driver)	      ROW("trace", pattern, driver, INFO, NONE, TRACE)
#define MARK(kind, pattern)	      ROW(kind, pattern, NULL, INFO, CARD, MARK)
#define VERSION_OF(pattern)	      ROW("version", pattern, NULL, INFO, DRIVER, VERSION)

const struct symptom symptoms[] = {
	/* e1000e netdev.c, igb_main.c, igc_main.c, ixgbe_main.c */
	CRITICAL("tx-hang", "Detected Hardware Unit Hang", "e1000e"),
	CRITICAL("tx-hang", "Detected Tx Unit Hang", NULL),
	CRITICAL("adapter-reset", "Reset adapter unexpectedly", "e1000e"),
	OURS("adapter-reset", "Reset adapter", CRITICAL), /* igb, igc, ixgbe */
	CRITICAL("adapter-reset", "tx hang * detected on queue *, resetting ",
		 "ixgbe fm10k"),
	CRITICAL("adapter-reset", "initiating reset due to tx timeout", "ixgbe"),
	CRITICAL("adapter-reset", "initiating reset to clear Tx work after link loss",
		 "ixgbe"),
	CRITICAL("adapter-reset", "initiating reset due to lost link with pending Tx wo",
		 "ixgbe"),
	CRITICAL("adapter-reset", "Received unrecoverable ECC Err", "ixgbe"),
	SAME("adapter-reset", "HW reset detected", "idpf"),
	CRITICAL("tx-pause", "Try turning off Tx pause (flow control) via ethtool",
		 "e1000e"),
	/* net/sched/sch_generic.c; the device stands before it or in it, by age */
	CRITICAL("tx-timeout", "NETDEV WATCHDOG: * timed out", NULL),
	/* The watchdog speaks once a boot, these each time. */
	CRITICAL("tx-timeout", "Fake Tx hang detected with timeout of ", "ixgbe fm10k"),
	CRITICAL("pause-storm", "Fake Tx hang detected on queue *, timeout caused by PFC",
		 "ice"),
	/* i40e_main.c, ice_main.c */
	CRITICAL("queue-stuck", "tx_timeout: VSI_seid: ", "i40e"),
	CRITICAL("queue-stuck", "tx_timeout: VSI_num: ", "ice"),
	CRITICAL("adapter-lost", "tx_timeout recovery unsuccessful", "i40e ice"),
	CRITICAL("adapter-lost", "PF reset failed, ", "i40e"),
	CRITICAL("adapter-lost", "Rebuild AdminQ failed, ", "i40e"),
	CRITICAL("adapter-lost", "Error resetting device. Please reload the driver",
		 "ice"),
	SAME("adapter-lost", " failed, device is unrecoverable", "ice"),
	CRITICAL("adapter-lost", "Rebuild failed, unload and reload driver", "ice"),
	CRITICAL("adapter-reset", "tx_timeout recovery level ", "i40e ice"),
	CRITICAL("driver-issue", "TX driver issue detected", "i40e"),
	CRITICAL("driver-issue", "RX driver issue detected", "i40e"),
	INFO("vf-driver-issue", "Malicious Driver Detection events detected on PF",
	     "ice i40e"),
	INFO("vf-driver-issue", "Malicious Driver Detection event * detected on VF",
	     "ice"),
	CRITICAL("driver-issue", "Malicious Driver Detection event", "i40e ice ixgbe"),
	/* igb_main.c: igb_spoof_check(), by the register of malformed frames */
	CRITICAL("malformed-tx", "malformed Tx packet detected and dropped", "igb"),
	/* igc_main.c, igb_main.c, ixgbe_main.c */
	SAME("link-lost", "PCIe link lost", "igc igb fm10k"),
	SAME("link-lost", "Adapter removed", "ixgbe ixgbevf"),
	ROW("register-read", "Failed to read reg 0x", "igc igb", CRITICAL, DRIVER, EVENT),
	CRITICAL("unsupported-sfp",
		 "Rx/Tx is disabled on this device because an unsupported", "i40e ice"),
	CRITICAL("unsupported-sfp", "does not meet thermal requirements", "i40e"),
	/* It needs more power, or a newer NVM. */
	CRITICAL("unsupported-sfp", ". Cannot start link.", "ice"),
	CRITICAL("unsupported-sfp", "because an unsupported SFP+", "ixgbe"),
	CRITICAL("unsupported-sfp", "Reload the driver after installing a supported mod",
		 "ixgbe"),
	CRITICAL("firmware-recovery", "irmware recovery mode detected", "i40e ixgbe ice"),
	CRITICAL("safe-mode", ". Entering Safe Mode", "ice"),
	CRITICAL("safe-mode", ".  Entering Safe Mode", "ice"),
	CRITICAL("safe-mode", ".  Entering safe mode", "ice"),
	CRITICAL("safe-mode", "Device is in Safe Mode", "ice"),
	CRITICAL("safe-mode", "error occurred on the device while loading the DDP",
		 "ice"),
	/* drivers/infiniband/hw/irdma/main.c */
	RDMA("rdma-error", "ICE OICR event notification: oicr = "),
	RDMA("rdma-error", "critical PE Error, GLPE_CRITERR="),
	RDMA("hmc-error", ": HMC Error"),
	CRITICAL("blank-nvm", "unidentified MAC or BLANK NVM", "i40e"),
	CRITICAL("blank-nvm", "the device stopped because the NVM image",
		 "i40e ice ixgbe"),
	CRITICAL("nvm-checksum", "The NVM Checksum Is Not Valid", NULL),
	CRITICAL("nvm-checksum", "The EEPROM Checksum Is Not Valid", NULL),
	CRITICAL("overheated", "network adapter was stopped because it overheated",
		 "igb igc"),
	CRITICAL("overheated", "adapter link speed was downshifted because it overheated",
		 "igb"),
	CRITICAL("overheated",
		 "Network adapter has been stopped because it has over heated", "ixgbe"),
	CRITICAL("fan", "Fan has stopped, replace the adapter", "ixgbe"),
	/* e1000e ich8lan.c, netdev.c, mac.c */
	CRITICAL("phy-blocked", "ME blocked access to PHY after reset", "e1000e"),
	INFO("sol-ider", "PHY reset is blocked due to SOL/IDER session", "e1000e igb"),
	INFO("sol-ider", "Reset blocked by ME", "e1000e"),
	CRITICAL("ulp", "Failed to disable ULP", "e1000e"),
	ROW("phy-error", ": Hardware Error", "e1000e", CRITICAL, OURS, EVENT),
	INFO("wake-up", "PHY Wakeup cause - ", "e1000e"),
	CRITICAL("slow-me", "DPG_EXIT_DONE took ", "e1000e"),
	CRITICAL("smbi", "Driver can't access device - SMBI bit is set", NULL),
	INFO("no-msi", "Failed to initialize MSI interrupts", "e1000e"),
	INFO("no-msi", "Failed to allocate MSI-X interrupts", "ixgbe"),
	CRITICAL("cable", "Link Speed was downgraded by SmartSpeed", "e1000e igb igc"),
	INFO("slow-link", "NIC Link is Up 10 Mbps", "e1000e igb igc ixgbe i40e"),
	INFO("slow-link", "NIC Link is Up 100 Mbps", "e1000e igb igc ixgbe i40e"),
	INFO("slow-link", "NIC Link is Up, 100 Mbps", "i40e"),
	INFO("slow-link", "NIC Link is up 100 Mbps", "ice"),
	BENIGN("no-tso-slow", "10/100 speed: disabling TSO", "e1000e"),
	/* ixgbe_main.c, i40e_main.c */
	SAME("probe-failed", "HW Init failed: ", "ixgbe ixgbevf"),
	CRITICAL("probe-failed", "Initial pf_reset failed: ", "i40e"),
	ROW("probe-failed", ": probe of * failed with error", NULL, CRITICAL, DRIVER,
	    EVENT),
	OURS("probe-failed", "probe with driver * failed with error", CRITICAL),
	/* igc_ptp.c */
	/* igb_ptp.c, igc_ptp.c, e1000e netdev.c; ixgbe_ptp.c */
	BENIGN("tx-timestamp", "learing Tx timestamp hang", "e1000e igb igc"),
	BENIGN("tx-timestamp", "clearing Tx Timestamp hang", "ixgbe"),
	INFO("ptm-timeout", "Timeout reading IGC_PTM_STAT register", "igc"),

	/* Virtual functions: i40e_virtchnl_pf.c, ice_virtchnl.c, ice_eswitch.c, iavf */
	BENIGN("vf-opcode-24", "VF * failed opcode 24", "i40e ice"),
	INFO("vf-untrusted", "is not trusted, switch the VF to trusted", "i40e ice"),
	INFO("vf-override", "override administratively set ", "i40e ice ixgbe igb"),
	INFO("vf-spoof", " Spoofed packets detected", "ixgbe"),
	INFO("vf-spoof", "Spoof event(s) detected on VF ", "igb"),
	CRITICAL("vf-refused", "PF failed to honor VF ", "ice"),
	CRITICAL("vf-refused", "VF * failed opcode ", "i40e ice"),
	CRITICAL("vf-refused", "PF returned error ", "iavf i40evf"),
	CRITICAL("vf-dead", "Never saw reset", "iavf i40evf"),
	CRITICAL("vf-dead", "Failed to init adminq: ", "iavf i40evf"),
	CRITICAL("vf-dead", "failed to allocate resources during reinit", "iavf i40evf"),
	CRITICAL("vf-dead", "Unable to get VF config", "iavf i40evf"),
	CRITICAL("vf-dead", "Failed to communicate with PF; waiting before retry",
		 "iavf i40evf"),
	CRITICAL("vf-dead", "Reset task did not complete, VF disabled", "iavf i40evf"),
	CRITICAL("vf-dead", "PF still in reset state. Is the PF interface up",
		 "ixgbevf igbvf"),
	CRITICAL("vf-dead", "Unable to start - perhaps the PF Driver isn't up yet",
		 "ixgbevf"),
	INFO("vf-reset", "Reset indication received from the PF", "iavf i40evf"),
	CRITICAL("switch-rule", "Error subscribing to SWID 0x", "ice"),

	/* drivers/pci, drivers/iommu: of any device */
	OURS("aer", "PCIe Bus Error: severity=Uncorrectable", CRITICAL),
	OURS("aer", "PCIe Bus Error: severity=Uncorrected", CRITICAL),
	/* drivers/pci/pcie/aer.c: cper_print_aer(), where the firmware sees errors first
	 */
	OURS("aer", "aer_uncor_severity: 0x", CRITICAL),
	/* drivers/firmware/efi/cper.c: a kernel that dies of it prints nothing else */
	ROW("fatal", "[Hardware Error]: event severity: fatal", NULL, INFO, NONE, FATAL),
	ROW("fatal", "[Hardware Error]:   device_id: ", NULL, INFO, NONE, FATAL_OF),
	OURS("aer-corrected", "PCIe Bus Error: severity=Correct", INFO),
	PLACE("iommu-fault", "] Request device [*] ", CRITICAL),
	PLACE("iommu-fault", "Event logged [IO_PAGE_FAULT device=* ", CRITICAL),
	OURS("iommu-fault", "AMD-Vi: Event logged [IO_PAGE_FAULT domain=", CRITICAL),
	PLACE("no-resources", ": can't assign; no space", CRITICAL),
	PLACE("no-resources", ": no space for [mem size", CRITICAL),
	OURS("no-vf-space", "not enough MMIO resources for SR-IOV", CRITICAL),
	OURS("power-state", "Unable to change power state from ", CRITICAL),
	/* drivers/base/power/main.c; the second before 5.10 */
	OURS("sleep-failed", "PM: failed to ", CRITICAL),
	PLACE("sleep-failed", "PM: Device * failed to ", CRITICAL),
	/* net/core/dev.c: netdev_rx_csum_fault() */
	PLACE("bad-checksum", ": hw csum failure", INFO),
	/* drivers/pci/hotplug/pciehp_ctrl.c: what a loss of the link may come from */
	ROW("undocked", "): Card not present", NULL, INFO, NONE, UNDOCK),

	/* mm/page_alloc.c, mm/usercopy.c, lib/: of no driver until the trace names one */
	MEMORY("bad-page", "Bad page state in process", REPORT),
	MEMORY("bad-page", "page dumped because: PAGE_FLAGS_CHECK_AT_FREE", CONTINUE),
	MEMORY("usercopy", "usercopy: Kernel memory exposure attempt", REPORT),
	MEMORY("usercopy", "usercopy: Kernel memory overwrite attempt", REPORT),
	MEMORY("usercopy", "kernel BUG at mm/usercopy.c", CONTINUE),
	ROW("page-allocation", "age allocation failure", NULL, BENIGN, NONE, REPORT),
	/* net/core/dev.c; a stacked device (bond, VLAN) is no driver */
	ROW("bad-offload", "skb_warn_bad_offload+0x", NULL, INFO, NONE, REPORT),
	/* arch/x86/mm/fault.c, arch/x86/kernel/dumpstack.c and traps.c, arch/arm64 */
	DEATH("oops", "BUG: kernel NULL pointer dereference", REPORT),
	DEATH("oops", "BUG: unable to handle ", REPORT),
	DEATH("oops", "BUG: Kernel NULL pointer dereference", REPORT), /* PowerPC */
	DEATH("oops", "Oops: Kernel access of bad area", CONTINUE),
	DEATH("oops", "Unable to handle kernel ", REPORT),
	DEATH("oops", "Internal error: *[#", CONTINUE),
	DEATH("oops", "general protection fault*: 0000 [#", CONTINUE),
	/* Of each driver that has this accounting. */
	DEATH("queue-limits", "kernel BUG at lib/dynamic_queue_limits.c", REPORT),
	DEATH("oops", "kernel BUG at ", REPORT),
	DEATH("oops", "invalid opcode: 0000 [#", CONTINUE),
	DEATH("oops", "divide error: 0000 [#", CONTINUE),
	DEATH("oops", "stack segment: 0000 [#", CONTINUE),
	DEATH("oops", "Oops: 0000 [#", CONTINUE),
	DEATH("oops", "Oops: 0002 [#", CONTINUE),
	DEATH("oops", "Oops: 0010 [#", CONTINUE),
	/* kernel/watchdog.c, kernel/rcu/tree_stall.h, kernel/hung_task.c, kernel/panic.c
	 */
	DEATH("soft-lockup", "BUG: soft lockup - CPU#", REPORT),
	DEATH("soft-lockup", "atchdog detected hard LOCKUP on cpu", REPORT),
	DEATH("rcu-stall", "detected stalls on CPUs/tasks", REPORT),
	DEATH("rcu-stall", "detected expedited stalls on CPUs/tasks", REPORT),
	DEATH("rcu-stall", "self-detected stall on CPU", REPORT),
	DEATH("hung-task", " blocked for more than ", REPORT),
	DEATH("warning", "BUG: KASAN: ", REPORT),
	DEATH("warning", "UBSAN: * in *drivers/net/ethernet/intel/", REPORT),
	DEATH("warning", "BUG: scheduling while atomic: ", REPORT),
	DEATH("warning", "BUG: sleeping function called from invalid context", REPORT),
	DEATH("warning", "WARNING: CPU: * PID: * at ", WARNING),
	WARNING_AT("drivers/"),
	WARNING_AT("net/"),
	WARNING_AT("kernel/"),
	WARNING_AT("lib/"),
	WARNING_AT("mm/"),
	WARNING_AT("include/"),
	WARNING_AT("arch/"),
	WARNING_AT("/"),
	WARNING_AT("."),
	WARNING_AT("["), /* the condition that was not met */
	WARNING_AT("at "),

	/* What looks bad and is not, and what is only worth knowing. */
	BENIGN("nvm-newer", "detected a newer version of the NVM image", "i40e"),
	INFO("nvm-older", "detected an older version of the NVM image", "i40e"),
	ROW("out-of-tree", ": loading out-of-tree module taints kernel", NULL, INFO,
	    DRIVER, EVENT),
	ROW("unsigned", "module verification failed: signature and/or", NULL, INFO,
	    DRIVER, EVENT),
	ROW("irdma-symbols", "irdma: Unknown symbol ice_", "ice", BENIGN, NONE, EVENT),
	ROW("irdma-symbols", "irdma: disagrees about version of symbol ice_", "ice",
	    BENIGN, NONE, EVENT),
	ROW("client-symbols", "i40e_register_client", "i40e", BENIGN, NONE, EVENT),
	ROW("client-symbols", "i40e_unregister_client", "i40e", BENIGN, NONE, EVENT),
	/* kernel/workqueue.c: check_flush_dependency() */
	ROW("flush-flags", "workqueue: WQ_MEM_RECLAIM ice:", "ice", BENIGN, NONE, EVENT),
	ROW("flush-flags", "workqueue: WQ_MEM_RECLAIM i40e:", "i40e", BENIGN, NONE,
	    EVENT),
	BENIGN("tx-queue-choice", "selects TX queue *, but real number of TX queues is",
	       NULL),
	BENIGN("c-states",
	       "Some CPU C-states have been disabled in order to enable jumbo", "e1000e"),
	BENIGN("no-ptm", "PCIe PTM not supported by PCIe bus/controller", "igc"),
	INFO("fw-lldp-on", "FW LLDP is enabled", "i40e ice"),
	INFO("fw-lldp-off", "FW LLDP is disabled", "i40e ice"),
	BENIGN("no-dcb", "Query for DCB configuration failed", "i40e"),
	BENIGN("no-dcb", "DCB init failed ", "i40e"),
	INFO("slow-slot", "PCI-Express bandwidth available for this device may be insuff",
	     NULL),
	INFO("rx-filters", " adding RX filters on ", "i40e"),

	/* What is known of the drivers and cards themselves. */
	VERSION_OF("Network Driver - version "),
	VERSION_OF("Intel(R) PRO/1000 Network Driver - "),
	VERSION_OF(" Linux Driver - version "),
	ROW("family", "MAC: *, PHY: *, PBA No: ", "e1000e", INFO, CARD, FAMILY),
	ROW("modules", "Modules linked in:", NULL, INFO, NONE, TRACE),
	ROW("tainted", " Tainted: ", NULL, INFO, NONE, TRACE),
	TRACE("i40e_napi_poll+0x", "i40e"),
	TRACE("ice_napi_poll+0x", "ice"),
	TRACE("ixgbe_poll+0x", "ixgbe"),
	TRACE("igb_poll+0x", "igb"),
	TRACE("igc_poll+0x", "igc"),
	TRACE("e1000e_poll+0x", "e1000e"),
	/* drivers/pci/probe.c */
	ROW("device", "] type 00 class 0x02", NULL, INFO, NONE, DEVICE),
	ROW("boot", "Linux version ", NULL, INFO, NONE, BOOT),

	/* From here on only incidents are interested: such lines are in every log. */
	ROW("own", "nicquirk: ", NULL, INFO, NONE, OWN),
	MARK("link-up", "NIC Link is Up"),
	MARK("link-up", "NIC Link is up"),
	MARK("link-down", "NIC Link is Down"),
	MARK("link-down", "NIC Link is down"),
	MARK("probe", "Intel(R) * Network Connection"),
	/* net/8021q/vlan.c, net/ipv6/addrconf.c: the interface was raised */
	MARK("ifup", "adding VLAN 0 to HW filter on device "),
	MARK("ifup", "ADDRCONF(NETDEV_UP): "),
	{ 0 },
};
